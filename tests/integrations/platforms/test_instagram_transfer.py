import hashlib
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from domain.account import Login
from domain.ids import BlobKey
from domain.publication import Remedy, Setback, Stage
from integrations.platforms.instagram import InstagramPublisher
from integrations.platforms.instagram_handle import Handle, Transport
from integrations.platforms.parts import fixed_hosts
from tests.integrations.platforms.instagram_playing import Team, team
from tests.integrations.rehearsal.instagram_stage import PAGE, tiny_mp4
from tests.integrations.rehearsal.playing import Shares

CONTENT = tiny_mp4(filling=300_000)
SIZE = len(CONTENT)


@pytest.fixture
async def a_team(tmp_path: Path) -> AsyncIterator[Team]:
    async with team(tmp_path, content=CONTENT) as a_team:
        yield a_team


async def assert_whole(a_team: Team) -> None:
    [line] = await a_team.play.truth()
    assert line["sha256"] == hashlib.sha256(CONTENT).hexdigest()
    assert line["account"] == PAGE


class TestSendingTheBytes:
    async def test_makes_one_reel_of_exactly_the_stored_bytes(self, a_team: Team) -> None:
        post = a_team.post(Login.FACEBOOK)
        shares = Shares()
        begun = await a_team.publisher.begin(post)

        await a_team.publisher.upload(begun.handle, post, on_progress=shares)
        sighting = await a_team.publisher.publish(begun.handle, post)

        assert sighting.stage is Stage.LIVE
        assert Handle.parse(begun.handle).transport is Transport.BYTES
        assert shares.told == sorted(shares.told)
        assert shares.told[-1] == 1.0
        await assert_whole(a_team)

    @pytest.mark.parametrize("arrived", [0, 1, 100_000, SIZE - 1])
    async def test_goes_on_where_it_broke_off(self, a_team: Team, arrived: int) -> None:
        await a_team.play.order("rupload", "close", bytes=arrived)

        await a_team.published(a_team.post(Login.FACEBOOK))

        await assert_whole(a_team)
        assert (await a_team.calls())["rupload"] == 2

    @pytest.mark.parametrize(
        "fault", ["close", "drop_answer", "html:502", "empty", "status:500", "revoke_token"]
    )
    async def test_outlives_an_answer_that_is_lost_or_strange(
        self, a_team: Team, fault: str
    ) -> None:
        await a_team.play.order("rupload", fault)

        await a_team.published(a_team.post(Login.FACEBOOK))

        await assert_whole(a_team)

    async def test_goes_on_after_a_part_was_refused(self, a_team: Team) -> None:
        await a_team.play.order("rupload", "partial_bytes", bytes=123)

        await a_team.published(a_team.post(Login.FACEBOOK))

        await assert_whole(a_team)

    async def test_believes_the_container_when_the_upload_was_refused_for_good(
        self, a_team: Team
    ) -> None:
        await a_team.play.order("rupload", "rupload_fails", times=9)

        await a_team.published(a_team.post(Login.FACEBOOK))

        await assert_whole(a_team)
        assert (await a_team.calls())["rupload"] == 1

    async def test_is_gone_on_with_by_another_process(self, a_team: Team) -> None:
        post = a_team.post(Login.FACEBOOK)
        begun = await a_team.publisher.begin(post)
        await a_team.play.order("rupload", "close", bytes=1000)
        await a_team.play.order("rupload", "close", bytes=0, n=2, times=9)
        with pytest.raises(Setback) as setback:
            await a_team.publisher.upload(begun.handle, post, on_progress=Shares())
        await a_team.control("DELETE", "/faults")

        shares = Shares()
        other = InstagramPublisher(a_team.parts)
        await other.upload(begun.handle, post, on_progress=shares)
        await other.publish(begun.handle, post)

        assert setback.value.remedy is Remedy.RETRY
        assert shares.told[0] > 1000 / SIZE
        await assert_whole(a_team)

    async def test_is_not_done_twice(self, a_team: Team) -> None:
        post = a_team.post(Login.FACEBOOK)
        begun = await a_team.publisher.begin(post)

        for _ in range(2):
            await a_team.publisher.upload(begun.handle, post, on_progress=Shares())

        assert (await a_team.calls())["rupload"] == 1

    async def test_that_nobody_takes_needs_a_new_container(self, a_team: Team) -> None:
        post = a_team.post(Login.FACEBOOK)
        begun = await a_team.publisher.begin(post)
        await a_team.play.order("rupload", "partial_bytes", bytes=0, times=9)

        with pytest.raises(Setback) as setback:
            await a_team.publisher.upload(begun.handle, post, on_progress=Shares())

        assert setback.value.code == "PartialRequestError"
        assert setback.value.remedy is Remedy.BEGIN_ANEW
        assert a_team.pauses.waits == [1.0, 2.0, 4.0]

    async def test_into_a_container_that_is_gone_needs_a_new_one(self, a_team: Team) -> None:
        post = a_team.post(Login.FACEBOOK)
        begun = await a_team.publisher.begin(post)
        handle = begun.handle.replace('"container": "179', '"container": "999')

        with pytest.raises(Setback) as setback:
            await a_team.publisher.upload(handle, post, on_progress=Shares())

        assert (setback.value.code, setback.value.remedy) == ("container_gone", Remedy.BEGIN_ANEW)
        assert "rupload" not in await a_team.calls()

    async def test_of_another_file_than_the_approved_one_is_refused(self, a_team: Team) -> None:
        post = a_team.post(Login.FACEBOOK)
        begun = await a_team.publisher.begin(post)
        other = replace(post, medium=replace(post.medium, size_bytes=SIZE + 1))
        missing = replace(post, medium=replace(post.medium, blob=BlobKey(f"sha256/ab/{'ab' * 32}")))

        for changed in (other, missing):
            with pytest.raises(Setback) as setback:
                await a_team.publisher.upload(begun.handle, changed, on_progress=Shares())
            assert setback.value.remedy is Remedy.FIX_MEDIA
        assert "rupload" not in await a_team.calls()


