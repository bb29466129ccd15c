"""What people read about publications: how they stand, and what becomes of them."""

from collections.abc import Mapping
from typing import Final

from domain.texts.pair import Pair

TEXTS: Final[Mapping[str, Pair]] = {
    "error.no_account": Pair(
        "No account is ready for this ({platform}). Connect one first: “connect an account "
        "on {platform}”.",
        "Ninguna cuenta está lista para esto ({platform}). Conecta una primero: «conecta "
        "una cuenta de {platform}».",
    ),
    "error.account_not_ready": Pair(
        "{handle} on {platform} cannot be published to now: {status}.",
        "En {handle} de {platform} no se puede publicar ahora: {status}.",
    ),
    "error.which_account": Pair(
        "Which account? {options}. Say it with “from account …”.",
        "¿Qué cuenta? {options}. Dilo con «desde la cuenta …».",
    ),
    "error.too_alike": Pair(
        "{handle} has, or is getting, clip {number}, which is mostly the same moment (publication "
        "{short}). Choose another clip, or take that one back first.",
        "{handle} ya tiene, o va a recibir, el clip {number}, que es casi el mismo momento "
        "(publicación {short}). Elige otro clip o retira antes ese.",
    ),
    "error.already_published": Pair(
        "That clip already went, or is going, to {handle} on {platform}.",
        "Ese clip ya salió, o está saliendo, en {handle} de {platform}.",
    ),
    "error.publication_wrong_move": Pair(
        "It is {status}, so it cannot become {wanted} any more.",
        "Está {status}, así que ya no puede quedar {wanted}.",
    ),
    "error.publication_already_so": Pair("It is {status} already.", "Ya está {status}."),
    "error.publishing_failed": Pair(
        "{platform} did not take it ({code}).",
        "{platform} no lo aceptó ({code}).",
    ),
    "error.deletion_not_offered": Pair(
        "{platform} lets nobody but you delete a post, in its own app: {url}",
        "{platform} solo te deja borrarla a ti, en su propia app: {url}",
    ),
    "error.deletion_failed": Pair(
        "{platform} did not delete it ({code}). It may still be there: {url} Asking again "
        "does no harm.",
        "{platform} no la borró ({code}). Puede que siga ahí: {url} Puedes volver a "
        "pedirlo sin miedo.",
    ),
    "too_late.crossing": Pair(
        "Too late: {platform} has all of it and it may be public any moment. Wait until it "
        "is live, then say “delete the publication”.",
        "Demasiado tarde: {platform} ya lo tiene todo y puede hacerse público en cualquier "
        "momento. Espera a que esté publicada y di «borra la publicación».",
    ),
    "too_late.processing": Pair(
        "Too late: {platform} took it and is processing it. Once it is live, say “delete "
        "the publication”.",
        "Demasiado tarde: {platform} ya la tiene y la está procesando. Cuando esté "
        "publicada, di «borra la publicación».",
    ),
    "too_late.waiting": Pair(
        "It lies in the inbox of the TikTok app already, where only a person can throw it "
        "away: open the message and discard the draft.",
        "Ya está en la bandeja de la app de TikTok, y allí solo una persona puede "
        "descartarla: abre el mensaje y descarta el borrador.",
    ),
    "too_late.scheduled_there": Pair(
        "{platform} has it already and keeps its time. To stop it, say “delete the publication”.",
        "{platform} ya la tiene y lleva su hora. Para pararla, di «borra la publicación».",
    ),
    "too_late.live": Pair(
        "Too late: it is live. To take it down, say “delete the publication”.",
        "Demasiado tarde: ya está publicada. Para quitarla, di «borra la publicación».",
    ),
    "publication_status.scheduled": Pair("scheduled", "programada"),
    "publication_status.queued": Pair("queued", "en cola"),
    "publication_status.uploading": Pair("uploading", "subiendo"),
    "publication_status.processing": Pair("processing", "procesándose"),
    "publication_status.waiting": Pair(
        "waiting in the TikTok app's inbox",
        "en la bandeja de la app de TikTok",
    ),
    "publication_status.scheduled_there": Pair(
        "scheduled on the platform",
        "programada en la plataforma",
    ),
    "publication_status.published": Pair("live", "publicada"),
    "publication_status.failed": Pair("failed", "fallida"),
    "publication_status.unknown": Pair(
        "being looked up (the answer was lost)",
        "por comprobar (se perdió la respuesta)",
    ),
    "publication_status.held": Pair("held", "retenida"),
    "publication_status.cancelled": Pair("cancelled", "cancelada"),
    "publication_status.removed": Pair("removed from the platform", "retirada de la plataforma"),
    "publication_status.restricted": Pair(
        "restricted: fewer can see it than was meant",
        "restringida: la ven menos de lo previsto",
    ),
    "publications.none": Pair("Nothing was published yet.", "Todavía no se ha publicado nada."),
    "publications.none_so": Pair(
        "No publication is so now: {status}.",
        "Ahora no hay ninguna publicación así: {status}.",
    ),
    "publications.none_then": Pair(
        "Nothing goes out, or went out, at that time.",
        "En esas fechas no sale ni ha salido nada.",
    ),
    "publications.list": Pair("{count} publications:\n{lines}", "{count} publicaciones:\n{lines}"),
    "publications.list.one": Pair("One publication:\n{lines}", "Una publicación:\n{lines}"),
    "publications.line": Pair(
        "- {when}: clip {number} on {platform} ({handle}), {status}{why}{rehearsal} "
        "[{short}]{link}",
        "- {when}: clip {number} en {platform} ({handle}), {status}{why}{rehearsal} "
        "[{short}]{link}",
    ),
    "publications.rehearsal": Pair(" (rehearsal)", " (ensayo)"),
    "publications.live": Pair(
        "Clip {number} is live on {platform}{rehearsal}: {url}",
        "El clip {number} está publicado en {platform}{rehearsal}: {url}",
    ),
    "publications.put_off": Pair(
        "Clip {number} cannot go out on {platform}{rehearsal} yet. It goes by itself: {when}.",
        "El clip {number} todavía no puede salir en {platform}{rehearsal}. Saldrá solo: {when}.",
    ),
    "publications.live_link_follows": Pair(
        "Clip {number} is live on {platform}{rehearsal}. {platform} gives its link in a while: ask "
        "me then.",
        "El clip {number} está publicado en {platform}{rehearsal}. {platform} dará el enlace en un "
        "rato: pregúntamelo entonces.",
    ),
    "publications.live_unlinked": Pair(
        "Clip {number} is on {platform}{rehearsal}, without a public address: only "
        "{handle} can find it.",
        "El clip {number} está en {platform}{rehearsal}, sin dirección pública: solo "
        "{handle} puede encontrarlo.",
    ),
    "publications.scheduled": Pair(
        "Clip {number} goes out on {platform}{rehearsal} on {when}.",
        "El clip {number} saldrá en {platform}{rehearsal} el {when}.",
    ),
    "publications.scheduled_there": Pair(
        "{platform}{rehearsal} has clip {number} and makes it public by itself on {when}.",
        "{platform}{rehearsal} ya tiene el clip {number} y lo hará público por su cuenta "
        "el {when}.",
    ),
    "publications.waiting": Pair(
        "Clip {number} lies in the inbox of the TikTok app of {handle}{rehearsal}. A "
        "person has to finish it there.",
        "El clip {number} está en la bandeja de la app de TikTok de {handle}{rehearsal}. "
        "Alguien tiene que terminarlo allí.",
    ),
    "publications.held": Pair(
        "Clip {number} is held and does not go to {platform}{rehearsal} yet: {reason}",
        "El clip {number} queda retenido y todavía no sale en {platform}{rehearsal}: {reason}",
    ),
    "publications.going": Pair(
        "Clip {number} is on its way to {platform}{rehearsal}: {status}. I keep at it.",
        "El clip {number} va camino de {platform}{rehearsal}: {status}. Sigo con ello.",
    ),
    "publications.cancelled": Pair(
        "Cancelled: clip {number} will not go out on {platform}{rehearsal}.",
        "Cancelado: el clip {number} no saldrá en {platform}{rehearsal}.",
    ),
    "publications.deleted": Pair(
        "Deleted: clip {number} is no longer on {platform}{rehearsal}, account {handle}.",
        "Borrado: el clip {number} ya no está en {platform}{rehearsal}, cuenta {handle}.",
    ),
    "publications.released": Pair(
        "Clip {number} goes on to {platform}{rehearsal}: {when}.",
        "El clip {number} sigue su camino a {platform}{rehearsal}: {when}.",
    ),
    "publications.ask_delete": Pair(
        "Delete clip {number} from {platform}{rehearsal}, account {handle}, for good. {url}",
        "Borrar el clip {number} de {platform}{rehearsal}, cuenta {handle}, para siempre. {url}",
    ),
    "publications.ask_release": Pair(
        "Let clip {number} go on to {platform}{rehearsal}, account {handle}, now. It was "
        "held: {reason}",
        "Dejar que el clip {number} siga a {platform}{rehearsal}, cuenta {handle}, ahora. "
        "Estaba retenido: {reason}",
    ),
    "publications.ask_release_at": Pair(
        "Let clip {number} go on to {platform}{rehearsal}, account {handle}, on {when}. It "
        "was held: {reason}",
        "Dejar que el clip {number} siga a {platform}{rehearsal}, cuenta {handle}, el "
        "{when}. Estaba retenido: {reason}",
    ),
    "publications.inbox_now": Pair(
        "Send clip {number} ({length}) of “{video}” to the inbox of {account} in the {platform} "
        "app{rehearsal}, now.",
        "Mandar el clip {number} ({length}) de «{video}» a la bandeja de {account} en la app de "
        "{platform}{rehearsal}, ahora.",
    ),
    "publications.inbox_later": Pair(
        "Send clip {number} ({length}) of “{video}” to the inbox of {account} in the {platform} "
        "app{rehearsal}, on {when}.",
        "Mandar el clip {number} ({length}) de «{video}» a la bandeja de {account} en la app de "
        "{platform}{rehearsal}, el {when}.",
    ),
    "publications.ask_now": Pair(
        "Publish clip {number} ({length}) of “{video}” on {platform}{rehearsal}, account "
        "{account}, now.",
        "Publicar el clip {number} ({length}) de «{video}» en {platform}{rehearsal}, "
        "cuenta {account}, ahora.",
    ),
    "publications.ask_later": Pair(
        "Publish clip {number} ({length}) of “{video}” on {platform}{rehearsal}, account "
        "{account}, on {when}.",
        "Publicar el clip {number} ({length}) de «{video}» en {platform}{rehearsal}, "
        "cuenta {account}, el {when}.",
    ),
}
