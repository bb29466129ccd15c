"""The base of every refusal the product makes on purpose."""

from collections.abc import Mapping
from typing import ClassVar

from domain.texts import Locale, say


class DomainError(Exception):
    """An expected refusal. Its sentence is safe to show to the person who asked.

    The sentence is the text ``error.<code>``, or ``<code>.<reason>`` where one code has several
    reasons. ``values`` fill its braces; ``key`` and ``values`` are what is kept of a refusal, so
    that it can be said again in any language.
    """

    code: ClassVar[str] = "refused"

    def __init__(self, **values: object) -> None:
        self.values = values
        super().__init__(self.code)

    @property
    def key(self) -> str:
        reason = self.values.get("reason")
        return f"{self.code}.{reason}" if reason else f"error.{self.code}"

    def text(self, locale: Locale) -> str:
        return sentence(self.key, locale, self.values)

    def __str__(self) -> str:
        return self.text(Locale.EN)


def sentence(key: str, locale: Locale, values: Mapping[str, object]) -> str:
    """A refusal's sentence. The value ``what`` names one of our nouns, said in the language."""
    what = values.get("what")
    spoken = {**values, "what": say(f"noun.{what}", locale)} if what else values
    return say(key, locale, **spoken)


class NotFound(DomainError):
    """``what`` is a noun of the spec (video, clip …), ``ref`` is what the person wrote."""

    code = "not_found"

    def __init__(self, *, what: str, ref: str) -> None:
        super().__init__(what=what, ref=ref)


class Invalid(DomainError):
    """A value that cannot be used; the sentence is the text ``invalid.<reason>``."""

    code = "invalid"

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(reason=reason, **values)
