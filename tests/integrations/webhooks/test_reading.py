from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.platforms import Platform
from domain.webhook import NoticeKind, Unreadable
from integrations.webhooks import read_notices
from tests.integrations.webhooks.sending import (
    instagram_event,
    tiktok_event,
    youtube_feed,
    youtube_tombstone,
)

AT = datetime.fromtimestamp(1_790_000_000, UTC)
BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE feed [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>&b;</id></entry></feed>"""
OUTSIDE = b"""<!DOCTYPE feed SYSTEM "http://elsewhere.example/feed.dtd"><feed/>"""


@given(platform=st.sampled_from(list(Platform)), body=st.binary(max_size=300))
def test_whatever_comes_is_read_or_refused(platform: Platform, body: bytes) -> None:
    try:
        notices = read_notices(platform, body)
    except Unreadable:
        return
    assert all(notice.event for notice in notices)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"event": NaN}',
        b'{"event": 1' + b"0" * 5_000 + b"}",
        b"[" * 100_000,
        b'{"event":"x","content":"not json"}',
        b'{"content":"{}"}',
        b'{"event":"\\ud800"}',
        b'{"event":"\\u0000"}',
    ],
)
def test_what_is_not_as_documented_is_refused(body: bytes) -> None:
    with pytest.raises(Unreadable):
        read_notices(Platform.TIKTOK, body)
    with pytest.raises(Unreadable):
        read_notices(Platform.INSTAGRAM, body)


class TestTikTok:
    def test_a_long_number_keeps_every_digit(self) -> None:
        body = tiktok_event(
            "post.publish.publicly_available",
            publish_id="v_pub_1",
            post_id=7_012_345_678_901_234_567,
        )

        [notice] = read_notices(Platform.TIKTOK, body)

        assert notice.kind is NoticeKind.POST
        assert notice.reference == "v_pub_1"
        assert notice.post_ids == ("7012345678901234567",)
        assert notice.happened_at == AT

    @pytest.mark.parametrize(
        "event",
        [
            "post.publish.failed",
            "post.publish.complete",
            "post.publish.inbox_delivered",
            "post.publish.no_longer_publicaly_available",
            "post.publish.of_next_year",
        ],
    )
    def test_every_word_about_a_post_is_a_reason_to_look(self, event: str) -> None:
        [notice] = read_notices(Platform.TIKTOK, tiktok_event(event, publish_id="v_pub_1"))

        assert notice.kind is NoticeKind.POST

    def test_access_that_was_taken_away_names_the_account_and_why(self) -> None:
        [notice] = read_notices(Platform.TIKTOK, tiktok_event("authorization.removed", reason=1))

        assert notice.kind is NoticeKind.ACCESS_REMOVED
        assert notice.account_external_id == "-000person"
        assert notice.detail == "1"

    def test_an_unknown_event_is_kept_by_its_name(self) -> None:
        [notice] = read_notices(Platform.TIKTOK, tiktok_event("portability.download.ready"))

        assert (notice.kind, notice.event) == (NoticeKind.OTHER, "portability.download.ready")

    @pytest.mark.parametrize("id_", ["\ud800", "a\x00b", "a b", "", "x" * 201, {"a": 1}, None])
    def test_what_cannot_be_an_id_is_none(self, id_: object) -> None:
        [notice] = read_notices(
            Platform.TIKTOK, tiktok_event("post.publish.failed", publish_id=id_)
        )

        assert notice.reference is None


class TestInstagram:
    def test_a_comment_is_nothing_to_act_on(self) -> None:
        body = instagram_event("comments", id="1", media={"id": "18000000000000001"})

        [notice] = read_notices(Platform.INSTAGRAM, body)

        assert (notice.kind, notice.event) == (NoticeKind.OTHER, "comments")
        assert notice.post_ids == ("18000000000000001",)
        assert notice.account_external_id == "17841400000000001"

    def test_a_word_about_a_medium_is_a_reason_to_look(self) -> None:
        [notice] = read_notices(Platform.INSTAGRAM, instagram_event("media", media_id=18_000))

        assert (notice.kind, notice.post_ids) == (NoticeKind.POST, ("18000",))

    @pytest.mark.parametrize(
        "body",
        [
            b'{"object":"instagram"}',
            b'{"object":"instagram","entry":[1,{"changes":[2]},{"messaging":[{}]}]}',
        ],
    )
    def test_what_holds_no_change_says_nothing(self, body: bytes) -> None:
        assert read_notices(Platform.INSTAGRAM, body) == []


class TestYouTube:
    def test_an_entry_names_the_video_and_the_channel(self) -> None:
        [notice] = read_notices(Platform.YOUTUBE, youtube_feed())

        assert (notice.kind, notice.event) == (NoticeKind.POST, "entry")
        assert notice.post_ids == ("dQw4w9WgXcQ",)
        assert notice.account_external_id == "UCours"

    def test_a_tombstone_is_a_reason_to_look_too(self) -> None:
        [notice] = read_notices(Platform.YOUTUBE, youtube_tombstone())

        assert (notice.kind, notice.event) == (NoticeKind.POST, "deleted-entry")
        assert notice.post_ids == ("dQw4w9WgXcQ",)
        assert notice.account_external_id == "UCours"

    @pytest.mark.parametrize("body", [BOMB, OUTSIDE, b"<feed>", b"<feed/><feed/>", b"no xml"])
    def test_a_document_that_declares_anything_is_refused(self, body: bytes) -> None:
        with pytest.raises(Unreadable):
            read_notices(Platform.YOUTUBE, body)

    def test_a_name_from_another_namespace_says_nothing(self) -> None:
        body = b'<feed xmlns="http://elsewhere.example"><entry><videoId>x</videoId></entry></feed>'

        assert read_notices(Platform.YOUTUBE, body) == []
