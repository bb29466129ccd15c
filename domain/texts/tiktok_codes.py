"""TikTok's words for a refusal in plain words; one that is not here is shown as it is."""

from collections.abc import Mapping
from typing import Final

from domain.texts.pair import Pair

TEXTS: Final[Mapping[str, Pair]] = {
    "platform_code.access_token_invalid": Pair(
        "the connection to TikTok is dead",
        "la conexión con TikTok ha muerto",
    ),
    "platform_code.scope_not_authorized": Pair(
        "TikTok did not give us this permission",
        "TikTok no nos dio ese permiso",
    ),
    "platform_code.scope_permission_missed": Pair(
        "TikTok did not give us this permission",
        "TikTok no nos dio ese permiso",
    ),
    "platform_code.token_not_authorized_for_specified_publish_id": Pair(
        "the connection belongs to another TikTok account",
        "la conexión es de otra cuenta de TikTok",
    ),
    "platform_code.rate_limit_exceeded": Pair(
        "too many calls to TikTok in a minute",
        "demasiadas llamadas a TikTok en un minuto",
    ),
    "platform_code.internal_error": Pair("TikTok's server failed", "falló el servidor de TikTok"),
    "platform_code.internal": Pair("TikTok could not process it", "TikTok no pudo procesarlo"),
    "platform_code.invalid_param": Pair(
        "TikTok did not take one of the values",
        "TikTok no aceptó uno de los valores",
    ),
    "platform_code.invalid_params": Pair(
        "TikTok did not take one of the values",
        "TikTok no aceptó uno de los valores",
    ),
    "platform_code.invalid_file_upload": Pair(
        "TikTok did not take the file",
        "TikTok no aceptó el archivo",
    ),
    "platform_code.invalid_publish_id": Pair(
        "TikTok no longer knows the upload",
        "TikTok ya no conoce la subida",
    ),
    "platform_code.spam_risk_too_many_posts": Pair(
        "TikTok lets this creator post no more today",
        "TikTok no deja publicar más hoy a este creador",
    ),
    "platform_code.spam_risk_too_many_pending_share": Pair(
        "the TikTok inbox is full: finish or discard what lies there",
        "la bandeja de TikTok está llena: termina o descarta lo que hay",
    ),
    "platform_code.spam_risk_user_banned_from_posting": Pair(
        "TikTok forbade this account to post: open its app",
        "TikTok prohibió publicar a esta cuenta: abre su app",
    ),
    "platform_code.spam_risk_text": Pair(
        "TikTok takes the text for spam: change it",
        "TikTok toma el texto por spam: cámbialo",
    ),
    "platform_code.spam_risk": Pair("TikTok takes it for spam", "TikTok lo toma por spam"),
    "platform_code.reached_active_user_cap": Pair(
        "our app's accounts of the day on TikTok are used up; it is not this account's fault",
        "se agotaron las cuentas del día de nuestra app en TikTok; no es culpa de esta cuenta",
    ),
    "platform_code.unaudited_client_can_only_post_to_private_accounts": Pair(
        "TikTok has not audited our app: the account itself has to be private in TikTok's "
        "settings, or send it to the inbox",
        "TikTok no ha auditado nuestra app: la propia cuenta tiene que ser privada en los "
        "ajustes de TikTok, o mándalo a la bandeja",
    ),
    "platform_code.url_ownership_unverified": Pair(
        "TikTok does not know that our address is ours",
        "TikTok no sabe que nuestra dirección es nuestra",
    ),
    "platform_code.privacy_level_option_mismatch": Pair(
        "this creator cannot choose that audience on TikTok; choose another one",
        "este creador no puede elegir ese público en TikTok; elige otro",
    ),
    "platform_code.file_format_check_failed": Pair(
        "TikTok does not take this file format",
        "TikTok no admite ese formato de archivo",
    ),
    "platform_code.duration_check_failed": Pair(
        "the length does not fit this creator on TikTok",
        "la duración no vale para este creador en TikTok",
    ),
    "platform_code.frame_rate_check_failed": Pair(
        "TikTok does not take this frame rate",
        "TikTok no admite esa velocidad de fotogramas",
    ),
    "platform_code.picture_size_check_failed": Pair(
        "TikTok does not take this picture size",
        "TikTok no admite ese tamaño de imagen",
    ),
    "platform_code.video_pull_failed": Pair(
        "TikTok could not fetch the file",
        "TikTok no pudo bajar el archivo",
    ),
    "platform_code.photo_pull_failed": Pair(
        "TikTok could not fetch the file",
        "TikTok no pudo bajar el archivo",
    ),
    "platform_code.publish_cancelled": Pair("it was cancelled on TikTok", "se canceló en TikTok"),
    "platform_code.publish_not_cancellable": Pair(
        "TikTok no longer lets it be cancelled",
        "TikTok ya no deja cancelarlo",
    ),
    "platform_code.auth_removed": Pair(
        "our app was removed from the TikTok account",
        "se quitó nuestra app de la cuenta de TikTok",
    ),
    "platform_code.app_version_check_failed": Pair(
        "the TikTok app on the phone has to be updated",
        "hay que actualizar la app de TikTok del móvil",
    ),
    "our_code.upload_url_expired": Pair(
        "the upload's hour on TikTok ran out",
        "se acabó la hora de la subida a TikTok",
    ),
}
