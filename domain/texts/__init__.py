"""Every sentence that a person reads, in Spanish and in English, side by side.

One file per area; ``say`` is the only way to a sentence. A key that ends in ``.one`` serves
when ``count`` is 1.
"""

from collections.abc import Mapping
from typing import Final

from domain.texts import (
    access,
    accounts,
    agent,
    approvals,
    campaigns,
    cli,
    clips,
    demo,
    happenings,
    instagram_codes,
    interpreter,
    jobs,
    ledger,
    media,
    our_codes,
    problems,
    publications,
    publishing,
    reach,
    scores,
    stories,
    system,
    tiktok_codes,
    transcripts,
    videos,
    youtube_codes,
)
from domain.texts.locale import Locale
from domain.texts.pair import Pair

__all__ = ["TEXTS", "Locale", "say"]

_AREAS: Final = (
    access,
    accounts,
    agent,
    approvals,
    campaigns,
    cli,
    clips,
    demo,
    happenings,
    instagram_codes,
    interpreter,
    jobs,
    ledger,
    media,
    our_codes,
    problems,
    publications,
    publishing,
    reach,
    scores,
    stories,
    system,
    tiktok_codes,
    transcripts,
    videos,
    youtube_codes,
)

TEXTS: Final[Mapping[str, Pair]] = {
    key: pair for area in _AREAS for key, pair in area.TEXTS.items()
}


def say(key: str, locale: Locale, **values: object) -> str:
    """The sentence ``key`` in ``locale`` with its values. Raises KeyError for an unknown key."""
    chosen = f"{key}.one" if values.get("count") == 1 and f"{key}.one" in TEXTS else key
    pair = TEXTS[chosen]
    sentence = pair.es if locale is Locale.ES else pair.en
    return sentence.format(**values)
