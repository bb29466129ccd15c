"""What people read about accounts, stops and blackouts: where posts may go, and when not."""

from collections.abc import Mapping
from typing import Final

from domain.texts.pair import Pair

TEXTS: Final[Mapping[str, Pair]] = {
    "error.not_stopped": Pair("Nothing of that is stopped.", "Nada de eso está parado."),
    "error.everything_stopped": Pair(
        "Everything is stopped, not only that. Say “resume publishing” to let all of it go on.",
        "Está parado todo, no solo eso. Di «reanuda las publicaciones» para que siga todo.",
    ),
    "error.no_such_period": Pair(
        "The end has to lie after the beginning.",
        "El final tiene que estar después del principio.",
    ),
    "invalid.blackout": Pair(
        "A blackout ends after it begins, and not in the past.",
        "Un bloqueo acaba después de empezar, y no en el pasado.",
    ),
    "noun.blackout": Pair("blackout", "el bloqueo"),
    "noun.stop": Pair("stop", "la parada"),
    "stops.no_reason": Pair("stopped by hand", "parada a mano"),
    "stops.everywhere": Pair("everywhere", "en todas partes"),
    "stops.stopped": Pair(
        "Stopped: nothing goes out any more, not even what is being uploaded. What is past "
        "its last step may still appear. Say “resume publishing” to go on.",
        "Parado: ya no sale nada, ni siquiera lo que se está subiendo. Lo que ya pasó su "
        "último paso puede aparecer. Di «reanuda las publicaciones» para seguir.",
    ),
    "stops.stopped_account": Pair(
        "Stopped: nothing goes to {handle} any more, not even what is being uploaded. What "
        "is past its last step may still appear.",
        "Parado: ya no sale nada en {handle}, ni siquiera lo que se está subiendo. Lo que "
        "ya pasó su último paso puede aparecer.",
    ),
    "stops.ask_resume": Pair(
        "Let publications go out again everywhere. It was stopped: {reason}",
        "Dejar que las publicaciones vuelvan a salir en todas partes. Se paró: {reason}",
    ),
    "stops.ask_resume_account": Pair(
        "Let publications go out to {handle} again. It was stopped: {reason}",
        "Dejar que las publicaciones vuelvan a salir en {handle}. Se paró: {reason}",
    ),
    "stops.resumed": Pair("Publishing goes on.", "Las publicaciones siguen."),
    "stops.resumed_account": Pair(
        "Publishing to {handle} goes on.",
        "Las publicaciones en {handle} siguen.",
    ),
    "stops.follow": Pair(
        "{count} held publications follow, one after the other.",
        "Salen {count} retenidas, una tras otra.",
    ),
    "stops.follow.one": Pair("One held publication follows.", "Sale una retenida."),
    "stops.left": Pair("Still stopped: {handle}.", "Sigue parado: {handle}."),
    "stops.lifted": Pair(
        "The stop of {handle} is lifted, but nothing goes out yet: everything is stopped. Say "
        "“resume publishing”.",
        "Ya no está parado {handle}, pero todavía no sale nada: está parado todo. Di «reanuda las "
        "publicaciones».",
    ),
    "stops.line": Pair(
        "- stopped, {where}, since {when}: {reason}",
        "- parado, {where}, desde el {when}: {reason}",
    ),
    "blackouts.none": Pair(
        "Nothing is stopped and no blackout is set.",
        "No hay nada parado ni ningún bloqueo puesto.",
    ),
    "blackouts.added": Pair(
        "Nothing goes out then, whatever is planned:\n{line}",
        "Entonces no sale nada, esté lo que esté planeado:\n{line}",
    ),
    "blackouts.ask_remove": Pair(
        "Let posts go out again at a time in which nothing was to go out:\n{line}",
        "Dejar que vuelva a salir algo cuando no iba a salir nada:\n{line}",
    ),
    "blackouts.removed": Pair("That blackout is gone:\n{line}", "Ese bloqueo ya no está:\n{line}"),
    "blackouts.line": Pair(
        "- from {start} to {end}, {where}{reason} ({short})",
        "- del {start} al {end}, {where}{reason} ({short})",
    ),
    "accounts.none": Pair("No account is connected.", "No hay ninguna cuenta conectada."),
    "accounts.list": Pair("{count} accounts:\n{lines}", "{count} cuentas:\n{lines}"),
    "accounts.list.one": Pair("One account:\n{lines}", "Una cuenta:\n{lines}"),
    "accounts.connect": Pair(
        "Open this to connect {platform}: {url}",
        "Abre esto para conectar {platform}: {url}",
    ),
    "accounts.ask_disconnect": Pair(
        "Disconnect {handle} on {platform}{rehearsal}: its tokens are given back and "
        "forgotten, and what waits for it is held.",
        "Desconectar {handle} de {platform}{rehearsal}: se devuelven y olvidan sus tokens, "
        "y lo que espera queda retenido.",
    ),
    "accounts.disconnected": Pair(
        "{handle} on {platform}{rehearsal} is disconnected, and its tokens open nothing any more.",
        "{handle} de {platform}{rehearsal} está desconectada, y sus tokens ya no abren nada.",
    ),
    "accounts.disconnected_unrevoked": Pair(
        "{handle} on {platform}{rehearsal} is disconnected and its tokens are forgotten, "
        "but {platform} did not confirm that they are dead: remove the app in its settings "
        "there.",
        "{handle} de {platform}{rehearsal} está desconectada y sus tokens olvidados, pero "
        "{platform} no confirmó que estén muertos: quita la app en sus ajustes de allí.",
    ),
    "account_status.active": Pair("ready", "lista"),
    "account_status.needs_reconnect": Pair(
        "needs to be connected again",
        "hay que volver a conectarla",
    ),
    "account_status.held": Pair(
        "restricted by the platform: look into its app",
        "restringida por la plataforma: mira en su app",
    ),
    "account_status.disconnected": Pair("disconnected", "desconectada"),
    "account_health.line": Pair(
        "- {handle} on {platform}{rehearsal}: {health}",
        "- {handle} en {platform}{rehearsal}: {health}",
    ),
    "account_health.token": Pair("token good for {count} days", "token válido {count} días"),
    "account_health.token.one": Pair("token good for one day", "token válido un día"),
    "account_health.token_ending": Pair(
        "careful, its token ends in {count} days",
        "ojo, su token acaba en {count} días",
    ),
    "account_health.token_ending.one": Pair(
        "careful, its token ends in one day",
        "ojo, su token acaba en un día",
    ),
    "account_health.posts": Pair(
        "{left} of {most} posts left today",
        "quedan {left} de {most} publicaciones hoy",
    ),
    "account_health.scheduled": Pair("{count} scheduled", "{count} programadas"),
    "account_health.scheduled.one": Pair("one scheduled", "una programada"),
    "account_health.waiting": Pair("{count} waiting in the inbox", "{count} en la bandeja"),
    "account_health.waiting.one": Pair("one waiting in the inbox", "una en la bandeja"),
    "account_health.held": Pair("{count} held", "{count} retenidas"),
    "account_health.held.one": Pair("one held", "una retenida"),
    "account_health.stopped": Pair("stopped ({reason})", "parada ({reason})"),
    "account_health.reconnect": Pair("connect it again: {url}", "vuelve a conectarla: {url}"),
}
