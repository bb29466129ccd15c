"""What people read about clips, cuts and renderings."""

from collections.abc import Mapping
from typing import Final

from domain.texts.pair import Pair

TEXTS: Final[Mapping[str, Pair]] = {
    "cannot_cut.count": Pair(
        "I can cut from 1 to {most} clips at a time.",
        "Puedo cortar de 1 a {most} clips de una vez.",
    ),
    "cannot_cut.order": Pair(
        "The shortest ({low:g} s) is longer than the longest ({high:g} s).",
        "El mínimo ({low:g} s) es mayor que el máximo ({high:g} s).",
    ),
    "cannot_cut.too_short": Pair(
        "A clip needs at least {least:g} s.",
        "Un clip necesita al menos {least:g} s.",
    ),
    "cannot_cut.too_little": Pair(
        "The video has {length} s, so no clip of {least:g} s fits. Ask for shorter ones.",
        "El vídeo dura {length} s, así que no cabe ningún clip de {least:g} s. Pídelos más cortos.",
    ),
    "cannot_cut.no_room": Pair(
        "{length} s of video hold at most {possible} clips of {least:g} s. Ask for fewer or for "
        "shorter ones.",
        "En {length} s de vídeo caben como mucho {possible} clips de {least:g} s. Pide menos, o "
        "más cortos.",
    ),
    "reason.starts_on_cut": Pair(
        "starts on a cut",
        "empieza en un corte",
    ),
    "reason.ends_on_cut": Pair(
        "ends on a cut",
        "acaba en un corte",
    ),
    "reason.starts_after_silence": Pair(
        "starts at a pause",
        "empieza en una pausa",
    ),
    "reason.ends_in_silence": Pair(
        "ends in a pause",
        "acaba en una pausa",
    ),
    "reason.lively": Pair(
        "lively",
        "con movimiento",
    ),
    "reason.loud": Pair(
        "strong sound",
        "sonido potente",
    ),
    "reason.none": Pair(
        "the best stretch that was left",
        "el mejor tramo que quedaba",
    ),
    "invalid.nothing_to_render": Pair(
        "Tell me which clips and for which platform.",
        "Dime qué clips y para qué plataforma.",
    ),
    "invalid.nothing_to_score": Pair(
        "Tell me which clips and for which platform.",
        "Dime qué clips y para qué plataforma.",
    ),
    "invalid.seconds": Pair(
        "Clip lengths are positive seconds.",
        "La duración de los clips va en segundos positivos.",
    ),
    "clips.none": Pair(
        "There are no clips yet. Say “cut 3 clips of 8 to 15 seconds”.",
        "Todavía no hay clips. Di «corta 3 clips de 8 a 15 segundos».",
    ),
    "clips.list": Pair(
        "{count} clips of “{video}”:\n{lines}",
        "{count} clips de «{video}»:\n{lines}",
    ),
    "clips.list.one": Pair(
        "One clip of “{video}”:\n{lines}",
        "Un clip de «{video}»:\n{lines}",
    ),
    "clips.line": Pair(
        "- clip {number}: {start}–{end} ({length}){score}, {why}",
        "- clip {number}: {start}–{end} ({length}){score}, {why}",
    ),
    "clips.line_score": Pair(
        ", {platform} {value}",
        ", {platform} {value}",
    ),
    "clips.cut": Pair(
        "I cut {count} clips from “{video}”:\n{lines}",
        "He cortado {count} clips de «{video}»:\n{lines}",
    ),
    "clips.cut.one": Pair(
        "I cut one clip from “{video}”:\n{lines}",
        "He cortado un clip de «{video}»:\n{lines}",
    ),
    "clips.rendered": Pair(
        "{count} versions ready: {names}.",
        "{count} versiones listas: {names}.",
    ),
    "clips.rendered.one": Pair(
        "One version ready: {names}.",
        "Una versión lista: {names}.",
    ),
    "clips.rendered_name": Pair(
        "clip {number} for {platform}",
        "clip {number} para {platform}",
    ),
}
