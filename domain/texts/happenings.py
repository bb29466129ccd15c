"""What people read of the ledger about publications and accounts."""

from collections.abc import Mapping
from typing import Final

from domain.texts.pair import Pair

TEXTS: Final[Mapping[str, Pair]] = {
    "event.connection_started": Pair(
        "an account's connection began",
        "empezó la conexión de una cuenta",
    ),
    "event.connection_refused": Pair(
        "an account could not be connected",
        "no se pudo conectar una cuenta",
    ),
    "event.account_reconnected": Pair("account connected again", "cuenta conectada otra vez"),
    "event.account_held": Pair("account cannot be used for now", "cuenta inutilizable por ahora"),
    "event.account_disconnected": Pair("account disconnected", "cuenta desconectada"),
    "event.account_data_deleted": Pair("a person's data deleted", "datos de una persona borrados"),
    "event.publication_postponed": Pair("publication put off", "publicación aplazada"),
    "event.publication_held": Pair("publication held", "publicación retenida"),
    "event.publication_resumed": Pair("publication goes on", "la publicación sigue"),
    "event.publication_sent": Pair(
        "all of it sent: it may be public",
        "enviada del todo: puede ser pública",
    ),
    "event.publication_accepted": Pair("the platform took it", "la plataforma la aceptó"),
    "event.publication_waiting": Pair("waiting in the app's inbox", "en la bandeja de la app"),
    "event.publication_identified": Pair(
        "the platform gave the post its public id",
        "la plataforma dio a la publicación su identificador público",
    ),
    "event.publication_removed": Pair(
        "post removed from the platform",
        "publicación retirada de la plataforma",
    ),
    "event.publication_restricted": Pair(
        "post restricted by the platform",
        "publicación restringida por la plataforma",
    ),
    "event.publication_restored": Pair(
        "post back on the platform",
        "publicación de vuelta en la plataforma",
    ),
    "event.publication_deleted": Pair("post deleted", "publicación borrada"),
    "event.publishing_stopped": Pair("publishing stopped", "publicaciones paradas"),
    "event.publishing_resumed": Pair("publishing resumed", "publicaciones reanudadas"),
    "event.blackout_added": Pair("blackout added", "bloqueo añadido"),
    "event.blackout_removed": Pair("blackout removed", "bloqueo quitado"),
    "event.metrics_collected": Pair("numbers read", "cifras leídas"),
    "event.token_refresh_failed": Pair("token could not be renewed", "no se pudo renovar un token"),
}
