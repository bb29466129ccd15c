"""YouTube's words for a refusal, and our own for what no platform says, in plain words."""

from collections.abc import Mapping
from typing import Final

from domain.texts.pair import Pair

TEXTS: Final[Mapping[str, Pair]] = {
    "platform_code.quotaExceeded": Pair(
        "our project's quota on YouTube is used up until midnight in California",
        "la cuota de nuestro proyecto en YouTube se agotó hasta medianoche en California",
    ),
    "platform_code.dailyLimitExceeded": Pair(
        "our project's quota on YouTube is used up until midnight in California",
        "la cuota de nuestro proyecto en YouTube se agotó hasta medianoche en California",
    ),
    "platform_code.uploadLimitExceeded": Pair(
        "YouTube lets this channel upload no more today",
        "YouTube no deja subir más hoy a este canal",
    ),
    "platform_code.rateLimitExceeded": Pair(
        "too many calls to YouTube at once",
        "demasiadas llamadas a YouTube a la vez",
    ),
    "platform_code.userRateLimitExceeded": Pair(
        "too many calls to YouTube at once",
        "demasiadas llamadas a YouTube a la vez",
    ),
    "platform_code.uploadRateLimitExceeded": Pair(
        "too many uploads to YouTube at once",
        "demasiadas subidas a YouTube a la vez",
    ),
    "platform_code.forbidden": Pair(
        "YouTube does not let us do this",
        "YouTube no nos deja hacerlo",
    ),
    "platform_code.insufficientPermissions": Pair(
        "a permission on YouTube is missing",
        "falta un permiso en YouTube",
    ),
    "platform_code.authError": Pair(
        "the connection to YouTube is dead",
        "la conexión con YouTube ha muerto",
    ),
    "platform_code.youtubeSignupRequired": Pair(
        "this Google account has no channel: make one on YouTube",
        "esa cuenta de Google no tiene canal: crea uno en YouTube",
    ),
    "platform_code.accountDelegationForbidden": Pair(
        "this channel cannot be managed by us",
        "no podemos llevar este canal",
    ),
    "platform_code.channelClosed": Pair(
        "the YouTube channel is closed",
        "el canal de YouTube está cerrado",
    ),
    "platform_code.channelSuspended": Pair(
        "the YouTube channel is suspended",
        "el canal de YouTube está suspendido",
    ),
    "platform_code.authenticatedUserAccountClosed": Pair(
        "the YouTube account is closed",
        "la cuenta de YouTube está cerrada",
    ),
    "platform_code.authenticatedUserAccountSuspended": Pair(
        "the YouTube account is suspended",
        "la cuenta de YouTube está suspendida",
    ),
    "platform_code.authenticatedUserNotChannel": Pair(
        "this Google account has no channel",
        "esa cuenta de Google no tiene canal",
    ),
    "platform_code.invalidTitle": Pair(
        "YouTube did not take the title",
        "YouTube no aceptó el título",
    ),
    "platform_code.invalidDescription": Pair(
        "YouTube did not take the description",
        "YouTube no aceptó la descripción",
    ),
    "platform_code.invalidTags": Pair(
        "YouTube did not take the hashtags",
        "YouTube no aceptó los hashtags",
    ),
    "platform_code.invalidCategoryId": Pair(
        "YouTube did not take the category",
        "YouTube no aceptó la categoría",
    ),
    "platform_code.invalidPublishAt": Pair(
        "YouTube did not take the time",
        "YouTube no aceptó la hora",
    ),
    "platform_code.invalidVideoMetadata": Pair(
        "YouTube did not take the details of the video",
        "YouTube no aceptó los datos del vídeo",
    ),
    "platform_code.invalidFilename": Pair(
        "YouTube did not take the file's name",
        "YouTube no aceptó el nombre del archivo",
    ),
    "platform_code.mediaBodyRequired": Pair(
        "YouTube got no file",
        "YouTube no recibió ningún archivo",
    ),
    "platform_code.defaultLanguageNotSet": Pair(
        "YouTube misses the language of the text",
        "a YouTube le falta el idioma del texto",
    ),
    "platform_code.videoNotFound": Pair(
        "the video is not on YouTube",
        "el vídeo no está en YouTube",
    ),
    "platform_code.backendError": Pair("YouTube's server failed", "falló el servidor de YouTube"),
    "platform_code.internalError": Pair("YouTube's server failed", "falló el servidor de YouTube"),
    "platform_code.copyright": Pair(
        "YouTube refused it for copyright",
        "YouTube lo rechazó por derechos de autor",
    ),
    "platform_code.inappropriate": Pair(
        "YouTube refused it as inappropriate",
        "YouTube lo rechazó por inapropiado",
    ),
    "platform_code.duplicate": Pair(
        "YouTube says that the video is there already",
        "YouTube dice que el vídeo ya está",
    ),
    "platform_code.termsOfUse": Pair(
        "YouTube refused it for its terms of use",
        "YouTube lo rechazó por sus condiciones de uso",
    ),
    "platform_code.uploaderAccountSuspended": Pair(
        "the YouTube account is suspended",
        "la cuenta de YouTube está suspendida",
    ),
    "platform_code.uploaderAccountClosed": Pair(
        "the YouTube account is closed",
        "la cuenta de YouTube está cerrada",
    ),
    "platform_code.length": Pair(
        "the video is too long for this channel",
        "el vídeo es demasiado largo para este canal",
    ),
    "platform_code.claim": Pair(
        "somebody claims rights in it on YouTube",
        "alguien reclama derechos sobre él en YouTube",
    ),
    "platform_code.trademark": Pair(
        "YouTube refused it for a trademark",
        "YouTube lo rechazó por una marca registrada",
    ),
    "platform_code.legal": Pair(
        "YouTube refused it for a legal reason",
        "YouTube lo rechazó por un motivo legal",
    ),
    "platform_code.conversion": Pair(
        "YouTube could not convert the file",
        "YouTube no pudo convertir el archivo",
    ),
    "platform_code.invalidFile": Pair(
        "YouTube cannot use the file",
        "YouTube no puede usar el archivo",
    ),
    "platform_code.emptyFile": Pair(
        "YouTube got an empty file",
        "YouTube recibió un archivo vacío",
    ),
    "platform_code.tooSmall": Pair(
        "the file is too small for YouTube",
        "el archivo es demasiado pequeño para YouTube",
    ),
    "platform_code.codec": Pair(
        "YouTube does not take this format",
        "YouTube no admite ese formato",
    ),
    "platform_code.uploadAborted": Pair(
        "the upload to YouTube broke off",
        "la subida a YouTube se cortó",
    ),
    "platform_code.uploadFailed": Pair("the upload to YouTube failed", "falló la subida a YouTube"),
    "platform_code.transcodeFailed": Pair(
        "YouTube could not convert the file",
        "YouTube no pudo convertir el archivo",
    ),
    "platform_code.streamingFailed": Pair(
        "YouTube could not prepare the video",
        "YouTube no pudo preparar el vídeo",
    ),
    "platform_code.deleted": Pair("somebody deleted it on YouTube", "alguien lo borró en YouTube"),
    "platform_code.private": Pair("it is private there", "allí es privado"),
    "platform_code.unlisted": Pair("it is unlisted there", "allí está oculto"),
    "platform_code.failed": Pair("the platform could not use it", "la plataforma no pudo usarlo"),
    "platform_code.rejected": Pair("the platform refused it", "la plataforma lo rechazó"),
}
