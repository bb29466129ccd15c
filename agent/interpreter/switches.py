"""What people say to turn an argument on or off, or to choose with a whole phrase.

Everything is written folded: lower case, without accents.
"""

from collections.abc import Mapping
from typing import Final

FLAGS: Final[Mapping[str, Mapping[str, bool]]] = {
    "captions": {
        **dict.fromkeys(
            ("without captions", "without subtitles", "without any captions", "no captions",
             "no subtitles", "uncaptioned", "sin subtitulos", "sin los subtitulos",
             "sin subtitular", "sin rotulos"),
            False,
        ),
        **dict.fromkeys(
            ("captions", "captioned", "subtitles", "subtitled", "subtitulos", "subtitulado",
             "subtitulados", "rotulos"),
            True,
        ),
    },
    "drop_intro": dict.fromkeys(
        ("intro", "introduction", "opening", "introduccion", "entradilla", "cabecera"), True
    ),
    "ai_generated": dict.fromkeys(
        ("ai generated", "ai - generated", "made with ai", "ai made", "with ai", "ai label",
         "generado con ia", "generada con ia", "hecho con ia", "hecha con ia", "con ia",
         "etiqueta de ia"),
        True,
    ),
    "paid_partnership": dict.fromkeys(
        ("paid partnership", "paid promotion", "sponsored", "branded content",
         "colaboracion pagada", "promocion pagada", "patrocinado", "patrocinada"),
        True,
    ),
    "own_brand": dict.fromkeys(
        ("own brand", "my own brand", "our own brand", "your brand", "own business",
         "marca propia", "propia marca", "negocio propio"),
        True,
    ),
    "made_for_kids": {
        **dict.fromkeys(("not made for kids", "not for kids", "no es para ninos"), False),
        **dict.fromkeys(("made for kids", "for kids", "hecho para ninos", "para ninos"), True),
    },
    "allow_comments": {
        **dict.fromkeys(("without comments", "no comments", "sin comentarios"), False),
        **dict.fromkeys(
            ("with comments", "comments allowed", "comments on", "comments", "allow comments",
             "allowing comments", "con comentarios", "comentarios"),
            True,
        ),
    },
    "allow_duet": {
        **dict.fromkeys(("without duet", "without duets", "sin duo", "sin duos"), False),
        **dict.fromkeys(
            ("duet", "duets", "duet allowed", "duets allowed", "allow duet", "duo", "duos"), True
        ),
    },
    "allow_stitch": {
        **dict.fromkeys(("without stitch", "without stitches", "sin stitch"), False),
        **dict.fromkeys(("stitch", "stitches", "stitch allowed", "allow stitch"), True),
    },
    "inbox": dict.fromkeys(("inbox", "bandeja", "bandeja de entrada"), True),
    "on_platform": dict.fromkeys(
        ("scheduled by youtube", "let youtube schedule it", "youtube keeps the time",
         "programado por youtube", "programado en el propio youtube"),
        True,
    ),
}  # fmt: skip
"""What is said to turn an argument on or off."""

PHRASES: Final[Mapping[str, Mapping[str, str]]] = {
    "privacy": {
        **dict.fromkeys(
            ("no listado", "no listada", "solo con el enlace", "solo con enlace", "con el enlace",
             "only with the link", "not listed"),
            "unlisted",
        ),
        **dict.fromkeys(
            ("solo para mi", "solo yo", "solo lo vea yo", "privadamente", "en privado", "privately",
             "only me", "only for me", "just for me", "just me"),
            "private",
        ),
        **dict.fromkeys(
            ("solo mis seguidores", "solo para mis seguidores", "mis seguidores",
             "solo seguidores", "only my followers", "my followers", "followers only"),
            "followers",
        ),
        **dict.fromkeys(
            ("solo mis amigos", "solo para mis amigos", "mis amigos", "solo amigos",
             "only my friends", "my friends", "friends only"),
            "friends",
        ),
    },
    "if_late": {
        **dict.fromkeys(
            ("if late skip", "if it is late skip it", "if its late skip it", "if late skip it",
             "skip it if late", "skip it if it is late", "si llega tarde saltalo",
             "si llega tarde omitelo", "si se pasa la hora no lo publiques",
             "si se pasa la hora saltalo"),
            "skip",
        ),
        **dict.fromkeys(
            ("if late send it anyway", "if it is late send it anyway", "even if late",
             "even if it is late", "if late publish it anyway", "aunque llegue tarde",
             "aunque sea tarde", "aunque se pase la hora"),
            "shift",
        ),
        **dict.fromkeys(
            ("if late ask me", "if it is late ask me", "if its late ask me", "ask me if late",
             "ask me if it is late", "si llega tarde preguntame", "preguntame si llega tarde",
             "si se pasa la hora preguntame"),
            "ask",
        ),
    },
}  # fmt: skip
"""Choices that take a whole phrase to be said; marks may stand between its words."""
