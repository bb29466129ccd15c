from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from domain.publication import Privacy
from integrations.rehearsal.youtube.channel import uploads_of
from tests.integrations.rehearsal.playing import FIRST, SECOND, Play, playing

VIDEOS = "/youtube/v3/videos"


@pytest.fixture
async def play(tmp_path: Path) -> AsyncIterator[Play]:
    async with playing(tmp_path) as play:
        yield play


async def read(play: Play, *ids: str, part: str) -> list[dict[str, Any]]:
    answer = await play.api("GET", VIDEOS, params={"part": part, "id": ",".join(ids)})
    return list(answer.raise_for_status().json()["items"])


async def test_a_list_leaves_out_what_is_not_there(play: Play) -> None:
    video_id = await play.a_video()

    items = await read(play, "nothingHere", video_id, part="snippet")

    assert [item["id"] for item in items] == [video_id]


async def test_a_list_takes_fifty_ids_and_no_more(play: Play) -> None:
    ids = [f"id{number:09}" for number in range(51)]

    fifty = await play.api("GET", VIDEOS, params={"part": "id", "id": ",".join(ids[:50])})
    more = await play.api("GET", VIDEOS, params={"part": "id", "id": ",".join(ids)})

    assert fifty.status_code == 200
    assert more.status_code == 400


async def test_counts_are_texts_and_views_are_those_of_the_page(play: Play) -> None:
    video_id = await play.a_video()
    await play.http.get(f"{play.url}/watch?v={video_id}")

    [item] = await read(play, video_id, part="statistics")

    assert item["statistics"]["viewCount"] == "1"
    assert item["statistics"]["likeCount"] == "0"


async def test_a_video_is_processed_a_while_after_it_came(play: Play) -> None:
    video_id = await play.a_video()

    [at_first] = await read(play, video_id, part="status,processingDetails")
    play.clock.move(seconds=61)
    [later] = await read(play, video_id, part="status,processingDetails")

    assert at_first["status"]["uploadStatus"] == "uploaded"
    assert at_first["processingDetails"]["processingStatus"] == "processing"
    assert later["status"]["uploadStatus"] == "processed"
    assert later["processingDetails"]["processingStatus"] == "succeeded"


@pytest.mark.parametrize(
    ("fault", "reason", "expected"),
    [
        ("rejected", "copyright", {"uploadStatus": "rejected", "rejectionReason": "copyright"}),
        ("processing_fails", "codec", {"uploadStatus": "failed", "failureReason": "codec"}),
    ],
)
async def test_processing_can_end_badly(
    play: Play, fault: str, reason: str, expected: dict[str, str]
) -> None:
    await play.order("upload_last", fault, reason=reason)
    video_id = await play.a_video()
    play.clock.move(seconds=61)

    [item] = await read(play, video_id, part="status")

    assert item["status"].items() >= expected.items()


async def test_a_change_replaces_the_whole_part(play: Play) -> None:
    video_id = await play.a_video()
    hidden = {"id": video_id, "status": {"privacyStatus": "private", "embeddable": False}}
    await play.api("PUT", VIDEOS, params={"part": "status"}, json=hidden)

    only_privacy = {"id": video_id, "status": {"privacyStatus": "unlisted"}}
    await play.api("PUT", VIDEOS, params={"part": "status"}, json=only_privacy)

    [item] = await read(play, video_id, part="snippet,status")
    assert item["status"]["privacyStatus"] == "unlisted"
    assert item["status"]["embeddable"] is True
    assert item["snippet"]["title"] == "A goal in the last minute"


async def test_a_changed_snippet_must_name_its_category(play: Play) -> None:
    video_id = await play.a_video()
    change = {"id": video_id, "snippet": {"title": "Another goal"}}

    answer = await play.api("PUT", VIDEOS, params={"part": "snippet"}, json=change)

    assert answer.status_code == 400


