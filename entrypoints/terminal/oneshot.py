"""One turn from the command line, for people in a hurry and for scripts."""

import json
import sys
from collections.abc import Mapping
from typing import Any, Final

from rich.console import Console
from rich.text import Text

from domain.texts import Locale, say
from entrypoints.settings import Settings
from entrypoints.terminal.entrance import Wanted, enter
from entrypoints.terminal.screen import as_markdown

DONE: Final = 0
FAILED: Final = 1
WAITS: Final = 3
"""An approval waits for a person."""
_NOT_DONE: Final = frozenset({"failed", "denied"})


async def say_once(
    settings: Settings, wanted: Wanted, *, message: str, thread: str | None, as_json: bool
) -> int:
    """The exit code. Raises NotRunning, NeedsSignIn, Unreachable, LineCut, Refused."""
    reply = None
    async with enter(settings, wanted) as entered:
        events = entered.client.stream("/chat", {"message": message, "thread": thread})
        async for event in events:
            if event.name == "reply":
                reply = event.body
            elif event.name == "error":
                sys.stderr.write(f"{event.body['detail']}\n")
    if reply is None:
        return FAILED
    if as_json:
        sys.stdout.write(json.dumps(reply, ensure_ascii=False) + "\n")
    else:
        _print(reply, entered.locale)
    return exit_code(reply)


def exit_code(reply: Mapping[str, Any]) -> int:
    if any(action["status"] in _NOT_DONE for action in reply["actions"]):
        return FAILED
    return WAITS if reply["approvals"] else DONE


def _print(reply: Mapping[str, Any], locale: Locale) -> None:
    """Dressed up for a person, plain for a pipe."""
    console = Console()
    text = str(reply["reply"])
    console.print(as_markdown(text) if console.is_terminal else Text(text), soft_wrap=True)
    for approval in reply["approvals"]:
        console.print(Text(f"{say('chat.approval', locale)} {approval['summary']}"))
