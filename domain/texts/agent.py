"""What the conversation itself says: refusals at the gate, approvals that wait, broken turns."""

from collections.abc import Mapping
from typing import Final

from domain.texts.pair import Pair

TEXTS: Final[Mapping[str, Pair]] = {
    "error.bad_arguments": Pair(
        en="{tool} cannot be done like this: {problems}.",
        es="{tool} no se puede hacer así: {problems}.",
    ),
    "error.no_such_tool": Pair(
        en="There is no action called {tool}. These exist: {known}.",
        es="No existe ninguna acción llamada {tool}. Hay estas: {known}.",
    ),
    "error.too_many_calls": Pair(
        en="One message may take at most {limit} actions. Ask again to go on from here.",
        es="Un mensaje puede llevar {limit} acciones como mucho. Vuelve a pedirlo para seguir.",
    ),
    "error.too_slow": Pair(
        en="{tool} took longer than {seconds} s and was stopped. Try again in a while.",
        es="{tool} tardó más de {seconds} s y se detuvo. Inténtalo de nuevo dentro de un rato.",
    ),
    "error.tool_broke": Pair(
        en="{tool} broke on our side. Nothing more was done. Tell an admin the reference "
        "{reference}.",
        es="{tool} falló por nuestra parte. No se hizo nada más. Dile a un administrador la "
        "referencia {reference}.",
    ),
    "error.approval_rejected": Pair(
        en="This was not approved, so it was not done.",
        es="Esto no se aprobó, así que no se hizo.",
    ),
    "error.approval_rejected_because": Pair(
        en="This was not approved, so it was not done. The reason given: {note}",
        es="Esto no se aprobó, así que no se hizo. El motivo: {note}",
    ),
    "error.approval_ran_out": Pair(
        en="Nobody approved this in time, so it was not done. Ask again if you still want it.",
        es="Nadie lo aprobó a tiempo, así que no se hizo. Pídelo otra vez si aún lo quieres.",
    ),
    "error.approval_open": Pair(
        en="This still waits for an approval, so it was not done.",
        es="Esto aún espera una aprobación, así que no se hizo.",
    ),
    "invalid.message_empty": Pair(
        en="Write something first.",
        es="Escribe algo primero.",
    ),
    "invalid.message_too_long": Pair(
        en="A message may have at most {limit} characters; this one has {length}.",
        es="Un mensaje puede tener {limit} caracteres como mucho; este tiene {length}.",
    ),
    "agent.args.missing": Pair(en="{field} is missing", es="falta {field}"),
    "agent.args.unknown": Pair(
        en="it has no {field}; it takes {known}",
        es="no tiene {field}; admite {known}",
    ),
    "agent.args.unknown_any": Pair(
        en="it has no {field}; it takes nothing",
        es="no tiene {field}; no lleva nada",
    ),
    "agent.args.choice": Pair(
        en="{field} must be one of {choices}",
        es="{field} tiene que ser uno de {choices}",
    ),
    "agent.args.kind": Pair(en="{field} must be {kind}", es="{field} tiene que ser {kind}"),
    "agent.args.at_least": Pair(
        en="{field} must be at least {limit}",
        es="{field} tiene que ser al menos {limit}",
    ),
    "agent.args.at_most": Pair(
        en="{field} must be at most {limit}",
        es="{field} tiene que ser como mucho {limit}",
    ),
    "agent.args.more_than": Pair(
        en="{field} must be more than {limit}",
        es="{field} tiene que ser más de {limit}",
    ),
    "agent.args.less_than": Pair(
        en="{field} must be less than {limit}",
        es="{field} tiene que ser menos de {limit}",
    ),
    "agent.args.too_short": Pair(
        en="{field} must have at least {limit} entries or characters",
        es="{field} tiene que tener al menos {limit} elementos o caracteres",
    ),
    "agent.args.too_long": Pair(
        en="{field} may have at most {limit} entries or characters",
        es="{field} puede tener como mucho {limit} elementos o caracteres",
    ),
    "agent.args.other": Pair(
        en="the value of {field} cannot be used",
        es="el valor de {field} no sirve",
    ),
    "agent.kind.string": Pair(en="text", es="texto"),
    "agent.kind.int": Pair(en="a whole number", es="un número entero"),
    "agent.kind.float": Pair(en="a number", es="un número"),
    "agent.kind.bool": Pair(en="true or false", es="verdadero o falso"),
    "agent.kind.list": Pair(en="a list", es="una lista"),
    "agent.kind.dict": Pair(en="a group of named values", es="un grupo de valores con nombre"),
    "agent.kind.date": Pair(
        en="a date such as 2026-03-31",
        es="una fecha como 2026-03-31",
    ),
    "agent.kind.datetime": Pair(
        en="a date and time such as 2026-03-31T18:00:00+02:00",
        es="una fecha y hora como 2026-03-31T18:00:00+02:00",
    ),
    "agent.answer_shortened": Pair(
        en="The data was too long and was left out; ask for less at a time.",
        es="Los datos eran demasiado largos y se omitieron; pide menos de una vez.",
    ),
    "agent.limit_reached": Pair(
        en="I stop here: this message already took {limit} steps. What is done stays done; write "
        "again and I go on.",
        es="Paro aquí: este mensaje ya llevó {limit} pasos. Lo hecho, hecho está; escríbeme y "
        "sigo.",
    ),
    "agent.call_lost": Pair(
        en="This action was interrupted and did not finish.",
        es="Esta acción se interrumpió y no terminó.",
    ),
    "agent.waits": Pair(
        en="Waiting for a yes: {summary} Approval {approval}, until {until}.",
        es="Pendiente de un sí: {summary} Aprobación {approval}, hasta las {until}.",
    ),
    "agent.held": Pair(
        en="There is still an action of this conversation waiting for a yes: {summary} Approve or "
        "reject approval {approval}, or write “cancel” to drop it, and then send this again.",
        es="En esta conversación aún hay una acción pendiente de un sí: {summary} Aprueba o "
        "rechaza la aprobación {approval}, o escribe «cancela» para dejarla, y vuelve a enviarme "
        "esto.",
    ),
    "agent.dropped": Pair(
        en="Done: {count} waiting actions were dropped.",
        es="Hecho: {count} acciones pendientes descartadas.",
    ),
    "agent.dropped.one": Pair(
        en="Done: the waiting action was dropped.",
        es="Hecho: la acción pendiente queda descartada.",
    ),
    "agent.dropped_note": Pair(
        en="Dropped by the person who asked for it.",
        es="La descartó quien la pidió.",
    ),
    "agent.nothing_said": Pair(
        en="I have no answer to that. Try saying it in other words.",
        es="No tengo respuesta para eso. Prueba a decirlo con otras palabras.",
    ),
    "agent.turn_broke": Pair(
        en="Something broke on our side before I could answer. What was already done stays done. "
        "Tell an admin the reference {reference}.",
        es="Algo falló por nuestra parte antes de poder contestarte. Lo que ya estaba hecho sigue "
        "hecho. Dile a un administrador la referencia {reference}.",
    ),
    "agent.turn_gone": Pair(
        en="Your decision is recorded, but the conversation had moved on and nothing was done. Ask "
        "for it again.",
        es="Tu decisión queda registrada, pero la conversación había seguido y no se hizo nada. "
        "Vuelve a pedirlo.",
    ),
    "agent.still_working": Pair(
        en="I am still on it. The answer will be in this conversation when it is ready.",
        es="Sigo con ello. La respuesta estará en esta conversación cuando acabe.",
    ),
    "agent.restarting": Pair(
        en="I am being restarted and will go on with this by myself in a moment.",
        es="Me están reiniciando; en un momento sigo con esto yo solo.",
    ),
    "agent.progress.pending": Pair(en="in the queue", es="en la cola"),
    "agent.progress.processing": Pair(en="under way", es="en marcha"),
    "agent.progress.completed": Pair(en="done", es="hecho"),
    "agent.progress.failed": Pair(en="failed", es="falló"),
    "agent.progress.cancelled": Pair(en="cancelled", es="cancelado"),
}
