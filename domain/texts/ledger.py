"""What people read of the ledger."""

from collections.abc import Mapping
from typing import Final

from domain.texts.pair import Pair

TEXTS: Final[Mapping[str, Pair]] = {
    "error.ledger_unavailable": Pair(
        "The ledger cannot be written, and nothing goes public without its record. Try again "
        "in a moment.",
        "No puedo escribir en el registro, y nada se publica sin quedar anotado. Prueba en un "
        "momento.",
    ),
    "ledger.none": Pair(
        "Nothing is recorded for that.",
        "No hay nada anotado sobre eso.",
    ),
    "ledger.list": Pair(
        "What happened ({count} events, oldest first):\n{lines}",
        "Qué pasó ({count} eventos, del más antiguo al más nuevo):\n{lines}",
    ),
    "ledger.list.one": Pair(
        "One event:\n{lines}",
        "Un evento:\n{lines}",
    ),
    "ledger.clip": Pair("clip {number}", "clip {number}"),
    "ledger.slots": Pair("{count} posts", "{count} publicaciones"),
    "ledger.line": Pair(
        "- {time} {what}{detail}",
        "- {time} {what}{detail}",
    ),
    "event.user_registered": Pair(
        "a person joined",
        "se unió una persona",
    ),
    "event.login_succeeded": Pair(
        "somebody signed in",
        "alguien entró",
    ),
    "event.login_failed": Pair(
        "a sign-in failed",
        "falló un acceso",
    ),
    "event.role_changed": Pair(
        "a role changed",
        "cambió un rol",
    ),
    "event.api_token_created": Pair(
        "a token was made",
        "se creó un token",
    ),
    "event.api_token_revoked": Pair(
        "a token was revoked",
        "se revocó un token",
    ),
    "event.video_uploaded": Pair(
        "video taken in",
        "vídeo recibido",
    ),
    "event.video_refused": Pair(
        "video refused",
        "vídeo rechazado",
    ),
    "event.video_analysed": Pair(
        "video analysed",
        "vídeo analizado",
    ),
    "event.video_transcribed": Pair(
        "video transcribed",
        "vídeo transcrito",
    ),
    "event.video_transcription_failed": Pair(
        "transcription failed",
        "la transcripción falló",
    ),
    "event.clip_adjusted": Pair(
        "clip adjusted",
        "clip ajustado",
    ),
    "event.job_created": Pair(
        "job asked for",
        "trabajo pedido",
    ),
    "event.job_processing_started": Pair(
        "job started",
        "trabajo empezado",
    ),
    "event.job_processing_completed": Pair(
        "job done",
        "trabajo hecho",
    ),
    "event.job_processing_failed": Pair(
        "job failed",
        "trabajo fallido",
    ),
    "event.job_retried": Pair(
        "job tried again",
        "trabajo repetido",
    ),
    "event.job_cancelled": Pair(
        "job cancelled",
        "trabajo cancelado",
    ),
    "event.clip_created": Pair(
        "clip cut",
        "clip cortado",
    ),
    "event.clip_variant_generated": Pair(
        "version rendered",
        "versión preparada",
    ),
    "event.clip_scored": Pair(
        "clip scored",
        "clip puntuado",
    ),
    "event.campaign_created": Pair(
        "campaign created",
        "campaña creada",
    ),
    "event.campaign_planned": Pair(
        "campaign planned",
        "campaña planificada",
    ),
    "event.campaign_started": Pair(
        "campaign started",
        "campaña en marcha",
    ),
    "event.account_connected": Pair(
        "account connected",
        "cuenta conectada",
    ),
    "event.publication_scheduled": Pair(
        "publication scheduled",
        "publicación programada",
    ),
    "event.publication_started": Pair(
        "publication started",
        "publicación empezada",
    ),
    "event.clip_published": Pair(
        "clip published",
        "clip publicado",
    ),
    "event.publication_failed": Pair(
        "publication failed",
        "publicación fallida",
    ),
    "event.publication_unknown": Pair(
        "answer lost, looking it up",
        "respuesta perdida, comprobándola",
    ),
    "event.publication_cancelled": Pair(
        "publication cancelled",
        "publicación cancelada",
    ),
    "event.worker_started": Pair(
        "worker started",
        "trabajador en marcha",
    ),
    "event.worker_stopped": Pair(
        "worker stopped",
        "trabajador parado",
    ),
    "event.health_check_completed": Pair(
        "health check done",
        "revisión hecha",
    ),
    "event.health_check_failed": Pair(
        "health check failed",
        "revisión fallida",
    ),
    "event.tool_called": Pair(
        "tool used",
        "herramienta usada",
    ),
    "event.tool_failed": Pair(
        "tool failed",
        "herramienta fallida",
    ),
    "event.tool_denied": Pair(
        "tool denied",
        "herramienta denegada",
    ),
    "event.approval_requested": Pair(
        "approval asked for",
        "aprobación pedida",
    ),
    "event.approval_granted": Pair(
        "approved",
        "aprobado",
    ),
    "event.approval_rejected": Pair(
        "rejected",
        "rechazado",
    ),
    "event.approval_expired": Pair(
        "approval expired",
        "aprobación caducada",
    ),
    "event.chat_turn_completed": Pair(
        "chat answered",
        "chat respondido",
    ),
    "event.chat_turn_failed": Pair(
        "chat turn failed",
        "turno de chat fallido",
    ),
    "event.webhook_received": Pair(
        "webhook received",
        "webhook recibido",
    ),
    "event.webhook_rejected": Pair(
        "webhook rejected",
        "webhook rechazado",
    ),
    "event.token_refreshed": Pair(
        "token refreshed",
        "token renovado",
    ),
    "event.token_revoked": Pair(
        "token revoked",
        "token revocado",
    ),
    "event.rule_proposed": Pair(
        "rule proposed",
        "regla propuesta",
    ),
    "event.rule_approved": Pair(
        "rule approved",
        "regla aprobada",
    ),
    "event.weights_trained": Pair(
        "weights trained",
        "pesos entrenados",
    ),
    "event.alert_raised": Pair(
        "alert raised",
        "alerta abierta",
    ),
    "event.alert_resolved": Pair(
        "alert resolved",
        "alerta resuelta",
    ),
    "event.ledger_sealed": Pair(
        "ledger sealed",
        "registro sellado",
    ),
    "event.backup_completed": Pair(
        "backup done",
        "copia hecha",
    ),
    "event.restore_completed": Pair(
        "restore done",
        "restauración hecha",
    ),
}
