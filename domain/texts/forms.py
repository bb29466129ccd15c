"""How times, lengths and numbers are written in each language."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from domain.texts.locale import Locale

_DAYS: Final = {
    Locale.EN: ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    Locale.ES: ("lun", "mar", "mié", "jue", "vie", "sáb", "dom"),
}
_MONTHS: Final = {
    Locale.EN: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    Locale.ES: ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"],
}


def timecode(ms: int) -> str:
    """A place in a video: ``1:03.5``, ``1:02:03``."""
    seconds, rest = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    tenths = f".{rest // 100}" if rest >= 100 else ""
    if hours:
        return f"{hours}:{minutes:02}:{seconds:02}{tenths}"
    return f"{minutes}:{seconds:02}{tenths}"


def number(value: float, locale: Locale, *, digits: int = 1) -> str:
    """At most ``digits`` decimals, with the language's decimal mark."""
    text = f"{value:.{digits}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", ",") if locale is Locale.ES else text


def seconds(ms: int, locale: Locale) -> str:
    return f"{number(ms / 1000, locale)} s"


def when(at: datetime, zone: ZoneInfo, locale: Locale, *, year: int | None = None) -> str:
    """``Fri 27 Nov, 19:00`` in the team's zone; ``Fri 27 Nov 2026, 19:00`` where ``year``, the
    one that is meant without being said, is another."""
    local = at.astimezone(zone)
    day, month = _DAYS[locale][local.weekday()], _MONTHS[locale][local.month - 1]
    named = "" if year in (None, local.year) else f" {local.year}"
    return f"{day} {local.day} {month}{named}, {local:%H:%M}"


def listing(words: list[str], locale: Locale) -> str:
    """``a, b and c``."""
    if len(words) < 2:
        return "".join(words)
    last = " y " if locale is Locale.ES else " and "
    return ", ".join(words[:-1]) + last + words[-1]