class TestAHostThatTakesNoBytes:
    async def test_is_given_an_address_instead(self, a_team: Team) -> None:
        await a_team.play.order("container", "status:400", reason="100")
        post = a_team.post(Login.FACEBOOK)

        sighting = await a_team.published(post)

        assert sighting.stage is Stage.LIVE
        assert (await a_team.calls())["container"] == 2
        assert "rupload" not in await a_team.calls()
        await assert_whole(a_team)

    async def test_is_asked_no_third_time(self, a_team: Team) -> None:
        await a_team.play.order("container", "status:400", reason="100", times=9)

        with pytest.raises(Setback) as setback:
            await a_team.publisher.begin(a_team.post(Login.FACEBOOK))

        assert (setback.value.code, setback.value.remedy) == ("100", Remedy.FIX_MEDIA)
        assert (await a_team.calls())["container"] == 2

    async def test_that_refuses_something_else_is_asked_once(self, a_team: Team) -> None:
        post = a_team.post(Login.FACEBOOK, caption="#a " * 31)

        with pytest.raises(Setback) as setback:
            await a_team.publisher.begin(post)

        assert (setback.value.code, setback.value.remedy) == ("2207040", Remedy.FIX_MEDIA)
        assert (await a_team.calls())["container"] == 1


class TestAnUploadAddressOnAnotherHost:
    async def test_gets_neither_the_bytes_nor_the_token(self, a_team: Team) -> None:
        hosts = {**a_team.parts.hosts(), "rupload": "https://rupload.example"}
        parts = replace(a_team.parts, hosts=fixed_hosts(**hosts))

        with pytest.raises(Setback) as setback:
            await InstagramPublisher(parts).begin(a_team.post(Login.FACEBOOK))

        assert setback.value.code == "foreign_upload_address"
        assert "rupload" not in await a_team.calls()