async def test_a_deleted_video_is_gone_and_the_truth_log_remembers_both(
    play: Play, tmp_path: Path
) -> None:
    video_id = await play.a_video()

    deleted = await play.api("DELETE", VIDEOS, params={"id": video_id})

    again = await play.api("DELETE", VIDEOS, params={"id": video_id})
    truth = await play.truth()
    assert deleted.status_code == 204
    assert again.status_code == 404
    assert await read(play, video_id, part="id") == []
    assert [line["event"] for line in truth] == ["published", "deleted"]
    assert list((tmp_path / "youtube" / "media").iterdir()) == []


async def test_the_channel_lists_its_uploads_newest_first_and_page_by_page(play: Play) -> None:
    older = await play.a_video()
    play.clock.move(seconds=1)
    newer = await play.a_video()
    query = {"part": "contentDetails", "playlistId": uploads_of(FIRST), "maxResults": "1"}

    channels = await play.api(
        "GET", "/youtube/v3/channels", params={"part": "contentDetails", "mine": "true"}
    )
    first = (await play.api("GET", "/youtube/v3/playlistItems", params=query)).json()
    query["pageToken"] = first["nextPageToken"]
    second = (await play.api("GET", "/youtube/v3/playlistItems", params=query)).json()

    [channel] = channels.json()["items"]
    assert channel["id"] == FIRST
    assert channel["contentDetails"]["relatedPlaylists"]["uploads"] == uploads_of(FIRST)
    assert first["items"][0]["contentDetails"]["videoId"] == newer
    assert second["items"][0]["contentDetails"]["videoId"] == older
    assert "nextPageToken" not in second


@pytest.mark.parametrize("path", [VIDEOS, "/youtube/v3/channels", "/youtube/v3/playlistItems"])
async def test_every_reading_call_needs_a_token(play: Play, path: str) -> None:
    answer = await play.http.get(play.url + path)

    assert answer.status_code == 401


async def test_counts_in_bulk_come_from_a_bucket_of_their_own(tmp_path: Path) -> None:
    async with playing(tmp_path, units_per_day=0) as play:
        video_id = await play.a_video()

        answer = await play.api(
            "GET", VIDEOS + ":batchGetStats", params={"part": "statistics", "id": video_id}
        )

        [item] = answer.raise_for_status().json()["items"]
        assert item["statistics"] == {"viewCount": "0", "likeCount": "0", "commentCount": "0"}


async def test_a_video_that_was_public_cannot_be_scheduled_any_more(play: Play) -> None:
    video_id = await play.a_video(privacy=Privacy.PUBLIC)
    private = {"id": video_id, "status": {"privacyStatus": "private"}}
    await play.api("PUT", VIDEOS, params={"part": "status"}, json=private)
    status = {"privacyStatus": "private", "publishAt": "2999-01-01T00:00:00Z"}

    answer = await play.api(
        "PUT", VIDEOS, params={"part": "status"}, json={"id": video_id, "status": status}
    )

    assert answer.status_code == 400
    assert answer.json()["error"]["errors"][0]["reason"] == "invalidPublishAt"


