"""A local server that speaks the chat protocols of OpenAI and Gemini, with and without streaming.

It calls the first tool that it is offered, once per message of a person, and then repeats what the
tool answered. A test tells it how to fail.
"""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

Body = dict[str, Any]


class Mood(StrEnum):
    WELL = "well"
    RATE_LIMITED = "429"
    BROKEN = "500"
    WRONG_KEY = "401"
    WRONG_REQUEST = "400"
    CUT_OFF = "cut off"
    """The stream ends in the middle of a sentence."""


_STATUS = {
    Mood.RATE_LIMITED: (429, "rate_limit_exceeded", "RESOURCE_EXHAUSTED"),
    Mood.BROKEN: (500, None, "INTERNAL"),
    Mood.WRONG_KEY: (401, "invalid_api_key", "UNAUTHENTICATED"),
    Mood.WRONG_REQUEST: (400, "invalid_value", "INVALID_ARGUMENT"),
}


@dataclass
class LlmServer:
    """``args`` are what it calls the tool with; ``asked`` is what it was sent, per provider."""

    url: str = ""
    openai: Mood = Mood.WELL
    google: Mood = Mood.WELL
    args: Body = field(default_factory=dict)
    asked: dict[str, list[Body]] = field(default_factory=lambda: {"openai": [], "google": []})


@asynccontextmanager
async def llm_server() -> AsyncIterator[LlmServer]:
    fake = LlmServer()
    listening = socket.create_server(("127.0.0.1", 0))
    fake.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    server = uvicorn.Server(uvicorn.Config(_app(fake), log_level="critical", lifespan="off"))
    running = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield fake
    finally:
        server.should_exit = True
        await running


def _app(fake: LlmServer) -> FastAPI:
    app = FastAPI()

    @app.post("/v1/chat/completions")
    async def openai(request: Request) -> Response:
        body = await request.json()
        fake.asked["openai"].append(body)
        if fake.openai in _STATUS:
            status, code, _ = _STATUS[fake.openai]
            error = {"message": "told to fail", "type": "error", "param": None, "code": code}
            return JSONResponse({"error": error}, status, headers={"retry-after": "0"})
        message = _openai_message(body, fake.args)
        if not body.get("stream"):
            return JSONResponse(_openai_whole(body, message))
        return _sse(_openai_pieces(body, message, cut=fake.openai is Mood.CUT_OFF), end="[DONE]")

    @app.post("/v1beta/models/{call:path}")
    async def google(call: str, request: Request) -> Response:
        body = await request.json()
        fake.asked["google"].append(body)
        if fake.google in _STATUS:
            status, _, name = _STATUS[fake.google]
            error = {"code": status, "message": "told to fail", "status": name}
            return JSONResponse({"error": error}, status)
        parts = _google_parts(body, fake.args)
        if not call.endswith(":streamGenerateContent"):
            return JSONResponse(_google_whole(parts))
        return _sse(_google_pieces(parts, cut=fake.google is Mood.CUT_OFF), end=None)

    return app


def _sse(pieces: Iterator[Body | None], *, end: str | None) -> StreamingResponse:
    """A ``None`` breaks the connection off."""

    async def lines() -> AsyncIterator[str]:
        for piece in pieces:
            if piece is None:
                raise ConnectionAbortedError
            yield f"data: {json.dumps(piece)}\r\n\r\n"
        if end is not None:
            yield f"data: {end}\r\n\r\n"

    return StreamingResponse(lines(), media_type="text/event-stream")


_USAGE = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}


def _openai_message(body: Body, args: Body) -> Body:
    last = body["messages"][-1]
    if last["role"] == "tool" or not body.get("tools"):
        return {"role": "assistant", "content": f"openai heard: {last['content']}"}
    name = body["tools"][0]["function"]["name"]
    function = {"name": name, "arguments": json.dumps(args)}
    call = {"id": "call_1", "type": "function", "function": function}
    return {"role": "assistant", "content": None, "tool_calls": [call]}


def _openai_whole(body: Body, message: Body) -> Body:
    reason = "tool_calls" if "tool_calls" in message else "stop"
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": body["model"],
        "choices": [{"index": 0, "message": message, "finish_reason": reason}],
        "usage": _USAGE,
    }


def _openai_pieces(body: Body, message: Body, *, cut: bool) -> Iterator[Body | None]:
    def piece(delta: Body, reason: str | None = None) -> Body:
        return {
            "id": "chatcmpl-1",
            "object": "chat.completion.chunk",
            "created": 1_700_000_000,
            "model": body["model"],
            "choices": [{"index": 0, "delta": delta, "finish_reason": reason}],
        }

    yield piece({"role": "assistant", "content": ""})
    if cut:
        yield piece({"content": "half a sen"})
        yield None
    for call in message.get("tool_calls", ()):
        head = {**call, "index": 0, "function": {**call["function"], "arguments": ""}}
        yield piece({"tool_calls": [head]})
        for fragment in _split(call["function"]["arguments"]):
            yield piece({"tool_calls": [{"index": 0, "function": {"arguments": fragment}}]})
    for fragment in _split(message["content"] or ""):
        yield piece({"content": fragment})
    yield piece({}, "tool_calls" if "tool_calls" in message else "stop")
    if (body.get("stream_options") or {}).get("include_usage"):
        yield {**piece({}), "choices": [], "usage": _USAGE}


def _split(text: str) -> Iterator[str]:
    for start in range(0, len(text), 7):
        yield text[start : start + 7]


def _google_parts(body: Body, args: Body) -> list[Body]:
    last = body["contents"][-1]["parts"][-1]
    if "functionResponse" in last or not body.get("tools"):
        return [{"text": "google heard: "}, {"text": json.dumps(last)}]
    name = body["tools"][0]["functionDeclarations"][0]["name"]
    return [{"functionCall": {"name": name, "args": args}, "thoughtSignature": "c2lnbmVk"}]


def _google_whole(parts: list[Body], *, last: bool = True) -> Body:
    candidate: Body = {"content": {"role": "model", "parts": parts}, "index": 0}
    whole: Body = {"candidates": [candidate], "modelVersion": "gemini", "responseId": "r1"}
    if last:
        candidate["finishReason"] = "STOP"
        whole["usageMetadata"] = {
            "promptTokenCount": 9,
            "candidatesTokenCount": 5,
            "totalTokenCount": 14,
        }
    return whole


def _google_pieces(parts: list[Body], *, cut: bool) -> Iterator[Body | None]:
    if cut:
        yield _google_whole([{"text": "half a sen"}], last=False)
        yield None
    for number, part in enumerate(parts, start=1):
        yield _google_whole([part], last=number == len(parts))
