"""One turn on the screen: what is being done, the words as they come, and what was asked."""

from collections.abc import AsyncIterator, Mapping
from typing import Any, Final

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.markdown import Markdown
from rich.markup import escape
from rich.progress_bar import ProgressBar
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from domain.texts import Locale, say
from entrypoints.terminal.client import Heard

_MARKS: Final[Mapping[str, str]] = {
    "done": "[green]✓[/]",
    "failed": "[red]✗[/]",
    "denied": "[red]✗[/]",
    "waiting": "[yellow]…[/]",
}
_BAR_WIDTH: Final = 28


class TurnScreen:
    """Reads a turn's events to the end; ``reply`` is then the chat contract, or None."""

    def __init__(self, console: Console, *, locale: Locale) -> None:
        self.reply: Mapping[str, Any] | None = None
        self._console = console
        self._locale = locale
        self._text: dict[str, str] = {}
        self._actions: dict[str, dict[str, Any]] = {}
        self._note = ""

    async def show(self, events: AsyncIterator[Heard]) -> None:
        with Live(console=self._console, transient=True, refresh_per_second=12) as live:
            live.update(self._picture())
            async for event in events:
                self._take(event)
                live.update(self._picture())
        self._settle()

    def _take(self, event: Heard) -> None:
        match event.name:
            case "token":
                part = str(event.body["part"])
                self._text[part] = self._text.get(part, "") + str(event.body["text"])
            case "model":
                self._text.clear()
            case "action":
                self._actions.setdefault(str(event.body["id"]), {}).update(event.body)
            case "queued":
                self._note = say("chat.queued", self._locale)
            case "reply":
                self.reply = event.body
            case "error":
                self._note = str(event.body["detail"])

    def _picture(self) -> RenderableType:
        lines: list[RenderableType] = [self._line(action) for action in self._actions.values()]
        text = "".join(self._text.values())
        lines.append(as_markdown(_tail(text, self._console)) if text else Spinner("dots"))
        return Group(*lines)

    def _line(self, action: Mapping[str, Any]) -> RenderableType:
        status = action.get("status")
        name = escape(str(action.get("tool", "")))
        if status:
            error = f" [dim]{escape(str(action['error']))}[/]" if action.get("error") else ""
            return Text.from_markup(f"{_MARKS.get(status, '·')} {name}{error}")
        row = Table.grid(padding=(0, 1))
        bar = ProgressBar(total=1.0, completed=float(action.get("share", 0)), width=_BAR_WIDTH)
        row.add_row("·", name, bar, Text(str(action.get("note", "")), style="dim"))
        return row

    def _settle(self) -> None:
        """What stays on the screen once the turn is over. Only the reply knows what waits."""
        told = list(self.reply["actions"]) if self.reply is not None else []
        for action, ended in zip(self._actions.values(), told, strict=False):
            action["status"] = ended["status"]
        for action in self._actions.values():
            self._console.print(self._line(action))
        if self.reply is not None:
            self._console.print(as_markdown(str(self.reply["reply"])))
        elif self._note:
            self._console.print(Text(self._note, style="red"))


def as_markdown(text: str) -> Markdown:
    """With its line breaks kept, which Markdown would join."""
    return Markdown(text.replace("\n", "  \n"))


def _tail(text: str, console: Console) -> str:
    """What fits on the screen while it grows; the whole is printed at the end."""
    room = max(4, console.height - 6)
    return "\n".join(text.splitlines()[-room:])
