"""What people read about publications and accounts."""

from collections.abc import Mapping
from typing import Final

from domain.texts.pair import Pair

TEXTS: Final[Mapping[str, Pair]] = {
    "error.no_account": Pair(
        "No account is ready for this ({platform}). Connect one first.",
        "Ninguna cuenta está lista para esto ({platform}). Conecta una primero.",
    ),
    "error.already_published": Pair(
        "That clip already went, or is going, to {handle} on {platform}.",
        "Ese clip ya salió, o está saliendo, en {handle} de {platform}.",
    ),
    "error.publication_wrong_move": Pair(
        "It is {status}, so it cannot become {wanted} any more.",
        "Está en estado {status}, así que ya no puede pasar a {wanted}.",
    ),
    "error.publishing_failed": Pair(
        "{platform} did not take it ({code}).",
        "{platform} no lo aceptó ({code}).",
    ),
    "does_not_fit.too_long": Pair(
        "{platform} takes at most {most} s.",
        "{platform} admite {most} s como mucho.",
    ),
    "does_not_fit.too_short": Pair(
        "{platform} wants at least {least} s.",
        "{platform} pide al menos {least} s.",
    ),
    "does_not_fit.too_big": Pair(
        "{platform} takes at most {most} MB.",
        "{platform} admite {most} MB como mucho.",
    ),
    "does_not_fit.caption": Pair(
        "A caption for {platform} has at most {most} characters.",
        "Un texto para {platform} tiene {most} caracteres como mucho.",
    ),
    "does_not_fit.title": Pair(
        "A title for {platform} cannot be empty nor hold < or >.",
        "Un título para {platform} no puede estar vacío ni llevar < o >.",
    ),
    "does_not_fit.changed": Pair(
        "The file is not the one that was approved. Ask again.",
        "El archivo no es el que se aprobó. Pídelo otra vez.",
    ),
    "publication_status.scheduled": Pair(
        "scheduled",
        "programada",
    ),
    "publication_status.queued": Pair(
        "queued",
        "en cola",
    ),
    "publication_status.uploading": Pair(
        "uploading",
        "subiendo",
    ),
    "publication_status.processing": Pair(
        "processing",
        "procesándose",
    ),
    "publication_status.published": Pair(
        "live",
        "publicada",
    ),
    "publication_status.failed": Pair(
        "failed",
        "fallida",
    ),
    "publication_status.unknown": Pair(
        "being looked up (the answer was lost)",
        "por comprobar (se perdió la respuesta)",
    ),
    "publication_status.cancelled": Pair(
        "cancelled",
        "cancelada",
    ),
    "publications.none": Pair(
        "Nothing was published yet.",
        "Todavía no se ha publicado nada.",
    ),
    "publications.list": Pair(
        "{count} publications:\n{lines}",
        "{count} publicaciones:\n{lines}",
    ),
    "publications.list.one": Pair(
        "One publication:\n{lines}",
        "Una publicación:\n{lines}",
    ),
    "publications.line": Pair(
        "- clip {number} on {platform}: {status}{rehearsal}{link}",
        "- clip {number} en {platform}: {status}{rehearsal}{link}",
    ),
    "publications.rehearsal": Pair(
        " (rehearsal)",
        " (ensayo)",
    ),
    "publications.live": Pair(
        "Clip {number} is live on {platform}{rehearsal}: {url}",
        "El clip {number} está publicado en {platform}{rehearsal}: {url}",
    ),
    "publications.scheduled": Pair(
        "Clip {number} goes out on {platform}{rehearsal} on {when}.",
        "El clip {number} saldrá en {platform}{rehearsal} el {when}.",
    ),
    "publications.going": Pair(
        "Clip {number} is on its way to {platform}{rehearsal}: {status}. I keep at it.",
        "El clip {number} va camino de {platform}{rehearsal}: {status}. Sigo con ello.",
    ),
    "publications.cancelled": Pair(
        "Cancelled: clip {number} will not go out on {platform}.",
        "Cancelado: el clip {number} no saldrá en {platform}.",
    ),
    "publications.default_caption": Pair(
        "{title}",
        "{title}",
    ),
    "publications.ask_now": Pair(
        "Publish clip {number} ({length}) of “{video}” on {platform}{rehearsal}, account "
        "{account}, now, as {privacy}, with the text “{caption}”.",
        "Publicar el clip {number} ({length}) de «{video}» en {platform}{rehearsal}, cuenta "
        "{account}, ahora, como {privacy}, con el texto «{caption}».",
    ),
    "publications.ask_later": Pair(
        "Publish clip {number} ({length}) of “{video}” on {platform}{rehearsal}, account "
        "{account}, on {when}, as {privacy}, with the text “{caption}”.",
        "Publicar el clip {number} ({length}) de «{video}» en {platform}{rehearsal}, cuenta "
        "{account}, el {when}, como {privacy}, con el texto «{caption}».",
    ),
    "privacy.public": Pair(
        "public",
        "público",
    ),
    "privacy.unlisted": Pair(
        "unlisted",
        "oculto",
    ),
    "privacy.private": Pair(
        "private",
        "privado",
    ),
    "accounts.none": Pair(
        "No account is connected.",
        "No hay ninguna cuenta conectada.",
    ),
    "accounts.list": Pair(
        "{count} accounts:\n{lines}",
        "{count} cuentas:\n{lines}",
    ),
    "accounts.list.one": Pair(
        "One account:\n{lines}",
        "Una cuenta:\n{lines}",
    ),
    "accounts.line": Pair(
        "- {handle} on {platform}{rehearsal}: {status}",
        "- {handle} en {platform}{rehearsal}: {status}",
    ),
    "account_status.active": Pair(
        "ready",
        "lista",
    ),
    "account_status.needs_reconnect": Pair(
        "needs to be connected again",
        "hay que volver a conectarla",
    ),
    "account_status.disconnected": Pair(
        "disconnected",
        "desconectada",
    ),
}
