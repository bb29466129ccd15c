"""What people read about approvals."""

from collections.abc import Mapping
from typing import Final

from domain.texts.pair import Pair

TEXTS: Final[Mapping[str, Pair]] = {
    "error.approval_not_pending": Pair(
        "That was decided before or ran out ({status}).",
        "Eso ya se decidió o caducó ({status}).",
    ),
    "error.approval_mismatch": Pair(
        "This is not exactly what was approved, so I did not do it.",
        "Esto no es exactamente lo que se aprobó, así que no lo he hecho.",
    ),
    "approval_status.pending": Pair(
        "waiting",
        "en espera",
    ),
    "approval_status.approved": Pair(
        "approved",
        "aprobada",
    ),
    "approval_status.rejected": Pair(
        "rejected",
        "rechazada",
    ),
    "approval_status.expired": Pair(
        "expired",
        "caducada",
    ),
}
