from datetime import UTC, datetime
from typing import Any

from domain.publication import Choices, Privacy
from integrations.platforms.youtube_words import marker, tags_of, video_of
from integrations.rehearsal.youtube.rules import tags_length
from tests.integrations.rehearsal.playing import a_post

CAPTION = "A goal in the last minute\nSee how it came about.\n#football #goal"


def snippet_of(**fields: Any) -> dict[str, Any]:
    return dict(video_of(a_post(**fields))["snippet"])


def status_of(**fields: Any) -> dict[str, Any]:
    return dict(video_of(a_post(**fields))["status"])


def test_the_first_line_is_the_title_and_the_rest_the_description() -> None:
    snippet = snippet_of(caption=CAPTION)

    assert snippet["title"] == "A goal in the last minute"
    assert snippet["description"] == "See how it came about.\n#football #goal"


def test_the_tags_are_the_marker_and_the_hashtags() -> None:
    post = a_post(caption=CAPTION + " #goal")

    assert tags_of(post) == [marker(post.publication_id), "football", "goal"]


def test_the_tags_never_become_more_than_youtube_takes() -> None:
    hashtags = " ".join(f"#{'x' * 60}{number}" for number in range(20))
    post = a_post(caption=f"A goal\n{hashtags} #short")

    tags = tags_of(post)

    assert tags[0] == marker(post.publication_id)
    assert tags[-1] == "short"
    assert 400 < tags_length(tags) <= 500


def test_privacy_is_always_said() -> None:
    for privacy in (Privacy.PUBLIC, Privacy.UNLISTED, Privacy.PRIVATE):
        assert status_of(privacy=privacy)["privacyStatus"] == privacy.value


def test_what_youtube_publishes_at_a_time_is_private_until_then() -> None:
    at = datetime(2027, 1, 2, 3, 4, 5, 6, tzinfo=UTC)

    status = status_of(privacy=Privacy.PUBLIC, publish_at=at)

    assert (status["privacyStatus"], status["publishAt"]) == ("private", "2027-01-02T03:04:05Z")


def test_what_a_person_declared_is_declared() -> None:
    usual = status_of()
    declared = status_of(choices=Choices(made_for_kids=True, ai_generated=True))

    assert (usual["selfDeclaredMadeForKids"], usual["containsSyntheticMedia"]) == (False, False)
    assert declared["selfDeclaredMadeForKids"] is True
    assert declared["containsSyntheticMedia"] is True
