"""What people read about jobs."""

from collections.abc import Mapping
from typing import Final

from domain.texts.pair import Pair

TEXTS: Final[Mapping[str, Pair]] = {
    "error.job_not_cancellable": Pair(
        "That job already ended.",
        "Ese trabajo ya terminó.",
    ),
    "error.job_not_retryable": Pair(
        "That job did not fail; there is nothing to repeat.",
        "Ese trabajo no ha fallado; no hay nada que repetir.",
    ),
    "error.publish_again": Pair(
        "Publishing is never repeated by itself. Publish the clip again; it needs a new yes.",
        "Publicar nunca se repite solo. Publica el clip otra vez; hace falta un nuevo sí.",
    ),
    "error.job_broke": Pair(
        "Something broke on our side. It is in the log as {trace}.",
        "Algo se rompió por nuestra parte. Está en el registro como {trace}.",
    ),
    "error.job_was_cancelled": Pair(
        "The job was cancelled.",
        "El trabajo se canceló.",
    ),
    "error.job_crashed": Pair(
        "The work kept breaking its worker ({runs} times), so I stopped trying.",
        "El trabajo rompió a su trabajador una y otra vez ({runs} veces), así que lo he dejado.",
    ),
    "jobs.going_on": Pair(
        "Still at it ({percent} %): {kind}, job {short}. Ask me “how is job {short} going?”.",
        "Sigo en ello ({percent} %): {kind}, trabajo {short}. Pregúntame «¿cómo va el trabajo "
        "{short}?».",
    ),
    "jobs.none": Pair(
        "There are no jobs.",
        "No hay trabajos.",
    ),
    "jobs.list": Pair(
        "{count} jobs:\n{lines}",
        "{count} trabajos:\n{lines}",
    ),
    "jobs.list.one": Pair(
        "One job:\n{lines}",
        "Un trabajo:\n{lines}",
    ),
    "jobs.line": Pair(
        "- {short}: {kind}, {status}{detail}",
        "- {short}: {kind}, {status}{detail}",
    ),
    "jobs.shown": Pair(
        "Job {short}: {kind}, {status}{detail}.",
        "Trabajo {short}: {kind}, {status}{detail}.",
    ),
    "jobs.retried": Pair(
        "Job {short} is in the queue again.",
        "El trabajo {short} está otra vez en la cola.",
    ),
    "jobs.cancelled": Pair(
        "Job {short} is cancelled.",
        "El trabajo {short} está cancelado.",
    ),
    "jobs.cancelling": Pair(
        "Job {short} was told to stop.",
        "He pedido al trabajo {short} que pare.",
    ),
    "job_status.pending": Pair(
        "waiting",
        "en espera",
    ),
    "job_status.processing": Pair(
        "running",
        "en marcha",
    ),
    "job_status.completed": Pair(
        "done",
        "hecho",
    ),
    "job_status.failed": Pair(
        "failed",
        "fallido",
    ),
    "job_status.cancelled": Pair(
        "cancelled",
        "cancelado",
    ),
    "job_kind.ingest_video": Pair(
        "take in a video",
        "traer un vídeo",
    ),
    "job_kind.cut_video": Pair(
        "cut clips",
        "cortar clips",
    ),
    "job_kind.adjust_clip": Pair(
        "adjust a clip",
        "ajustar un clip",
    ),
    "job_kind.render_variants": Pair(
        "render versions",
        "preparar versiones",
    ),
    "job_kind.score_clips": Pair(
        "score clips",
        "puntuar clips",
    ),
    "job_kind.publish": Pair(
        "publish",
        "publicar",
    ),
    "job_kind.watch_publication": Pair(
        "look at a publication",
        "mirar una publicación",
    ),
    "job_kind.handle_webhook": Pair(
        "act on a platform's call",
        "atender el aviso de una plataforma",
    ),
    "job_kind.renew_grants": Pair(
        "renew account tokens",
        "renovar los permisos de las cuentas",
    ),
    "job_kind.subscribe_channels": Pair(
        "ask to be told of our channels",
        "pedir avisos de nuestros canales",
    ),
    "job_kind.reconcile_publications": Pair(
        "check lost answers",
        "comprobar respuestas perdidas",
    ),
    "job_kind.expire_approvals": Pair(
        "close old approvals",
        "cerrar aprobaciones viejas",
    ),
}
