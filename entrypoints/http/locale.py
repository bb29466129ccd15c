"""The language of a request: the person's own, else what their browser asks for."""

from starlette.requests import Request

from domain.texts import Locale


def locale_of(request: Request) -> Locale:
    """Set by whoever found out who asks; before that, from the Accept-Language header."""
    known: Locale | None = getattr(request.state, "locale", None)
    if known is not None:
        return known
    default: Locale = request.app.state.default_locale
    return preferred(request.headers.get("accept-language", ""), default=default)


def preferred(accept_language: str, *, default: Locale) -> Locale:
    """The supported language with the highest weight (RFC 9110 section 12.5.4)."""
    weighed = [_weighed(part) for part in accept_language[:500].split(",")]
    wanted = sorted((one for one in weighed if one[0] > 0), key=lambda one: -one[0])
    for _, tag in wanted:
        if tag in set(Locale):
            return Locale(tag)
    return default


def _weighed(part: str) -> tuple[float, str]:
    tag, _, parameters = part.partition(";")
    name, _, value = parameters.strip().partition("=")
    try:
        weight = float(value) if name.strip() == "q" else 1.0
    except ValueError:
        weight = 0.0
    return weight, tag.strip().lower().split("-")[0]
