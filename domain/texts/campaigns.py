"""What people read about campaigns and their plans."""

from collections.abc import Mapping
from typing import Final

from domain.texts.pair import Pair

TEXTS: Final[Mapping[str, Pair]] = {
    "cannot_plan.no_clips": Pair(
        "The campaign has no clips that could still go out. Cut some first.",
        "La campaña no tiene clips que aún puedan salir. Corta alguno primero.",
    ),
    "cannot_plan.no_accounts": Pair(
        "The campaign has no account to post to.",
        "La campaña no tiene ninguna cuenta donde publicar.",
    ),
    "cannot_plan.no_time": Pair(
        "No posting time is left between its start and its end. Move the end.",
        "No queda ninguna hora de publicación entre su inicio y su fin. Mueve el fin.",
    ),
    "invalid.campaign_name": Pair(
        "A campaign needs a name of at most {most} characters.",
        "Una campaña necesita un nombre de {most} caracteres como mucho.",
    ),
    "invalid.campaign_platforms": Pair(
        "Tell me at least one platform: YouTube, Instagram or TikTok.",
        "Dime al menos una plataforma: YouTube, Instagram o TikTok.",
    ),
    "invalid.campaign_clips": Pair(
        "A campaign needs clips. Cut some first, or name the video.",
        "Una campaña necesita clips. Corta alguno primero, o dime el vídeo.",
    ),
    "invalid.campaign_dates": Pair(
        "A campaign ends after it starts, and within {days} days.",
        "Una campaña acaba después de empezar, y en {days} días como mucho.",
    ),
    "invalid.posts_per_day": Pair(
        "Posts per day go from 1 to {most}.",
        "Las publicaciones por día van de 1 a {most}.",
    ),
    "error.campaign_not_editable": Pair(
        "“{name}” is {status}; only a draft can be planned.",
        "«{name}» está en estado {status}; solo se planifica un borrador.",
    ),
    "campaigns.none": Pair(
        "There are no campaigns yet.",
        "Todavía no hay campañas.",
    ),
    "campaigns.list": Pair(
        "{count} campaigns:\n{lines}",
        "{count} campañas:\n{lines}",
    ),
    "campaigns.list.one": Pair(
        "One campaign:\n{lines}",
        "Una campaña:\n{lines}",
    ),
    "campaigns.line": Pair(
        "- “{name}”, {status}, {slots} posts planned ({short})",
        "- «{name}», {status}, {slots} publicaciones previstas ({short})",
    ),
    "campaigns.created": Pair(
        "Campaign “{name}” is a draft with {count} posts planned:\n{lines}",
        "La campaña «{name}» es un borrador con {count} publicaciones previstas:\n{lines}",
    ),
    "campaigns.created.one": Pair(
        "Campaign “{name}” is a draft with one post planned:\n{lines}",
        "La campaña «{name}» es un borrador con una publicación prevista:\n{lines}",
    ),
    "campaigns.shown": Pair(
        "“{name}” is {status}. Plan of {count} posts:\n{lines}",
        "«{name}»: {status}. Plan de {count} publicaciones:\n{lines}",
    ),
    "campaigns.shown.one": Pair(
        "“{name}” is {status}. Plan of one post:\n{lines}",
        "«{name}»: {status}. Plan de una publicación:\n{lines}",
    ),
    "campaigns.no_plan": Pair(
        "“{name}” is {status} and has no plan yet.",
        "«{name}»: {status}, todavía sin plan.",
    ),
    "campaigns.slot": Pair(
        "- {when}: clip {number} on {platform} ({account}), {why}",
        "- {when}: clip {number} en {platform} ({account}), {why}",
    ),
    "campaigns.why_scored": Pair(
        "number {rank} by score, {value}",
        "número {rank} por puntuación, {value}",
    ),
    "campaigns.why_unscored": Pair(
        "not scored yet",
        "aún sin puntuar",
    ),
    "campaigns.default_name": Pair(
        "Campaign of {day}",
        "Campaña del {day}",
    ),
    "campaign_status.draft": Pair(
        "draft",
        "borrador",
    ),
    "campaign_status.approved": Pair(
        "approved",
        "aprobada",
    ),
    "campaign_status.running": Pair(
        "running",
        "en marcha",
    ),
    "campaign_status.paused": Pair(
        "paused",
        "en pausa",
    ),
    "campaign_status.finished": Pair(
        "finished",
        "terminada",
    ),
    "campaign_status.cancelled": Pair(
        "cancelled",
        "cancelada",
    ),
}