class TestAThumbnail:
    PATH = "/upload/youtube/v3/thumbnails/set"

    @pytest.mark.parametrize(
        ("content", "kind"),
        [(b"\xff\xd8\xff and so on", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png")],
    )
    async def test_is_kept_and_shown_on_the_page(
        self, play: Play, content: bytes, kind: str
    ) -> None:
        video_id = await play.a_video()

        answer = await play.api("POST", self.PATH, params={"videoId": video_id}, content=content)

        address = answer.raise_for_status().json()["items"][0]["default"]["url"]
        shown = await play.http.get(address)
        page = await play.http.get(f"{play.url}/watch?v={video_id}")
        [item] = await read(play, video_id, part="contentDetails")
        assert (shown.content, shown.headers["Content-Type"]) == (content, kind)
        assert address.removeprefix(play.root) in page.text
        assert "img-src 'self'" in page.headers["Content-Security-Policy"]
        assert item["contentDetails"]["hasCustomThumbnail"] is True

    @pytest.mark.parametrize(
        ("content", "reason"), [(b"GIF89a", "invalidImage"), (b"", "mediaBodyRequired")]
    )
    async def test_is_a_jpeg_or_a_png(self, play: Play, content: bytes, reason: str) -> None:
        video_id = await play.a_video()

        answer = await play.api("POST", self.PATH, params={"videoId": video_id}, content=content)

        assert answer.status_code == 400
        assert answer.json()["error"]["errors"][0]["reason"] == reason


class TestAnotherChannel:
    async def test_sees_what_is_public_and_nothing_private(self, play: Play) -> None:
        public = await play.a_video(privacy=Privacy.PUBLIC)
        private = await play.a_video(privacy=Privacy.PRIVATE)
        play.token = await play.new_token(SECOND)

        items = await read(play, public, private, part="snippet,processingDetails")

        assert [item["id"] for item in items] == [public]
        assert "processingDetails" not in items[0]

    async def test_changes_and_deletes_nothing_of_others(self, play: Play) -> None:
        video_id = await play.a_video(privacy=Privacy.PUBLIC)
        play.token = await play.new_token(SECOND)

        answer = await play.api("DELETE", VIDEOS, params={"id": video_id})

        assert answer.status_code == 403

    async def test_has_uploads_of_its_own(self, play: Play) -> None:
        await play.a_video(privacy=Privacy.PUBLIC)
        play.token = await play.new_token(SECOND)
        query = {"part": "contentDetails", "playlistId": uploads_of(SECOND)}

        answer = await play.api("GET", "/youtube/v3/playlistItems", params=query)

        assert answer.json()["items"] == []


class TestTheControls:
    async def test_take_a_video_away_and_bring_it_back(self, play: Play) -> None:
        video_id = await play.a_video()

        await play.control(f"posts/{video_id}/remove")
        gone = await read(play, video_id, part="id")
        await play.control(f"posts/{video_id}/restore")

        assert gone == []
        assert len(await read(play, video_id, part="id")) == 1

    async def test_make_a_video_private(self, play: Play) -> None:
        video_id = await play.a_video(privacy=Privacy.PUBLIC)

        await play.control(f"posts/{video_id}/restrict")

        [item] = await read(play, video_id, part="status")
        assert item["status"]["privacyStatus"] == "private"

    @pytest.mark.parametrize(
        ("path", "body", "reason"),
        [("claim", {}, "claim"), ("reject", {"reason": "trademark"}, "trademark")],
    )
    async def test_reject_a_video_for_a_reason(
        self, play: Play, path: str, body: dict[str, str], reason: str
    ) -> None:
        video_id = await play.a_video()

        await play.control(f"posts/{video_id}/{path}", **body)

        [item] = await read(play, video_id, part="status")
        assert item["status"]["rejectionReason"] == reason

    async def test_end_every_token_of_a_channel(self, play: Play) -> None:
        await play.control(f"accounts/{FIRST}/revoke")

        answer = await play.api("GET", VIDEOS, params={"part": "id", "id": "x"})

        assert answer.status_code == 401

    async def test_refuse_a_fault_that_nobody_knows(self, play: Play) -> None:
        order = {"call": "open", "fault": "hiccup"}

        answer = await play.http.post(f"{play.url}/rehearsal/faults", json=order)

        assert answer.status_code == 422


async def test_a_video_may_be_listed_late(play: Play) -> None:
    await play.order("upload_last", "listed_late", seconds=60)
    video_id = await play.a_video()
    query = {"part": "contentDetails", "playlistId": uploads_of(FIRST)}
    path = "/youtube/v3/playlistItems"

    at_first = (await play.api("GET", path, params=query)).json()["items"]
    play.clock.move(seconds=61)
    later = (await play.api("GET", path, params=query)).json()["items"]

    assert at_first == []
    assert [item["contentDetails"]["videoId"] for item in later] == [video_id]


async def test_a_video_may_be_rejected_long_after_it_was_seen(play: Play) -> None:
    await play.order("upload_last", "reject_later", seconds=3600, reason="copyright")
    video_id = await play.a_video()
    play.clock.move(seconds=61)
    [at_first] = await read(play, video_id, part="status")

    play.clock.move(hours=1)

    [later] = await read(play, video_id, part="status")
    assert at_first["status"]["uploadStatus"] == "processed"
    assert later["status"]["rejectionReason"] == "copyright"
