"""The story of the demo, step by step; the first thing that goes wrong ends it and says why."""

import asyncio
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.markup import escape

from domain.errors import DomainError, Invalid
from domain.platforms import Platform
from domain.texts import Locale, say
from entrypoints.demo.editor import Editor
from entrypoints.demo.material import checked, prepare, provide
from entrypoints.demo.proof import check_clips, check_published, keep_clips, published_clip
from entrypoints.demo.stage import Service, started
from entrypoints.launch import settings as read_settings
from entrypoints.settings import Settings
from entrypoints.terminal.client import Refused

_STEPS: Final = ("cut", "score", "campaign", "publish")
_OTHERS: Final = (Platform.INSTAGRAM, Platform.TIKTOK)
_FAILED: Final = 1


def run_demo(*, video: str | None, locale: str | None) -> int:
    """The exit code: 0 when every step did what it should, and nothing is left running."""
    settings = read_settings()
    spoken = next((one for one in Locale if one == locale), settings.locale)
    demo = _Demo(Console(highlight=False), spoken, settings)
    try:
        if locale and locale != spoken:
            raise Invalid("locale", choices=", ".join(Locale))
        asyncio.run(demo.run(video))
    except DomainError as error:
        return demo.failed(error.text(spoken))
    except Refused as error:
        return demo.failed(str(error))
    except KeyboardInterrupt:
        return demo.failed(say("demo.interrupted", spoken))
    return 0


class _Demo:
    def __init__(self, console: Console, locale: Locale, settings: Settings) -> None:
        self._console = console
        self._locale = locale
        self._settings = settings
        self._began = time.monotonic()
        self._step = 0

    async def run(self, video: str | None) -> None:
        if video is not None:
            checked(video)
        self._console.rule(f"[bold]{self._text('demo.title')}")
        folder = _fresh_folder(self._settings.data.resolve() / "demo")
        try:
            async with AsyncExitStack() as stack:
                with self._waiting("demo.starting" if video else "demo.starting_and_making"):
                    making = asyncio.create_task(prepare(video, folder.parent))
                    stack.push_async_callback(_ended, making)
                    service = await stack.enter_async_context(
                        started(
                            folder / "data", locale=self._locale, timezone=self._settings.timezone
                        )
                    )
                    material = await making
                self._done("demo.started", url=service.url)
                await self._tell_story(service, material, folder)
        finally:
            await asyncio.to_thread(shutil.rmtree, folder / "data", True)
            _remove_if_empty(folder)
        self._finish(folder)

    async def _tell_story(self, service: Service, material: str, folder: Path) -> None:
        with self._waiting("demo.taking"):
            source = await provide(material, service.inbox)
        async with Editor.enter(service, self._console, self._locale) as editor:
            self._heading("demo.step_ingest")
            await editor.says(say("demo.say_ingest", self._locale, source=source))
            for step in _STEPS:
                self._heading(f"demo.step_{step}")
                await editor.says(say(f"demo.say_{step}", self._locale))
            self._heading("demo.step_approve")
            await editor.is_approved()
            number = await published_clip(editor)
            self._heading("demo.step_networks")
            for platform in _OTHERS:
                await editor.says(say(f"demo.say_publish_{platform}", self._locale, number=number))
                await editor.is_approved()
            for post in await check_published(editor):
                self._done("demo.published", **post)
            self._heading("demo.step_ledger")
            await editor.says(say("demo.say_ledger", self._locale))
            self._heading("demo.step_check")
            files = await keep_clips(editor, folder)
            for line in await check_clips(files, self._locale):
                self._console.print(f"  [green]✓[/] {escape(line)}")

    def failed(self, why: str) -> int:
        self._console.print(f"[bold red]✗ {escape(why)}[/]")
        return _FAILED

    def _finish(self, folder: Path) -> None:
        seconds = round(time.monotonic() - self._began)
        self._console.rule(f"[bold green]{self._text('demo.finished', seconds=seconds)}")
        self._console.print(self._text("demo.where", folder=_shown(folder)))
        self._console.print(self._text("demo.next"))

    def _heading(self, key: str) -> None:
        self._step += 1
        self._console.print(f"\n[bold cyan]{self._step}. {self._text(key)}[/]")

    def _done(self, key: str, **values: object) -> None:
        self._console.print(f"  [green]✓[/] {self._text(key, **values)}")

    @contextmanager
    def _waiting(self, key: str) -> Iterator[None]:
        with self._console.status(self._text(key)):
            yield

    def _text(self, key: str, **values: object) -> str:
        return escape(say(key, self._locale, **values))


async def _ended(task: "asyncio.Task[str]") -> None:
    task.cancel()
    await asyncio.wait([task])


def _fresh_folder(parent: Path) -> Path:
    """A new one beside those of earlier demos."""
    number = 1
    while True:
        folder = parent / f"{number}"
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            number += 1
        else:
            return folder


def _remove_if_empty(folder: Path) -> None:
    """A demo that failed early has nothing to show."""
    if not any(folder.iterdir()):
        folder.rmdir()


def _shown(folder: Path) -> str:
    return os.path.relpath(folder)
