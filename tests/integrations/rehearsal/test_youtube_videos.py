from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from integrations.rehearsal.youtube.library import CHANNEL_ID, UPLOADS_ID
from tests.integrations.rehearsal.playing import Play, Shares, a_post, playing, some_bytes

VIDEOS = "/youtube/v3/videos"


@pytest.fixture
async def play(tmp_path: Path) -> AsyncIterator[Play]:
    async with playing(tmp_path) as play:
        yield play


async def a_video(play: Play, *, caption: str = "A goal") -> str:
    post = a_post(caption=caption, size_bytes=1000)
    media = await play.put_media(some_bytes(1000))
    handle = await play.publisher.begin(post)
    receipt = await play.publisher.upload(handle, post, media, on_progress=Shares())
    return receipt.external_id


async def read(play: Play, *ids: str, part: str) -> list[dict[str, Any]]:
    answer = await play.api("GET", VIDEOS, params={"part": part, "id": ",".join(ids)})
    return list(answer.raise_for_status().json()["items"])


async def test_a_list_leaves_out_what_is_not_there(play: Play) -> None:
    video_id = await a_video(play)

    items = await read(play, "nothingHere", video_id, part="snippet")

    assert [item["id"] for item in items] == [video_id]


async def test_a_list_takes_fifty_ids_and_no_more(play: Play) -> None:
    ids = [f"id{number:09}" for number in range(51)]

    fifty = await play.api("GET", VIDEOS, params={"part": "id", "id": ",".join(ids[:50])})
    more = await play.api("GET", VIDEOS, params={"part": "id", "id": ",".join(ids)})

    assert fifty.status_code == 200
    assert more.status_code == 400


async def test_counts_are_texts_and_views_are_those_of_the_page(play: Play) -> None:
    video_id = await a_video(play)
    await play.http.get(f"{play.url}/watch?v={video_id}")

    [item] = await read(play, video_id, part="statistics")

    assert item["statistics"]["viewCount"] == "1"
    assert item["statistics"]["likeCount"] == "0"


async def test_a_video_is_processed_a_while_after_it_came(play: Play) -> None:
    video_id = await a_video(play)

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
    video_id = await a_video(play)
    play.clock.move(seconds=61)

    [item] = await read(play, video_id, part="status")

    assert item["status"].items() >= expected.items()


async def test_a_change_replaces_the_whole_part(play: Play) -> None:
    video_id = await a_video(play)
    hidden = {"id": video_id, "status": {"privacyStatus": "private", "embeddable": False}}
    await play.api("PUT", VIDEOS, params={"part": "status"}, json=hidden)

    only_privacy = {"id": video_id, "status": {"privacyStatus": "unlisted"}}
    await play.api("PUT", VIDEOS, params={"part": "status"}, json=only_privacy)

    [item] = await read(play, video_id, part="snippet,status")
    assert item["status"]["privacyStatus"] == "unlisted"
    assert item["status"]["embeddable"] is True
    assert item["snippet"]["title"] == "A goal"


async def test_a_changed_snippet_must_name_its_category(play: Play) -> None:
    video_id = await a_video(play)
    change = {"id": video_id, "snippet": {"title": "Another goal"}}

    answer = await play.api("PUT", VIDEOS, params={"part": "snippet"}, json=change)

    assert answer.status_code == 400


async def test_a_deleted_video_is_gone_and_the_truth_log_remembers_both(
    play: Play, tmp_path: Path
) -> None:
    video_id = await a_video(play)

    deleted = await play.api("DELETE", VIDEOS, params={"id": video_id})

    again = await play.api("DELETE", VIDEOS, params={"id": video_id})
    truth = (await play.http.get(f"{play.url}/rehearsal/truth")).json()
    assert deleted.status_code == 204
    assert again.status_code == 404
    assert await read(play, video_id, part="id") == []
    assert [line["event"] for line in truth] == ["published", "deleted"]
    assert list((tmp_path / "youtube" / "media").iterdir()) == []


async def test_the_channel_lists_its_uploads_newest_first_and_page_by_page(play: Play) -> None:
    older = await a_video(play)
    play.clock.move(seconds=1)
    newer = await a_video(play)
    query = {"part": "contentDetails", "playlistId": UPLOADS_ID, "maxResults": "1"}

    channels = await play.api(
        "GET", "/youtube/v3/channels", params={"part": "contentDetails", "mine": "true"}
    )
    first = (await play.api("GET", "/youtube/v3/playlistItems", params=query)).json()
    query["pageToken"] = first["nextPageToken"]
    second = (await play.api("GET", "/youtube/v3/playlistItems", params=query)).json()

    [channel] = channels.json()["items"]
    assert channel["id"] == CHANNEL_ID
    assert channel["contentDetails"]["relatedPlaylists"]["uploads"] == UPLOADS_ID
    assert first["items"][0]["contentDetails"]["videoId"] == newer
    assert second["items"][0]["contentDetails"]["videoId"] == older
    assert "nextPageToken" not in second


@pytest.mark.parametrize("path", [VIDEOS, "/youtube/v3/channels", "/youtube/v3/playlistItems"])
async def test_every_reading_call_needs_a_token(play: Play, path: str) -> None:
    answer = await play.http.get(play.url + path)

    assert answer.status_code == 401
