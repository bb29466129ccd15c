import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from agent.events import (
    ActionFinished,
    ActionProgress,
    ActionStarted,
    ActionStatus,
    ApprovalAsked,
    ApprovalView,
    Failed,
    ModelSwitched,
    Queued,
    Reply,
    Token,
    TurnEvent,
)
from domain.approval import ApprovalNotPending
from domain.errors import DomainError
from domain.ids import ApprovalId, MessageId, ThreadId
from domain.texts import Locale
from entrypoints.http import closing
from entrypoints.http.sse import named, stream
from tests.build import NOON

THREAD = ThreadId("t")


async def ask(events: AsyncIterator[TurnEvent], *, ends: bool = False) -> httpx.Response:
    async def endpoint(request: Request) -> Response:
        request.state.trace_id = "trace-1234"
        return await stream(request, events)

    app = Starlette(routes=[Route("/", endpoint)])
    app.state.default_locale = Locale.ES
    closing.install(app)
    if ends:
        closing.begin(app)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
        return await client.get("/")


async def telling(*events: TurnEvent, then: Exception | None = None) -> AsyncIterator[TurnEvent]:
    for event in events:
        yield event
    if then:
        raise then


class TestStream:
    async def test_frames_each_event_on_two_lines(self) -> None:
        text = 'Line one\nline "two"\r\n: not a comment\n\ndata: not a field ñ 🎬'

        answer = await ask(telling(Token(text=text, part="p"), Failed(thread=THREAD, message="x")))

        first, second, rest = answer.text.split("\n\n")
        assert rest == ""
        assert first.startswith("event: token\ndata: {")
        assert first.count("\n") == 1
        assert json.loads(first.split("data: ", 1)[1]) == {"text": text, "part": "p"}
        assert second.startswith("event: error\n")

    async def test_is_not_stored_anywhere_on_the_way(self) -> None:
        answer = await ask(telling(Reply(thread=THREAD, reply="x")))

        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-accel-buffering"] == "no"

    async def test_lets_a_refusal_at_the_start_keep_its_status(self) -> None:
        with pytest.raises(DomainError):
            await ask(telling(then=ApprovalNotPending(status="approved")))

    async def test_tells_a_later_refusal_as_an_event(self) -> None:
        refusal = ApprovalNotPending(status="approved")

        answer = await ask(telling(Token(text="x", part="p"), then=refusal))

        last = json.loads(answer.text.rstrip().rsplit("data: ", 1)[1])
        assert last == {"code": "approval_not_pending", "detail": refusal.text(Locale.ES)}

    async def test_says_goodbye_to_who_waits_when_the_process_ends(self) -> None:
        async def long() -> AsyncIterator[TurnEvent]:
            yield Token(text="x", part="p")
            await asyncio.Event().wait()

        async with asyncio.timeout(5):
            answer = await ask(long(), ends=True)

        first, last, _ = answer.text.split("\n\n")
        assert first.startswith("event: token\n")
        assert last.startswith("event: error\n")
        assert json.loads(last.split("data: ", 1)[1])["code"] == "restarting"

    async def test_tells_our_own_faults_only_by_number(self) -> None:
        answer = await ask(telling(Token(text="x", part="p"), then=RuntimeError("hunter2")))

        assert "hunter2" not in answer.text
        assert "trace-1234" in answer.text


class TestNamed:
    @pytest.mark.parametrize(
        ("event", "name", "data"),
        [
            (
                ActionStarted(id="1", tool="cut_video", args={"count": 3}),
                "action",
                {"phase": "started", "id": "1", "tool": "cut_video", "args": {"count": 3}},
            ),
            (
                ActionProgress(id="1", share=0.5, note="Half"),
                "action",
                {"phase": "progress", "id": "1", "share": 0.5, "note": "Half"},
            ),
            (
                ActionFinished(
                    id="1", tool="cut_video", status=ActionStatus.DONE, result={}, error=None
                ),
                "action",
                {
                    "phase": "finished",
                    "id": "1",
                    "tool": "cut_video",
                    "status": "done",
                    "result": {},
                    "error": None,
                },
            ),
            (
                ApprovalAsked(
                    approval=ApprovalView(
                        id=ApprovalId("a"), tool="t", args={}, summary="s", expires_at=NOON
                    )
                ),
                "approval",
                {
                    "id": "a",
                    "tool": "t",
                    "args": {},
                    "summary": "s",
                    "expires_at": NOON.isoformat(),
                },
            ),
            (Queued(message_id=MessageId("m")), "queued", {"message": "m"}),
            (ModelSwitched(gave_up="openai:x"), "model", {"gave_up": "openai:x"}),
            (
                Failed(thread=THREAD, message="No."),
                "error",
                {"code": "turn_failed", "detail": "No.", "thread": "t"},
            ),
        ],
    )
    def test_says_each_event_as_the_contract_does(
        self, event: TurnEvent, name: str, data: dict[str, Any]
    ) -> None:
        assert named(event) == (name, data)
