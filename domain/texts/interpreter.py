"""What people read from the built-in interpreter: questions, refusals, what can be said."""

from collections.abc import Mapping
from typing import Final

from domain.texts.pair import Pair

TEXTS: Final[Mapping[str, Pair]] = {
    "interpreter.can": Pair(
        "Tell me what to do in plain words, for example:\n{examples}",
        "Dime qué hago con tus palabras, por ejemplo:\n{examples}",
    ),
    "interpreter.not_understood": Pair(
        "I did not find a command I know in that, so I did nothing. You can say, for example:\n"
        "{examples}",
        "No he encontrado ahí ninguna orden que conozca, así que no he hecho nada. Puedes decir,"
        " por ejemplo:\n{examples}",
    ),
    "interpreter.nothing_allowed": Pair(
        "Your role does not let me do anything for you. Ask an admin for access.",
        "Con tu rol no puedo hacer nada por ti. Pide acceso a un administrador.",
    ),
    "interpreter.unclear": Pair(
        "I did nothing, because I did not understand {words}. Try it like this: {example}",
        "No he hecho nada porque no entiendo {words}. Prueba así: {example}",
    ),
    "interpreter.privacy_hint": Pair(
        "To say who sees it, end with “as private” or “as unlisted”.",
        "Para decir quién lo ve, termina con «como privado» o «como no listado».",
    ),
    "interpreter.did_you_mean": Pair("Did you mean {name}?", "¿Querías decir {name}?"),
    "interpreter.not_done": Pair("I left this undone: {steps}.", "He dejado sin hacer: {steps}."),
    "interpreter.ambiguous": Pair(
        "That could mean more than one thing. Which of these?\n{examples}",
        "Eso puede significar más de una cosa. ¿Cuál de estas?\n{examples}",
    ),
    "interpreter.not_allowed": Pair(
        "Your role does not allow that ({example}), so I did nothing. Ask an admin for access.",
        "Tu rol no lo permite ({example}), así que no he hecho nada. Pide acceso a un"
        " administrador.",
    ),
    "interpreter.too_many": Pair(
        "That would be {count} actions at once. Ask for fewer in one go; I did nothing.",
        "Eso serían {count} acciones a la vez. Pídeme menos de una vez; no he hecho nada.",
    ),
    "interpreter.too_long": Pair(
        "That is longer than I can read. Tell me what to do in a few sentences.",
        "Es más largo de lo que puedo leer. Dime qué hago en pocas frases.",
    ),
    "interpreter.forbidden": Pair(
        "I did nothing. What is already scheduled stays as it is.",
        "No he hecho nada. Lo que ya está programado sigue igual.",
    ),
    "interpreter.dropped": Pair(
        "All right, I dropped it.",
        "De acuerdo, lo dejo.",
    ),
    "interpreter.sweeping": Pair(
        "I will not do that to everything at once.",
        "No voy a hacer eso con todo a la vez.",
    ),
    "interpreter.ask_other": Pair("What is the {what}?", "Me falta un dato: ¿{what}?"),
    "interpreter.ask_choice": Pair(
        "What is the {what}? One of: {options}.",
        "Me falta un dato: ¿{what}? Puede ser: {options}.",
    ),
    "interpreter.ask.clip": Pair("Which clip?", "¿Qué clip?"),
    "interpreter.ask.clips": Pair("Which clips?", "¿Qué clips?"),
    "interpreter.ask.video": Pair("Which video?", "¿Qué vídeo?"),
    "interpreter.ask.job": Pair("Which job?", "¿Qué trabajo?"),
    "interpreter.ask.campaign": Pair("Which campaign?", "¿Qué campaña?"),
    "interpreter.ask.publication": Pair("Which publication?", "¿Qué publicación?"),
    "interpreter.ask.account": Pair("Which account?", "¿Qué cuenta?"),
    "interpreter.ask.alert": Pair("Which alert?", "¿Qué alerta?"),
    "interpreter.ask.platform": Pair(
        "For which platform: Instagram, TikTok or YouTube?",
        "¿Para qué plataforma: Instagram, TikTok o YouTube?",
    ),
    "interpreter.ask.platforms": Pair(
        "For which platforms: Instagram, TikTok, YouTube?",
        "¿Para qué plataformas: Instagram, TikTok, YouTube?",
    ),
    "interpreter.ask.source": Pair("Which file or link?", "¿Qué archivo o enlace?"),
    "interpreter.ask.at": Pair("On which day and at what time?", "¿Qué día y a qué hora?"),
    "interpreter.ask.name": Pair("What shall I call it?", "¿Cómo la llamo?"),
    "interpreter.ask.count": Pair("How many?", "¿Cuántos?"),
    "interpreter.ask.start": Pair(
        "When does it start? For example: Friday.", "¿Cuándo empieza? Por ejemplo: el viernes."
    ),
    "interpreter.ask.end": Pair("When does it end?", "¿Cuándo termina?"),
    "interpreter.ask.goal": Pair("What is the goal?", "¿Cuál es el objetivo?"),
    "interpreter.sample.number": Pair("4", "4"),
    "interpreter.sample.rate": Pair("2", "2"),
    "interpreter.sample.duration": Pair("30", "30"),
    "interpreter.sample.platform": Pair("TikTok", "TikTok"),
    "interpreter.sample.moment": Pair("Friday", "viernes"),
    "interpreter.sample.at": Pair("tomorrow at 9:00", "mañana a las 9:00"),
    "interpreter.sample.day": Pair("Friday", "el viernes"),
    "interpreter.sample.source": Pair("interview.mp4", "entrevista.mp4"),
    "interpreter.sample.text": Pair("“Summer”", "«Verano»"),
    "interpreter.sample.clip": Pair("clip 2", "el clip 2"),
    "interpreter.sample.clips": Pair("clips 2 and 3", "los clips 2 y 3"),
    "interpreter.sample.video": Pair("the last video", "el último vídeo"),
    "interpreter.named.clip": Pair("2", "2"),
    "interpreter.named.clips": Pair("2 and 3", "2 y 3"),
    "interpreter.named.video": Pair("interview.mp4", "entrevista.mp4"),
    "interpreter.sample.job": Pair("a1b2c3", "a1b2c3"),
    "interpreter.sample.campaign": Pair("Summer", "Verano"),
    "interpreter.sample.publication": Pair("a1b2c3", "a1b2c3"),
    "interpreter.sample.account": Pair("@ourshow", "@nuestroprograma"),
    "interpreter.ask.query": Pair("What shall I look for?", "¿Qué busco?"),
    "interpreter.sample.topic": Pair("prices", "precios"),
    "interpreter.sample.place": Pair("1:03", "1:03"),
    "interpreter.sample.longer_seconds": Pair("two seconds", "dos segundos"),
    "interpreter.sample.shorter_seconds": Pair("three seconds", "tres segundos"),
    "interpreter.sample.earlier_seconds": Pair("two seconds", "dos segundos"),
    "interpreter.sample.later_seconds": Pair("two seconds", "dos segundos"),
    "interpreter.sample.drop_intro": Pair("the intro", "la intro"),
    "interpreter.sample.captions": Pair("captions", "subtítulos"),
}
