"""What every command starts with: settings, log, event loop, and refusals put into words."""

import asyncio
import sys
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, Final, TypeVar

import typer

if TYPE_CHECKING:
    from entrypoints.settings import Settings
    from entrypoints.terminal.entrance import Wanted

FAILED: Final = 1
_INTERRUPTED: Final = 130

R = TypeVar("R")
Work = Callable[[], Coroutine[Any, Any, R]]


def settings() -> "Settings":
    """Ends the program with the names of the settings that cannot be used."""
    from pydantic import ValidationError

    from domain.texts import TEXTS, Locale, say
    from entrypoints.settings import Settings

    try:
        return Settings()
    except ValidationError as error:
        _complain(say("cli.settings_wrong", Locale.EN))
        _complain(say("cli.settings_wrong", Locale.ES))
        for one in error.errors():
            name, key = ".".join(str(part) for part in one["loc"]), one["type"]
            reasons = [say(key, locale) for locale in Locale] if key in TEXTS else [one["msg"]]
            for reason in reasons:
                _complain(f"  {name}: {reason}")
        raise typer.Exit(FAILED) from error


def configure_logs(settings: "Settings", *, process: str, quiet: bool) -> None:
    from entrypoints import logs

    as_json = None if settings.log is None else settings.log == "json"
    logs.configure(process=process, as_json=as_json, quiet=quiet)


def be_child(parent: int | None) -> None:
    """First of all, before anything slow: the supervisor may fall while we start."""
    if parent is not None:
        from entrypoints.parenthood import end_with

        end_with(parent)


def run(work: Work[R]) -> R:
    """Ends the program with a sentence when the work is refused."""
    from domain.errors import DomainError
    from entrypoints.sole import AlreadyRunning
    from entrypoints.supervisor import GAVE_UP
    from persistence.embedded import EmbeddedPostgresError

    try:
        return asyncio.run(work())
    except EmbeddedPostgresError as error:
        _complain(str(error))
    except AlreadyRunning as error:
        _complain(error.text(settings().locale))
        raise typer.Exit(GAVE_UP) from error
    except DomainError as error:
        _complain(error.text(settings().locale))
    except KeyboardInterrupt:
        raise typer.Exit(_INTERRUPTED) from None
    raise typer.Exit(FAILED)


def in_terminal(work: Work[R]) -> R:
    """As ``run``, for commands that talk to a running Stakazo."""
    from domain.errors import DomainError
    from entrypoints.terminal.client import Refused

    try:
        return asyncio.run(work())
    except Refused as error:
        _complain(str(error))
    except DomainError as error:
        _complain(error.text(settings().locale))
    except KeyboardInterrupt:
        raise typer.Exit(_INTERRUPTED) from None
    raise typer.Exit(FAILED)


def wanted(settings: "Settings", url: str | None, email: str | None) -> "Wanted":
    from domain.texts import say
    from entrypoints.terminal.entrance import Wanted

    def ask() -> str:
        if not sys.stdin.isatty():
            return sys.stdin.readline().rstrip("\n")
        answer: str = typer.prompt(say("cli.password", settings.locale), hide_input=True, err=True)
        return answer

    return Wanted(url=url.rstrip("/") if url else None, email=email, ask_password=ask)


def new_password(settings: "Settings") -> str:
    from domain.texts import say

    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    answer: str = typer.prompt(
        say("cli.password", settings.locale),
        hide_input=True,
        confirmation_prompt=say("cli.password_again", settings.locale),
        err=True,
    )
    return answer


def somebody_watches() -> bool:
    return sys.stderr.isatty()


def tell(settings: "Settings", key: str, **values: object) -> None:
    from domain.texts import say

    typer.echo(say(key, settings.locale, **values))


def complain(settings: "Settings", key: str, **values: object) -> None:
    from domain.texts import say

    _complain(say(key, settings.locale, **values))


def _complain(text: str) -> None:
    typer.echo(text, err=True)
