"""The language of a message, told by its accents and little words, and the words that cancel."""

import re
import unicodedata
from typing import Final

from domain.texts import Locale

_SPANISH_SIGNS: Final = re.compile(r"[ñ¿¡áéíóú]")
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")

_NAMES: Final = re.compile(r"\S*\d\S*|\S+://\S+|\S*[_@/\\]\S*|[\w.-]+\.[a-z]{2,4}(?=$|\s|[,;:!?)])")
"""Ids, links and file names: they are written alike in any language."""


def _bag(words: str) -> frozenset[str]:
    return frozenset(words.split())


_SPANISH: Final = _bag(
    """
    a al ahora algo algun alguna antes asi aun bien cada como con cual cuales cuando cuanto cuanta
    cuantos cuantas de del desde despues donde dos el ella ellos en entre era eres es esa ese eso
    esta estan estas este esto estos fue gracias ha hace hacer haz hasta hay hola hoy la las le les
    lo los mas mañana manana me mi mis mucho muy nada ni nos nuestra nuestro o otra otro para pero
    por porque puede puedes que quien quiero se sea ser si sin sobre solo son su sus tambien te
    tengo tiene tienes todo todos tu tus un una uno unos ver vez y ya yo
    alertas cuenta cuentas explica informe reintenta repite trabajos
    adios ayer buenas buenos cancela corta cortes crea dame dime elimina ensena enseñame estado
    lanza lista muestra muestrame pausa planifica programa publica puntua semana sube trabajo ultimo
    ultima vale campaña
    anula bloquea bloqueos borra calendario conecta cuelga deja desbloquea desconecta desprograma
    deten envia manda publicacion publicaciones quita reanuda reconecta salir sigue vuelve
    """
)
_ENGLISH: Final = _bag(
    """
    a about after again all also am an and any are as at be been before but by can could cut day did
    do does done for from get give go had has have he hello help her here hi him his how i if in
    into is isn't it its just last let like make many me more most much my new next not now of off
    ok on one or our out over please show so some tell than thank thanks that the their them then
    there these they this those to today tomorrow too up us was we were what when where which who
    why will with would yes you your
    alerts campaign job jobs rate report retry
    approve cancel create delete find latest launch list pause plan publish remove render
    schedule score start status stop upload week what's which yesterday
    calendar connect disconnect publications reconnect resume
    """
)
_CANCELS: Final = _bag(
    """
    cancel cancela cancelar cancelalo cancelala cancelado stop para detente parar dejalo olvidalo
    descarta descartalo abort drop
    """
)
_FILLERS: Final = _bag("it that this please por favor lo la eso esto todo all everything")
_SIGN_WEIGHT: Final = 2


def language_of(text: str, default: Locale) -> Locale:
    """``default`` when neither language is clearly ahead."""
    lowered = _NAMES.sub(" ", text.lower())
    words = _words(lowered)
    spanish = sum(word in _SPANISH for word in words)
    spanish += _SIGN_WEIGHT * len(_SPANISH_SIGNS.findall(lowered))
    english = sum(word in _ENGLISH for word in words)
    if spanish == english:
        return default
    return Locale.ES if spanish > english else Locale.EN


def is_cancel(text: str) -> bool:
    """Whether the whole message says no more than "cancel"; a longer order is not a cancel."""
    words = _words(text.lower())
    return any(word in _CANCELS for word in words) and all(
        word in _CANCELS or word in _FILLERS for word in words
    )


def _words(lowered: str) -> list[str]:
    return [_plain(word.replace("’", "'")) for word in _WORD.findall(lowered)]


def _plain(word: str) -> str:
    """Without accents, except the tilde of ñ, which makes another letter."""
    kept = unicodedata.normalize("NFD", word.replace("ñ", "\0"))
    bare = "".join(sign for sign in kept if not unicodedata.combining(sign))
    return bare.replace("\0", "ñ")
