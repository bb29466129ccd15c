from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from domain.platforms import Platform
from integrations.rehearsal.callbacks import Outbox
from integrations.rehearsal.consent import CLIENT_SECRET
from integrations.webhooks import VERIFY, Keys, read_notices
from integrations.webhooks.signed_request import read_signed_request
from tests.integrations.rehearsal.instagram_stage import ME, InstagramPlay, error_of, on_stage

KEYS = Keys(secrets=(CLIENT_SECRET,))


@pytest.fixture
async def play(tmp_path: Path) -> AsyncIterator[InstagramPlay]:
    async with on_stage(tmp_path) as play:
        yield play


async def sent(play: InstagramPlay, path: str, **more: object) -> list[str]:
    """The names of what was sent after an order was given."""
    outbox = play.ground.callbacks
    assert isinstance(outbox, Outbox)
    async with outbox.delivering():
        answer = await play.http.post(f"{play.url}/rehearsal{path}", json=more or None)
        answer.raise_for_status()
        await outbox.delivered()
    return [name for name, _, _ in play.site.taken]


async def test_a_comment_is_told_as_our_own_reader_wants_it(play: InstagramPlay) -> None:
    media_id = await play.published()

    path = f"/posts/{media_id}/comments"
    names = await sent(play, path, by="somebody", words="¡Golazo! https://example.com/ñ")

    [(_, body, headers)] = play.site.taken
    [notice] = read_notices(Platform.INSTAGRAM, body)
    assert names == ["webhook/instagram"]
    assert body.isascii()
    assert rb"\u00a1Golazo! https:\/\/" in body
    assert VERIFY[Platform.INSTAGRAM](body, headers, KEYS, play.clock.now())
    assert (notice.event, notice.account_external_id) == ("comments", ME)
    assert notice.post_ids == (media_id,)


async def test_a_removed_app_is_told_and_its_tokens_are_dead(play: InstagramPlay) -> None:
    names = await sent(play, f"/accounts/{ME}/revoke")

    [(_, body, _)] = play.site.taken
    [request] = parse_qs(body.decode())["signed_request"]
    leaving = read_signed_request(request, KEYS)
    assert names == ["webhook/instagram/deauthorize"]
    assert leaving is not None
    assert leaving.user_id == ME
    assert error_of(await play.call("GET", "/me")) == (190, 458)


async def test_a_person_can_want_to_be_forgotten(play: InstagramPlay) -> None:
    assert await sent(play, f"/accounts/{ME}/forget") == ["webhook/instagram/data-deletion"]


async def test_a_password_that_changed_is_told_by_nobody(play: InstagramPlay) -> None:
    assert await sent(play, f"/accounts/{ME}/revoke?reason=password_changed") == []


async def test_a_forged_one_is_not_believed(play: InstagramPlay) -> None:
    media_id = await play.published()
    await play.order("webhook", "forged")

    await sent(play, f"/posts/{media_id}/comments", by="somebody", words="Nice")

    believed = [
        VERIFY[Platform.INSTAGRAM](body, headers, KEYS, play.clock.now())
        for _, body, headers in play.site.taken
    ]
    assert sorted(believed) == [False, True]


async def test_what_its_owner_deleted_stays_deleted(play: InstagramPlay) -> None:
    media_id = await play.published()
    play.stage.shelf.turn(play.stage.shelf.medium(media_id), "deleted")

    answer = await play.http.post(f"{play.url}/rehearsal/posts/{media_id}/restore")

    assert answer.status_code == 409
