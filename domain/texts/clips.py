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
    "cannot_cut.no_room.one": Pair(
        "{length} s of video hold only one clip of {least:g} s. Ask for one, or for shorter ones.",
        "En {length} s de vídeo solo cabe un clip de {least:g} s. Pide uno, o más cortos.",
    ),
    "cannot_cut.about_short": Pair(
        "What is said about it fills at most {longest} s with its surroundings, so no clip of"
        " {least:g} s fits. Ask for shorter ones.",
        "Lo que se dice sobre eso ocupa como mucho {longest} s con su contexto, así que no "
        "cabe ningún clip de {least:g} s. Pídelos más cortos.",
    ),
    "cannot_cut.about_room": Pair(
        "What is said about it holds at most {possible} clips of {least:g} s. Ask for fewer "
        "or for shorter ones.",
        "Lo que se dice sobre eso da como mucho para {possible} clips de {least:g} s. Pide "
        "menos, o más cortos.",
    ),
    "cannot_cut.about_room.one": Pair(
        "What is said about it holds only one clip of {least:g} s. Ask for one, or for "
        "shorter ones.",
        "Lo que se dice sobre eso da solo para un clip de {least:g} s. Pide uno, o más cortos.",
    ),
    "cannot_cut.taken_short": Pair(
        "Beside the clips that exist, the longest free stretch has {longest} s, so none of "
        "{least:g} s fits. Ask for shorter ones.",
        "Fuera de los clips que ya hay, el tramo libre más largo dura {longest} s, así que no"
        " cabe ninguno de {least:g} s. Pídelos más cortos.",
    ),
    "cannot_cut.taken_room": Pair(
        "Beside the clips that exist, at most {possible} more of {least:g} s fit. Ask for "
        "fewer or for shorter ones.",
        "Además de los clips que ya hay, caben como mucho {possible} más de {least:g} s. Pide"
        " menos, o más cortos.",
    ),
    "cannot_cut.taken_room.one": Pair(
        "Beside the clips that exist, only one more of {least:g} s fits. Ask for one, or for "
        "shorter ones.",
        "Además de los clips que ya hay, solo cabe uno más de {least:g} s. Pide uno, o más cortos.",
    ),
    "cannot_cut.between_words": Pair(
        "Without cutting a word in two, at most {possible} clips of these lengths fit. Ask "
        "for fewer, or leave more play between the shortest and the longest.",
        "Sin cortar ninguna palabra por la mitad caben como mucho {possible} clips de esas "
        "duraciones. Pide menos, o deja más margen entre la mínima y la máxima.",
    ),
    "cannot_cut.between_words.one": Pair(
        "Without cutting a word in two, only one clip of these lengths fits. Ask for one, or "
        "leave more play between the shortest and the longest.",
        "Sin cortar ninguna palabra por la mitad solo cabe un clip de esas duraciones. Pide "
        "uno, o deja más margen entre la mínima y la máxima.",
    ),
    "cannot_cut.platforms": Pair(
        "{platforms}: clips may last from {low:g} to {high:g} s.",
        "{platforms}: los clips pueden durar de {low:g} a {high:g} s.",
    ),
    "cannot_cut.no_intro": Pair(
        "I find no introduction in the first third of this clip. Tell me where it should "
        "start, for example “start at 1:03”.",
        "No encuentro ninguna introducción en el primer tercio de este clip. Dime dónde debe "
        "empezar, por ejemplo «empieza en 1:03».",
    ),
    "cannot_cut.beyond_video": Pair(
        "The video ends at {end}.",
        "El vídeo acaba en {end}.",
    ),
    "cannot_cut.start_after_end": Pair(
        "The clip would end at {end}, so it has to start by {latest}.",
        "El clip acabaría en {end}, así que tiene que empezar en {latest} como muy tarde.",
    ),
    "cannot_cut.not_earlier": Pair(
        "The clip can start at most {most:g} s earlier: there the video begins.",
        "El clip puede empezar como mucho {most:g} s antes: ahí empieza el vídeo.",
    ),
    "cannot_cut.not_longer": Pair(
        "The clip can become at most {most:g} s longer: the whole video is no longer than that.",
        "El clip puede alargarse como mucho {most:g} s: el vídeo entero no da para más.",
    ),
    "cannot_cut.not_shorter": Pair(
        "The clip can become at most {most:g} s shorter: at least one second has to remain.",
        "El clip puede acortarse como mucho {most:g} s: tiene que quedar al menos un segundo.",
    ),
    "cannot_cut.nobody_says": Pair(
        "Nobody says anything about “{about}” in this video. Try other words.",
        "En este vídeo nadie dice nada sobre «{about}». Prueba con otras palabras.",
    ),
    "cannot_cut.no_words": Pair(
        "Nobody has written down what is said in this video, so I cannot look for “{about}”. Set "
        "OPENAI_API_KEY and I listen too.",
        "Nadie ha transcrito lo que se dice en este vídeo, así que no puedo buscar «{about}». Pon "
        "OPENAI_API_KEY y también escucho.",
    ),
    "cannot_cut.not_heard": Pair(
        "I could not listen to this video just now, so I cannot look for “{about}”. Try again in a "
        "while.",
        "Ahora mismo no he podido escuchar este vídeo, así que no puedo buscar «{about}». Prueba "
        "otra vez en un rato.",
    ),
    "cannot_cut.like_elsewhere": Pair(
        "“{title}” is a clip of another video. Name one of this video.",
        "«{title}» es un clip de otro vídeo. Nombra uno de este.",
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
    "reason.on_topic": Pair(
        "about what you asked for",
        "sobre lo que pediste",
    ),
    "reason.like_clip": Pair(
        "much like the clip you named",
        "muy parecido al clip que nombraste",
    ),
    "reason.starts_on_sentence": Pair(
        "starts on a sentence",
        "empieza con una frase",
    ),
    "reason.ends_on_sentence": Pair(
        "ends with a sentence",
        "acaba al final de una frase",
    ),
    "reason.on_beat": Pair(
        "on the beat",
        "al ritmo de la música",
    ),
    "reason.strong_start": Pair(
        "strong start",
        "arranque potente",
    ),
    "reason.speech": Pair(
        "somebody speaks",
        "alguien habla",
    ),
    "reason.faces": Pair(
        "shows faces",
        "con caras",
    ),
    "reason.colourful": Pair(
        "colourful",
        "lleno de color",
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
    "invalid.nothing_to_change": Pair(
        "Tell me how: “make it 2 seconds longer”, “start at 1:03” or “drop the intro”.",
        "Dime cómo: «hazlo 2 segundos más largo», «empieza en 1:03» o «quita la intro».",
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
        "- clip {number} “{title}”: {start}–{end} ({length}){score}, {why} · [watch]({url})"
        " · [picture]({poster}) · [preview]({preview}){variants}",
        "- clip {number} «{title}»: {start}–{end} ({length}){score}, {why} · [ver]({url})"
        " · [imagen]({poster}) · [avance]({preview}){variants}",
    ),
    "clips.line_variant": Pair(
        " · [{platform} {aspect}]({url})",
        " · [{platform} {aspect}]({url})",
    ),
    "clips.line_captioned": Pair(
        " · [{platform} {aspect}, with captions]({url})",
        " · [{platform} {aspect}, con subtítulos]({url})",
    ),
    "clips.sheet": Pair(
        "[All clips in one picture]({url}). The links open for a day.",
        "[Todos los clips en una imagen]({url}). Los enlaces valen un día.",
    ),
    "clips.words_none": Pair(
        "Nobody wrote down what is said in it, so I chose by picture and sound. Set OPENAI_API_KEY"
        " and I listen too.",
        "Nadie ha transcrito lo que se dice, así que he elegido por imagen y sonido. Pon"
        " OPENAI_API_KEY y también escucho.",
    ),
    "clips.words_unavailable": Pair(
        "I could not get the transcript just now, so I chose by picture and sound.",
        "Ahora mismo no he podido transcribirlo, así que he elegido por imagen y sonido.",
    ),
    "clips.refused": Pair(
        "{count} of the clips could not be made: the video is damaged there.",
        "No he podido hacer {count} de los clips: el vídeo está dañado ahí.",
    ),
    "clips.refused.one": Pair(
        "One clip could not be made: the video is damaged there.",
        "No he podido hacer un clip: el vídeo está dañado ahí.",
    ),
    "clips.repeats": Pair(
        "Nothing else was left, so some of it is in earlier clips too.",
        "No quedaba nada más, así que parte de ello ya estaba en otros clips.",
    ),
    "clips.adjusted": Pair(
        "Done. Now it is:\n{lines}",
        "Hecho. Ahora queda así:\n{lines}",
    ),
    "clips.unchanged": Pair(
        "It was like that already:\n{lines}",
        "Ya estaba así:\n{lines}",
    ),
    "moments.found": Pair(
        "“{query}” comes up {count} times in “{video}”:\n{lines}",
        "En «{video}» se habla {count} veces de «{query}»:\n{lines}",
    ),
    "moments.found.one": Pair(
        "“{query}” comes up once in “{video}”:\n{lines}",
        "En «{video}» se habla una vez de «{query}»:\n{lines}",
    ),
    "moments.line": Pair(
        "- {start}–{end}: “{text}”",
        "- {start}–{end}: «{text}»",
    ),
    "moments.none": Pair(
        "Nobody talks about “{query}” in “{video}”. Try other words for it.",
        "En «{video}» nadie habla de «{query}». Prueba con otras palabras.",
    ),
    "moments.no_words": Pair(
        "Nobody has written down yet what is said in “{video}”. I listen when I cut it, if "
        "OPENAI_API_KEY is set.",
        "Todavía no hay transcripción de «{video}». La hago al cortarlo, si está puesta "
        "OPENAI_API_KEY.",
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
        "[clip {number} for {platform}, {aspect}]({url})",
        "[clip {number} para {platform}, {aspect}]({url})",
    ),
}
