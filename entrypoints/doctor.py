"""What is configured, what is missing, and what would fix it."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Final

import psycopg
from obstore.exceptions import BaseError as StoreError
from rich.console import Console
from rich.markup import escape

from domain.platforms import Platform
from domain.texts import Locale, say
from entrypoints.platforms import app_keys, is_half_configured
from entrypoints.settings import Settings, has_key
from integrations.clock import SystemClock, new_id
from integrations.keys import secret_keys
from integrations.media.children import ChildFailed
from integrations.media.ffmpeg import find_ffmpeg
from integrations.media.trial import standing
from integrations.platforms.instagram_versions import NOTICE, ends_on
from integrations.runfile import look_up
from integrations.storage import ObjectStore
from integrations.webhooks.derived import verify_tokens
from persistence.embedded import EmbeddedPostgres, EmbeddedPostgresError

_LOW_BYTES: Final = 5 * 10**9
_PATIENCE_S: Final = 10.0


class Mark(StrEnum):
    GOOD = "[green]✓[/]"
    NOTE = "[yellow]![/]"
    """It works, and could be better."""
    BAD = "[red]✗[/]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """``name`` and ``text`` are keys of sentences; a ``text`` with a ``.fix`` says what to do."""

    mark: Mark
    name: str
    text: str
    values: dict[str, object]
    fix: bool = False


async def examine(settings: Settings) -> int:
    """Prints what was found. The exit code: 1 when something keeps Stakazo from working."""
    findings = [
        _data(settings.data),
        await _postgres(settings),
        await _ffmpeg(),
        await _walls(settings.locale),
        await _storage(settings),
        _keys(settings),
        _models(settings),
        transcriber(settings),
        *(_platform(settings, platform) for platform in Platform),
        *ending_versions(settings, today=SystemClock().now().date()),
        _running(settings),
    ]
    _print(findings, settings.locale)
    return 1 if any(one.mark is Mark.BAD for one in findings) else 0


def _data(folder: Path) -> Finding:
    name, where = "doctor.data", str(folder.resolve())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".doctor-{new_id()}"
        probe.touch()
        probe.unlink()
        free = shutil.disk_usage(folder).free
    except OSError:
        return Finding(
            mark=Mark.BAD, name=name, text="doctor.data.bad", values={"path": where}, fix=True
        )
    low = free < _LOW_BYTES
    return Finding(
        mark=Mark.NOTE if low else Mark.GOOD,
        name=name,
        text="doctor.data.low" if low else "doctor.data.ok",
        values={"path": where, "free": free // 10**9},
        fix=low,
    )


async def _postgres(settings: Settings) -> Finding:
    name, values = "doctor.postgres", dict[str, object]()
    try:
        if settings.database_url:
            async with await psycopg.AsyncConnection.connect(
                settings.database_url.get_secret_value(), connect_timeout=int(_PATIENCE_S)
            ) as connection:
                await connection.execute("SELECT 1")
            return Finding(mark=Mark.GOOD, name=name, text="doctor.postgres.server", values=values)
        lease = await asyncio.to_thread(EmbeddedPostgres(settings.data / "postgres").join)
        await asyncio.to_thread(lease.leave)
    except psycopg.Error as error:
        values = {"why": type(error).__name__}
    except EmbeddedPostgresError as error:
        values = {"why": f"{error.fact} {error.advice}"}
    else:
        return Finding(mark=Mark.GOOD, name=name, text="doctor.postgres.embedded", values=values)
    return Finding(mark=Mark.BAD, name=name, text="doctor.postgres.bad", values=values, fix=True)


async def _ffmpeg() -> Finding:
    name = "doctor.ffmpeg"
    try:
        process = await asyncio.create_subprocess_exec(
            find_ffmpeg(), "-version", stdout=asyncio.subprocess.PIPE
        )
        said, _ = await asyncio.wait_for(process.communicate(), timeout=_PATIENCE_S)
    except (OSError, RuntimeError, TimeoutError):
        return Finding(mark=Mark.BAD, name=name, text="doctor.ffmpeg.bad", values={}, fix=True)
    version = " ".join(said.decode(errors="replace").split()[:3])
    return Finding(mark=Mark.GOOD, name=name, text="doctor.ffmpeg.ok", values={"version": version})


async def _walls(locale: Locale) -> Finding:
    try:
        held = await standing()
    except ChildFailed:
        return Finding(mark=Mark.BAD, name="doctor.walls", text="doctor.walls.bad", values={})
    missing = [name for name, holds in held.items() if not holds]
    names = ", ".join(say(f"wall.{name}", locale) for name in missing or held)
    return Finding(
        mark=Mark.NOTE if missing else Mark.GOOD,
        name="doctor.walls",
        text="doctor.walls.low" if missing else "doctor.walls.ok",
        values={"walls": names},
        fix=bool(missing),
    )


async def _storage(settings: Settings) -> Finding:
    name = "doctor.storage"
    where = settings.storage_url or f"file:{(settings.data / 'media').resolve()}"
    try:
        store = ObjectStore(where, new_id=new_id)
        blob = await store.put(_some_bytes(), max_bytes=1_000)
        await store.delete(blob.key)
    except (OSError, StoreError):
        return Finding(
            mark=Mark.BAD, name=name, text="doctor.storage.bad", values={"where": where}, fix=True
        )
    return Finding(mark=Mark.GOOD, name=name, text="doctor.storage.ok", values={"where": where})


async def _some_bytes() -> AsyncIterator[bytes]:
    yield new_id().encode()


def _keys(settings: Settings) -> Finding:
    given = settings.secret_keys is not None
    text = "doctor.keys.set" if given else "doctor.keys.made"
    return Finding(mark=Mark.GOOD, name="doctor.keys", text=text, values={})


def _models(settings: Settings) -> Finding:
    found = [
        model
        for key, model in (
            (settings.openai_api_key, settings.openai_model),
            (settings.google_api_key, settings.google_model),
        )
        if key
    ]
    if not found:
        return Finding(
            mark=Mark.NOTE, name="doctor.models", text="doctor.models.none", values={}, fix=True
        )
    return Finding(
        mark=Mark.GOOD,
        name="doctor.models",
        text="doctor.models.ok",
        values={"models": ", ".join(found)},
    )


def transcriber(settings: Settings) -> Finding:
    name, chosen = "doctor.transcriber", settings.transcriber
    if chosen == "none":
        return Finding(mark=Mark.NOTE, name=name, text=f"{name}.off", values={}, fix=True)
    if chosen == "whisper":
        values = dict[str, object](model=settings.whisper_model)
        return Finding(mark=Mark.GOOD, name=name, text=f"{name}.whisper", values=values)
    if has_key(settings.openai_api_key):
        values = dict[str, object](model=settings.openai_transcription_model)
        return Finding(mark=Mark.GOOD, name=name, text=f"{name}.openai", values=values)
    return Finding(mark=Mark.NOTE, name=name, text=f"{name}.none", values={}, fix=True)


def _platform(settings: Settings, platform: Platform) -> Finding:
    name = f"platform.{platform.value}"
    if is_half_configured(settings, platform):
        return Finding(mark=Mark.BAD, name=name, text="doctor.platform.half", values={}, fix=True)
    if app_keys(settings, platform) is None:
        return Finding(mark=Mark.GOOD, name=name, text="doctor.platform.rehearsal", values={})
    if settings.public_url is None:
        return Finding(
            mark=Mark.NOTE, name=name, text="doctor.platform.unreachable", values={}, fix=True
        )
    values: dict[str, object] = {"url": settings.public_url}
    if platform is Platform.INSTAGRAM:
        given = settings.secret_keys.get_secret_value() if settings.secret_keys else None
        keys = secret_keys(given, settings.data / "keys")
        values["token"] = verify_tokens(keys, platform)[0]
        return Finding(mark=Mark.GOOD, name=name, text="doctor.platform.meta", values=values)
    return Finding(mark=Mark.GOOD, name=name, text="doctor.platform.live", values=values)


def ending_versions(settings: Settings, *, today: date) -> list[Finding]:
    """Of the Graph API: those that have ended, and those that are about to."""
    used = {settings.instagram_graph_version, settings.facebook_graph_version}
    return [
        Finding(
            mark=Mark.BAD if ends <= today else Mark.NOTE,
            name="platform.instagram",
            text="doctor.version",
            values={"version": version, "ends": ends.isoformat()},
            fix=True,
        )
        for version in sorted(used)
        if (ends := ends_on(version)) is not None and ends - today <= NOTICE
    ]


def _running(settings: Settings) -> Finding:
    found = look_up(settings.run_folder, "api")
    if found is None:
        return Finding(
            mark=Mark.NOTE, name="doctor.running", text="doctor.running.no", values={}, fix=True
        )
    return Finding(
        mark=Mark.GOOD, name="doctor.running", text="doctor.running.yes", values={"url": found.url}
    )


def _print(findings: list[Finding], locale: Locale) -> None:
    console = Console(highlight=False)
    console.print(f"[bold]{escape(say('doctor.title', locale))}[/]")
    for one in findings:
        name = escape(say(one.name, locale))
        console.print(f"{one.mark.value} {name}: {escape(say(one.text, locale, **one.values))}")
        if one.fix:
            fix = say("doctor.fix", locale, fix=say(f"{one.text}.fix", locale))
            console.print(f"    [dim]{escape(fix)}[/]")
    count = sum(one.mark is Mark.BAD for one in findings)
    key = "doctor.missing" if count else "doctor.fine"
    console.print(escape(say(key, locale, count=count)))
