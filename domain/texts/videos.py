"""What people read about videos, and the nouns of the product."""

from collections.abc import Mapping
from typing import Final

from domain.texts.pair import Pair

TEXTS: Final[Mapping[str, Pair]] = {
    "noun.video": Pair(
        "video",
        "el vídeo",
    ),
    "noun.clip": Pair(
        "clip",
        "el clip",
    ),
    "noun.job": Pair(
        "job",
        "el trabajo",
    ),
    "noun.variant": Pair(
        "variant for",
        "la versión para",
    ),
    "noun.campaign": Pair(
        "campaign",
        "la campaña",
    ),
    "noun.publication": Pair(
        "publication",
        "la publicación",
    ),
    "noun.account": Pair(
        "account",
        "la cuenta",
    ),
    "noun.approval": Pair(
        "approval",
        "la aprobación",
    ),
    "noun.thread": Pair(
        "conversation",
        "la conversación",
    ),
    "noun.message": Pair(
        "message",
        "el mensaje",
    ),
    "noun.user": Pair(
        "user",
        "el usuario",
    ),
    "noun.token": Pair(
        "token",
        "el token",
    ),
    "noun.event": Pair(
        "event",
        "el evento",
    ),
    "noun.signals": Pair(
        "analysis of video",
        "el análisis del vídeo",
    ),
    "noun.file": Pair(
        "file",
        "el archivo",
    ),
    "noun.blob": Pair(
        "file",
        "el archivo",
    ),
    "error.not_found": Pair(
        "I cannot find {what} “{ref}”.",
        "No encuentro {what} «{ref}».",
    ),
    "error.refused": Pair(
        "That is not possible.",
        "Eso no es posible.",
    ),
    "error.ambiguous": Pair(
        "“{ref}” could be several: {options}. Which one?",
        "«{ref}» puede ser varias cosas: {options}. ¿Cuál?",
    ),
    "error.nothing_yet": Pair(
        "There is no {what} yet.",
        "Todavía no tengo esto: {what}.",
    ),
    "invalid.source": Pair(
        "Tell me a URL or the name of a file in the inbox folder.",
        "Dime una URL o el nombre de un archivo de la carpeta de entrada.",
    ),
    "invalid.limit": Pair(
        "The limit goes from 1 to {most}.",
        "El límite va de 1 a {most}.",
    ),
    "invalid.cursor": Pair(
        "That page mark is not one of ours; start from the first page.",
        "Esa marca de página no es nuestra; empieza por la primera página.",
    ),
    "videos.none": Pair(
        "There are no videos yet. Give me one: “ingest talk.mp4” or a URL.",
        "Todavía no hay vídeos. Dame uno: «ingiere charla.mp4» o una URL.",
    ),
    "videos.list": Pair(
        "{count} videos:\n{lines}",
        "{count} vídeos:\n{lines}",
    ),
    "videos.list.one": Pair(
        "One video:\n{lines}",
        "Un vídeo:\n{lines}",
    ),
    "videos.line": Pair(
        "- {title} ({length}, {width}×{height}), {short}",
        "- {title} ({length}, {width}×{height}), {short}",
    ),
    "videos.shown": Pair(
        "{title}: {length} at {width}×{height}, {clips} clips so far ({short}).",
        "{title}: {length} a {width}×{height}, {clips} clips hasta ahora ({short}).",
    ),
    "videos.ingested": Pair(
        "Got it: “{title}”, {length}, {width}×{height}.",
        "Lo tengo: «{title}», {length}, {width}×{height}.",
    ),
    "videos.duplicate": Pair(
        "I already had these exact bytes: “{title}”, {length}.",
        "Ya tenía exactamente ese archivo: «{title}», {length}.",
    ),
}
