import asyncio
import json
from collections.abc import Sequence
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from agent.run import Conversation
from domain.access import Permission, Role
from domain.ids import ApprovalId
from domain.texts import Locale
from entrypoints.http import closing
from entrypoints.wiring import Services
from tests.agent.workbench import OUTWARD_EFFECT, effects
from tests.build import new_id
from tests.entrypoints.http.conftest import Headers, People
from tests.fakes.scripted_model import ScriptedModel, says

EVENTS = {"Accept": "text/event-stream"}


def parse(stream: str) -> list[tuple[str, dict[str, Any]]]:
    """Frames as the standard cuts them; comments are nothing."""
    found = []
    for frame in stream.split("\n\n"):
        lines = [line for line in frame.split("\n") if line and not line.startswith(":")]
        if not lines:
            continue
        fields = [line.split(": ", 1) for line in lines]
        assert [name for name, _ in fields] == ["event", "data"], frame
        found.append((fields[0][1], json.loads(fields[1][1])))
    return found


def names(events: Sequence[tuple[str, dict[str, Any]]]) -> list[str]:
    """Each kind once where several of it follow each other."""
    kinds = [name for name, _ in events]
    return [one for index, one in enumerate(kinds) if index == 0 or kinds[index - 1] != one]


@pytest.fixture
def chatty(model: ScriptedModel) -> ScriptedModel:
    model.script = lambda history: says("Hola, ¿qué tal?\nSoy Stakazo.")
    return model


