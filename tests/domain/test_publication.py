from datetime import timedelta

import pytest

from domain.platforms import LIMITS, Platform
from domain.publication import (
    AttemptState,
    Choices,
    Privacy,
    PublicationStatus,
    VariantDoesNotFit,
    WrongMove,
    check_caption,
    check_choices,
    check_fit,
    description_of,
    title_of,
)
from tests.build import NOON, a_publication, a_window, an_account, an_attempt

S, A = PublicationStatus, AttemptState


class TestPublication:
    def test_forgets_why_it_was_held_once_it_goes_on(self) -> None:
        held = a_publication().held("stopped")

        assert held.moved(S.HELD if S.HELD is not held.status else S.QUEUED).held_reason is None

    def test_that_went_live_keeps_what_it_knew_where_the_platform_says_nothing(self) -> None:
        sent = a_publication(status=S.UPLOADING, error_code="no_answer")

        live = sent.went_live(external_id="v1", url="u", at=NOON)
        again = live.went_live(external_id=None, url=None, at=NOON + timedelta(days=1))

        assert (again.external_id, again.url, again.published_at) == ("v1", "u", NOON)
        assert live.error_code is None

    def test_counts_each_look(self) -> None:
        looked = a_publication().to_be_looked_at(NOON).to_be_looked_at(None)

        assert (looked.looks, looked.look_at) == (2, None)

    @pytest.mark.parametrize("on_platform", [True, False])
    def test_leaves_the_time_to_the_platform_only_when_that_was_chosen(
        self, on_platform: bool
    ) -> None:
        window = a_window(opens_at=NOON + timedelta(days=2))
        publication = a_publication(window=window, choices=Choices(on_platform=on_platform))

        post = publication.post(an_account())

        assert post.publish_at == (window.opens_at if on_platform else None)


class TestAttempt:
    def test_keeps_the_time_of_its_first_crossing(self) -> None:
        first = an_attempt(state=A.SENDING).crossing(at=NOON)
        second = first.moved(A.UNKNOWN).crossing(at=NOON + timedelta(minutes=5))

        assert (second.crossed_at, second.crossings) == (NOON, 2)

    def test_that_certainly_published_nothing_is_back_before_the_crossing(self) -> None:
        back = an_attempt(state=A.SENDING).crossing(at=NOON).uncrossed()

        assert (back.state, back.crossings, back.crossed_at) == (A.SENDING, 0, None)

    def test_that_crossed_before_stays_unknown(self) -> None:
        crossed = an_attempt(state=A.SENDING).crossing(at=NOON).moved(A.UNKNOWN)
        back = crossed.crossing(at=NOON + timedelta(minutes=5)).uncrossed()

        assert (back.state, back.crossings, back.crossed_at) == (A.UNKNOWN, 1, NOON)

    def test_cannot_cross_without_a_handle_of_the_platform(self) -> None:
        with pytest.raises(WrongMove):
            an_attempt(state=A.FENCED).crossing(at=NOON)

    def test_never_shows_its_handle(self) -> None:
        assert "session" not in repr(an_attempt(handle="https://upload/session"))


class TestCheckFit:
    @pytest.mark.parametrize("platform", list(Platform))
    def test_takes_what_is_inside_the_limits(self, platform: Platform) -> None:
        check_fit(platform, duration_ms=10_000, size_bytes=10**6, caption="A fine moment")

    @pytest.mark.parametrize(
        ("duration_ms", "size_bytes", "caption", "says"),
        [
            (181_000, 1, "Fine", "at most 180 s"),
            (100, 1, "Fine", "at least 1 s"),
            (10_000, LIMITS[Platform.YOUTUBE].max_bytes + 1, "Fine", "MB"),
            (10_000, 1, "x" * 101, "at most 100 characters"),
            (10_000, 1, "a <b>", "< or >"),
            (10_000, 1, "  ", "cannot be empty"),
        ],
    )
    def test_refuses_what_is_outside(
        self, duration_ms: int, size_bytes: int, caption: str, says: str
    ) -> None:
        with pytest.raises(VariantDoesNotFit, match=says):
            check_fit(
                Platform.YOUTUBE,
                duration_ms=duration_ms,
                size_bytes=size_bytes,
                caption=caption,
            )

    @pytest.mark.parametrize("platform", [Platform.INSTAGRAM, Platform.TIKTOK])
    def test_counts_an_emoji_as_two_where_the_platform_does(self, platform: Platform) -> None:
        check_caption(platform, "🎉" * 1_100)

        with pytest.raises(VariantDoesNotFit):
            check_caption(platform, "🎉" * 1_101)

    def test_counts_hashtags_and_not_numbers_in_words(self) -> None:
        check_caption(Platform.INSTAGRAM, " ".join(["#goal"] * 30) + " R&#68;D a#b")

        with pytest.raises(VariantDoesNotFit):
            check_caption(Platform.INSTAGRAM, " ".join(["#goal"] * 31))

    def test_measures_a_description_in_bytes(self) -> None:
        check_caption(Platform.YOUTUBE, "Title\n" + "ñ" * 2_500)

        with pytest.raises(VariantDoesNotFit):
            check_caption(Platform.YOUTUBE, "Title\n" + "ñ" * 2_501)


@pytest.mark.parametrize(
    ("caption", "title", "description"),
    [
        ("A goal", "A goal", ""),
        ("\n A goal \n\nIn the last minute\n", "A goal", "In the last minute"),
    ],
)
def test_the_first_line_is_the_title(caption: str, title: str, description: str) -> None:
    assert (title_of(caption), description_of(caption)) == (title, description)


@pytest.mark.parametrize(
    ("platform", "privacy", "choices"),
    [
        (Platform.INSTAGRAM, Privacy.PRIVATE, Choices()),
        (Platform.YOUTUBE, Privacy.FRIENDS, Choices()),
        (Platform.TIKTOK, Privacy.UNLISTED, Choices()),
        (Platform.TIKTOK, Privacy.PRIVATE, Choices(paid_partnership=True)),
        (Platform.YOUTUBE, Privacy.PUBLIC, Choices(inbox=True)),
        (Platform.INSTAGRAM, Privacy.PUBLIC, Choices(on_platform=True)),
    ],
)
def test_choices_that_a_platform_does_not_have_are_refused(
    platform: Platform, privacy: Privacy, choices: Choices
) -> None:
    with pytest.raises(VariantDoesNotFit):
        check_choices(platform, privacy, choices)
