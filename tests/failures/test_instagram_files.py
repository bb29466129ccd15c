"""F06 and F07: how a file gets to Instagram, and what happens when it does not."""

import os
from pathlib import Path

import pytest

from domain.account import Login
from domain.platforms import Platform
from domain.ports.seeing import MOST_TRIES
from domain.publication import Medium
from integrations.runfile import Running, announce, look_up
from tests.failures.instagram import LIVE, S, calls, with_both_logins
from tests.failures.stage import staged

INSTAGRAM = Platform.INSTAGRAM


class TestSendingTheBytes:
    async def test_f06_each_host_gets_the_file_in_the_way_that_it_takes(
        self, tmp_path: Path
    ) -> None:
        made = {}
        for login in Login:
            async with staged(tmp_path / login, INSTAGRAM, login=login) as stage:
                await stage.work_until(await stage.approve(await stage.connect()), LIVE)
                made[login] = await calls(stage)
                (line,) = await stage.truth()
                assert line["size_bytes"] == len(stage.film)

        by_link, by_bytes = made[Login.INSTAGRAM], made[Login.FACEBOOK]
        assert (by_link["rupload"], by_link["fetch"]) == (0, 1)
        assert (by_bytes["rupload"], by_bytes["fetch"]) == (1, 0)

    async def test_f06_a_failed_upload_whose_container_gets_ready_is_published(
        self, tmp_path: Path
    ) -> None:
        async with staged(tmp_path, INSTAGRAM, login=Login.FACEBOOK) as stage:
            id_ = await stage.approve(await stage.connect())
            await stage.order("rupload", "rupload_fails")

            publication = await stage.work_until(id_, LIVE)

            (line,) = await stage.truth()
            assert line["sha256"] == publication.medium.sha256
            made = await calls(stage)
            assert (made["container"], made["rupload"]) == (1, 1)

    @pytest.mark.parametrize(
        ("fault", "more"),
        [
            ("partial_bytes", {"bytes": 10_000}),
            ("close", {"bytes": 10_000}),
            ("close", {}),
            ("drop_answer", {}),
            ("html:502", {}),
            ("status:500", {}),
        ],
    )
    async def test_f06_an_upload_that_breaks_goes_on_where_it_broke(
        self, tmp_path: Path, fault: str, more: dict[str, int]
    ) -> None:
        async with staged(tmp_path, INSTAGRAM, login=Login.FACEBOOK) as stage:
            id_ = await stage.approve(await stage.connect())
            await stage.order("rupload", fault, **more)

            publication = await stage.work_until(id_, LIVE)

            (line,) = await stage.truth()
            assert line["sha256"] == publication.medium.sha256
            assert len(await stage.attempts(id_)) == (await calls(stage))["container"] == 1

    async def test_f06_a_host_that_takes_no_bytes_is_given_a_link(self, tmp_path: Path) -> None:
        async with staged(tmp_path, INSTAGRAM, login=Login.FACEBOOK) as stage:
            id_ = await stage.approve(await stage.connect())
            await stage.order("container", "status:400", reason="100")

            publication = await stage.work_until(id_, LIVE)

            (line,) = await stage.truth()
            assert line["sha256"] == publication.medium.sha256
            made = await calls(stage)
            assert (made["rupload"], made["fetch"]) == (0, 1)

    async def test_f06_uploads_that_never_get_through_end_with_a_person(
        self, tmp_path: Path
    ) -> None:
        async with staged(tmp_path, INSTAGRAM, login=Login.FACEBOOK) as stage:
            id_ = await stage.approve(await stage.connect())
            await stage.order("rupload", "status:400", times=10_000)

            publication = await stage.work_until(id_, LIVE, S.HELD, S.FAILED)

            assert publication.held_reason == "too_many_tries"
            assert publication.error
            assert (await calls(stage))["container"] == MOST_TRIES
            assert await stage.truth() == []


class TestFetchingTheFile:
    @pytest.mark.parametrize("fault", ["unfetchable", "timeout"])
    async def test_f07_a_file_that_could_not_be_fetched_gets_a_new_link(
        self, tmp_path: Path, fault: str
    ) -> None:
        async with staged(tmp_path, INSTAGRAM) as stage:
            id_ = await stage.approve(await stage.connect())
            await stage.order("fetch", fault)

            publication = await stage.work_until(id_, LIVE)

            (line,) = await stage.truth()
            assert line["sha256"] == publication.medium.sha256
            made = await calls(stage)
            assert (made["container"], made["fetch"]) == (2, 2)

    async def test_f07_a_file_that_can_never_be_fetched_ends_with_a_person(
        self, tmp_path: Path
    ) -> None:
        async with staged(tmp_path, INSTAGRAM) as stage:
            id_ = await stage.approve(await stage.connect())
            await stage.order("fetch", "unfetchable", times=10_000)

            publication = await stage.work_until(id_, LIVE, S.HELD, S.FAILED)

            assert (publication.held_reason, publication.error_code) == (
                "too_many_tries",
                "2207052",
            )
            assert "could not be fetched" in (publication.error or "")
            assert (await calls(stage))["fetch"] == MOST_TRIES
            assert await stage.truth() == []

    async def test_f07_the_link_of_a_container_is_good_an_hour_later(self, tmp_path: Path) -> None:
        async with staged(tmp_path, INSTAGRAM) as stage:
            account = await stage.connect()
            id_ = await stage.approve(account)
            await stage.order("container", "fetched_late", seconds=3_600)
            await stage.work_until(id_, LIVE)
            first = (await stage.attempts(id_))[0].reference

            stage.clock.move(hours=1)
            token = await stage.mint(account.external_id)
            url = f"{stage.root}/instagram/graph/v25.0/{first}"
            asked = {"fields": "status_code", "access_token": token}
            await stage.http.get(url, params=asked)
            stage.clock.move(minutes=1)
            answer = await stage.http.get(url, params=asked)

            assert answer.json()["status_code"] == "FINISHED"
            assert len(await stage.truth()) == 1

    async def test_f07_a_link_that_nobody_can_fetch_is_not_handed_out(self, tmp_path: Path) -> None:
        async with staged(tmp_path, INSTAGRAM) as stage:
            id_ = await stage.approve(await stage.connect())
            ours = look_up(tmp_path / "run", "api")
            assert ours is not None
            nowhere = Running(url="http://127.0.0.1:9", pid=os.getpid())
            announce(tmp_path / "run", "api", nowhere)

            await stage.work(minutes=2)
            before = await calls(stage)
            announce(tmp_path / "run", "api", ours)
            await stage.work_until(id_, LIVE)

            assert before["container"] == 0
            assert (await calls(stage))["container"] == len(await stage.truth()) == 1
            told = [e for e in stage.events(id_) if e.entry.metadata.get("code")]
            assert {e.entry.metadata["code"] for e in told} == {"media_link_unreachable"}
            assert "/media/" not in str(stage.events())

    @with_both_logins
    async def test_f07_a_file_that_changed_in_the_store_is_not_sent(
        self, tmp_path: Path, login: Login
    ) -> None:
        async with staged(tmp_path, INSTAGRAM, login=login) as stage:
            account = await stage.connect()
            id_ = await stage.approve(account)
            publication = await stage.publication(id_)
            assert isinstance(publication.medium, Medium)
            await stage.store.delete(publication.medium.blob)

            publication = await stage.work_until(id_, LIVE, S.FAILED, S.HELD)

            assert (publication.status, publication.error_code) == (S.FAILED, "size_mismatch")
            assert (await calls(stage))["container"] == len(await stage.truth()) == 0