class TestChat:
    async def test_answers_in_json(
        self, client: httpx.AsyncClient, people: People, chatty: ScriptedModel
    ) -> None:
        headers = await people.sign_in(Role.VIEWER)

        answer = await client.post("/chat", headers=headers, json={"message": "hola"})

        body = answer.json()
        assert answer.status_code == 200, answer.text
        assert set(body) == {"thread", "reply", "actions", "approvals", "model"}
        assert body["reply"] == "Hola, ¿qué tal?\nSoy Stakazo."
        assert body["model"] == "scripted"

    async def test_tells_the_same_turn_as_events(
        self, client: httpx.AsyncClient, people: People, chatty: ScriptedModel
    ) -> None:
        headers = {**await people.sign_in(Role.VIEWER), **EVENTS}

        answer = await client.post("/chat", headers=headers, json={"message": "hola"})

        events = parse(answer.text)
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert names(events) == ["token", "reply"]
        told = "".join(data["text"] for name, data in events if name == "token")
        assert told == events[-1][1]["reply"] == "Hola, ¿qué tal?\nSoy Stakazo."

    async def test_goes_on_in_the_same_thread(
        self, client: httpx.AsyncClient, people: People, chatty: ScriptedModel
    ) -> None:
        headers = await people.sign_in(Role.VIEWER)
        first = (await client.post("/chat", headers=headers, json={"message": "hola"})).json()

        body = {"message": "otra vez", "thread": first["thread"]}
        await client.post("/chat", headers=headers, json=body)

        page = (await client.get(f"/threads/{first['thread']}", headers=headers)).json()
        assert [one["text"] for one in page["messages"]] == ["hola", "otra vez"]
        assert page["messages"][1]["reply"]["thread"] == first["thread"]
        threads = (await client.get("/threads", headers=headers)).json()["items"]
        assert [one["id"] for one in threads] == [first["thread"]]

    async def test_answers_a_repeated_request_once(
        self, client: httpx.AsyncClient, people: People, chatty: ScriptedModel
    ) -> None:
        headers = {**await people.sign_in(Role.VIEWER), "Idempotency-Key": "a"}
        body = {"message": "hola"}

        first = (await client.post("/chat", headers=headers, json=body)).json()
        second = (await client.post("/chat", headers=headers, json=body)).json()

        assert first == second
        assert len(chatty.seen) == 1

    @pytest.mark.parametrize("accept", [{}, EVENTS])
    async def test_hides_the_threads_of_others(
        self,
        client: httpx.AsyncClient,
        people: People,
        chatty: ScriptedModel,
        accept: Headers,
    ) -> None:
        mine = await people.sign_in(Role.VIEWER)
        thread = (await client.post("/chat", headers=mine, json={"message": "hola"})).json()
        theirs = {**await people.sign_in(Role.ADMIN), **accept}

        body = {"message": "hola", "thread": thread["thread"]}
        said = await client.post("/chat", headers=theirs, json=body)
        read = await client.get(f"/threads/{thread['thread']}", headers=theirs)

        assert (said.status_code, read.status_code) == (404, 404)

    @pytest.mark.parametrize("message", ["", " \n", "x" * 8_001, 7, None])
    async def test_refuses_what_is_no_message(
        self, client: httpx.AsyncClient, people: People, message: object
    ) -> None:
        headers = await people.sign_in(Role.VIEWER)

        answer = await client.post("/chat", headers=headers, json={"message": message})

        assert answer.status_code == 422

    async def test_goes_on_when_nobody_listens_any_more(
        self,
        client: httpx.AsyncClient,
        people: People,
        chatty: ScriptedModel,
        conversation: Conversation,
    ) -> None:
        chatty.held = asyncio.Event()
        headers = await people.sign_in(Role.VIEWER)
        body = {"message": "hola"}
        asking = asyncio.create_task(client.post("/chat", headers={**headers, **EVENTS}, json=body))
        thread = await _first_thread(client, headers)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)

        chatty.held.set()
        await conversation.idle()

        page = (await client.get(f"/threads/{thread}", headers=headers)).json()
        assert page["messages"][0]["status"] == "done"

    async def test_asks_to_come_back_when_the_process_ends(
        self, app: FastAPI, client: httpx.AsyncClient, people: People, chatty: ScriptedModel
    ) -> None:
        chatty.held = asyncio.Event()
        headers = await people.sign_in(Role.VIEWER)
        asking = asyncio.create_task(
            client.post("/chat", headers=headers, json={"message": "hola"})
        )
        await _first_thread(client, headers)

        closing.begin(app)

        async with asyncio.timeout(5):
            answer = await asking
        assert (answer.status_code, answer.json()["code"]) == (503, "restarting")

    async def test_says_how_long_a_message_may_be(
        self, client: httpx.AsyncClient, people: People
    ) -> None:
        headers = await people.sign_in(Role.VIEWER)

        answer = await client.post("/chat", headers=headers, json={"message": "x" * 8_001})

        assert answer.json()["detail"] == "Message is too long: at most 8000 characters."
        assert "xxx" not in answer.text

    async def test_refuses_what_it_does_not_know(
        self, client: httpx.AsyncClient, people: People
    ) -> None:
        headers = await people.sign_in(Role.VIEWER)

        answer = await client.post("/chat", headers=headers, json={"message": "a", "thred": "b"})

        assert (answer.status_code, answer.json()["detail"]) == (422, "Thred is not known here.")


async def _first_thread(client: httpx.AsyncClient, headers: Headers) -> str:
    async with asyncio.timeout(10):
        while True:
            threads = (await client.get("/threads", headers=headers)).json()["items"]
            if threads:
                return str(threads[0]["id"])
            await asyncio.sleep(0.01)


