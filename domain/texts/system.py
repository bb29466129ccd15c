"""What people read about the state of the system."""

from collections.abc import Mapping
from typing import Final

from domain.texts.pair import Pair

TEXTS: Final[Mapping[str, Pair]] = {
    "system.work": Pair(
        "{videos} videos, {clips} clips, {campaigns} active campaigns.",
        "{videos} vídeos, {clips} clips, {campaigns} campañas activas.",
    ),
    "system.jobs": Pair(
        "Jobs: {pending} waiting, {processing} running, {failed} failed; {workers} workers alive.",
        "Trabajos: {pending} en espera, {processing} en marcha, {failed} fallidos; "
        "{workers} trabajadores vivos.",
    ),
    "system.outside": Pair(
        "{published} clips live, {approvals} approvals waiting.",
        "{published} clips publicados, {approvals} aprobaciones pendientes.",
    ),
    "system.ledger": Pair(
        "{errors} errors in the last 24 h, {events} events in the ledger.",
        "{errors} errores en las últimas 24 h, {events} eventos en el registro.",
    ),
}
