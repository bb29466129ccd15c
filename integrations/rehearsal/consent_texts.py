"""What people read on the consent page of a rehearsal server."""

from collections.abc import Mapping
from typing import Final

from domain.texts import Locale
from domain.texts.pair import Pair

TEXTS: Final[Mapping[str, Pair]] = {
    "title": Pair(
        "{app} wants to use your {platform} account", "{app} quiere usar tu cuenta de {platform}"
    ),
    "account": Pair("Which account?", "¿Qué cuenta?"),
    "private": Pair("private", "privada"),
    "scopes": Pair("What may it do?", "¿Qué le permites?"),
    "allow": Pair("Allow", "Permitir"),
    "deny": Pair("Cancel", "Cancelar"),
    "back_to": Pair("Then you go back to {host}.", "Después vuelves a {host}."),
    "refused.title": Pair("This link cannot be used", "Este enlace no sirve"),
    "refused.client": Pair(
        "No app is known here by this client id.", "Aquí no se conoce ninguna app con ese id."
    ),
    "refused.redirect": Pair(
        "The address to go back to is missing or is not a web address.",
        "Falta la dirección de vuelta o no es una dirección web.",
    ),
    "refused.request": Pair(
        "The request is incomplete: it needs response_type=code, a state and scopes.",
        "La petición está incompleta: necesita response_type=code, un state y permisos.",
    ),
}


def phrase(key: str, locale: Locale, **values: object) -> str:
    pair = TEXTS[key]
    return (pair.es if locale is Locale.ES else pair.en).format(**values)