class TestApprovals:
    async def ask(self, client: httpx.AsyncClient, headers: Headers) -> dict[str, Any]:
        answer = await client.post("/chat", headers=headers, json={"message": "shout hello"})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def test_wait_for_a_person(
        self, client: httpx.AsyncClient, people: People, services: Services
    ) -> None:
        headers = await people.sign_in(Role.EDITOR)

        turn = await self.ask(client, headers)

        assert [one["status"] for one in turn["actions"]] == ["waiting"]
        assert [one["tool"] for one in turn["approvals"]] == ["shout"]
        listed = (await client.get("/approvals?status=pending", headers=headers)).json()
        assert [one["id"] for one in listed["items"]] == [turn["approvals"][0]["id"]]
        assert await effects(services.world, OUTWARD_EFFECT) == []

    async def test_carry_the_action_out_after_a_yes(
        self, client: httpx.AsyncClient, people: People, services: Services
    ) -> None:
        turn = await self.ask(client, await people.sign_in(Role.EDITOR))
        path = f"/approvals/{turn['approvals'][0]['id']}"

        answer = await client.post(
            path, headers=await people.sign_in(Role.ADMIN), json={"decision": "approve"}
        )

        assert answer.status_code == 200, answer.text
        assert answer.json()["thread"] == turn["thread"]
        assert [one["status"] for one in answer.json()["actions"]] == ["done"]
        assert len(await effects(services.world, OUTWARD_EFFECT)) == 1

    async def test_tell_the_turn_that_follows_as_events(
        self, client: httpx.AsyncClient, people: People
    ) -> None:
        turn = await self.ask(client, await people.sign_in(Role.EDITOR))
        path = f"/approvals/{turn['approvals'][0]['id']}"
        admin = {**await people.sign_in(Role.ADMIN), **EVENTS}

        answer = await client.post(path, headers=admin, json={"decision": "approve"})

        events = parse(answer.text)
        assert names(events)[-1] == "reply"
        phases = [data["phase"] for name, data in events if name == "action"]
        assert phases[0] == "started"
        assert phases[-1] == "finished"

    async def test_do_nothing_after_a_no(
        self, client: httpx.AsyncClient, people: People, services: Services
    ) -> None:
        turn = await self.ask(client, await people.sign_in(Role.EDITOR))
        path = f"/approvals/{turn['approvals'][0]['id']}"
        admin = await people.sign_in(Role.ADMIN)

        answer = await client.post(
            path, headers=admin, json={"decision": "reject", "note": "too loud"}
        )

        assert answer.status_code == 200, answer.text
        assert await effects(services.world, OUTWARD_EFFECT) == []
        async with services.world.uow() as tx:
            approval = await tx.approvals.get(ApprovalId(turn["approvals"][0]["id"]))
        assert approval.note == "too loud"

    @pytest.mark.parametrize("accept", [{}, EVENTS])
    async def test_are_decided_once(
        self, client: httpx.AsyncClient, people: People, accept: Headers
    ) -> None:
        turn = await self.ask(client, await people.sign_in(Role.EDITOR))
        path = f"/approvals/{turn['approvals'][0]['id']}"
        admin = {**await people.sign_in(Role.ADMIN), **accept}
        await client.post(path, headers=admin, json={"decision": "approve"})

        again = await client.post(path, headers=admin, json={"decision": "approve"})

        assert (again.status_code, again.json()["code"]) == (409, "approval_not_pending")

    async def test_are_not_for_those_who_only_ask(
        self, client: httpx.AsyncClient, people: People, services: Services
    ) -> None:
        headers = await people.sign_in(Role.EDITOR)
        turn = await self.ask(client, headers)
        path = f"/approvals/{turn['approvals'][0]['id']}"

        answer = await client.post(path, headers=headers, json={"decision": "approve"})

        assert answer.status_code == 403
        assert await effects(services.world, OUTWARD_EFFECT) == []

    async def test_that_are_not_there_cannot_be_decided(
        self, client: httpx.AsyncClient, people: People
    ) -> None:
        headers = await people.sign_in(Role.ADMIN, locale=Locale.ES)

        answer = await client.post(
            f"/approvals/{new_id()}", headers=headers, json={"decision": "approve"}
        )

        assert answer.status_code == 404

    async def test_need_the_scope_too(self, client: httpx.AsyncClient, people: People) -> None:
        turn = await self.ask(client, await people.sign_in(Role.EDITOR))
        path = f"/approvals/{turn['approvals'][0]['id']}"
        narrow = await people.api_token(
            await people.add(role=Role.ADMIN), Permission.READ, Permission.OUTWARD
        )

        answer = await client.post(path, headers=narrow, json={"decision": "approve"})

        assert answer.status_code == 403
