"""Our own words for why something did not work, in plain ones."""

from collections.abc import Mapping
from typing import Final

from domain.texts.pair import Pair

TEXTS: Final[Mapping[str, Pair]] = {
    "our_code.no_answer": Pair("the platform did not answer", "la plataforma no respondió"),
    "our_code.odd_answer": Pair(
        "the platform answered something that we do not know",
        "la plataforma respondió algo que no conocemos",
    ),
    "our_code.strange_answer": Pair(
        "the platform answered something that we do not know",
        "la plataforma respondió algo que no conocemos",
    ),
    "our_code.not_listed": Pair(
        "neither the upload nor a post of ours is there yet",
        "todavía no están ni la subida ni una publicación nuestra",
    ),
    "our_code.settling": Pair(
        "it may still appear, so I wait",
        "todavía puede aparecer, así que espero",
    ),
    "our_code.handle_gone": Pair(
        "the upload is gone and nothing of it was published",
        "la subida ya no está y no se publicó nada",
    ),
    "our_code.upload_stalled": Pair("the upload did not get on", "la subida no avanzaba"),
    "our_code.file_missing": Pair("our file is gone", "nuestro archivo ya no está"),
    "our_code.file_changed": Pair(
        "our file is not the one that was approved",
        "nuestro archivo no es el que se aprobó",
    ),
    "our_code.size_mismatch": Pair(
        "our file does not have the size that was approved",
        "nuestro archivo no tiene el tamaño aprobado",
    ),
    "our_code.wrong_account": Pair(
        "the connection opens another account",
        "la conexión abre otra cuenta",
    ),
    "our_code.no_refresh_token": Pair(
        "the connection cannot be renewed",
        "la conexión no se puede renovar",
    ),
    "our_code.token_refused": Pair(
        "the platform does not take our connection any more",
        "la plataforma ya no acepta nuestra conexión",
    ),
    "our_code.invalid_grant": Pair(
        "the platform does not take our connection any more",
        "la plataforma ya no acepta nuestra conexión",
    ),
    "our_code.not_offered": Pair(
        "the platform does not offer this",
        "la plataforma no lo ofrece",
    ),
    "our_code.quota": Pair(
        "we have used up what the platform lets us do",
        "hemos agotado lo que la plataforma permite",
    ),
    "our_code.rehearsal_not_running": Pair(
        "the rehearsal server is not running",
        "el servidor de ensayo no está en marcha",
    ),
    "our_code.no_public_address": Pair(
        "nobody outside can fetch the file: our public address is not set",
        "nadie de fuera puede bajar el archivo: falta nuestra dirección pública",
    ),
    "our_code.api_not_running": Pair(
        "our own service is not running, so the file cannot be fetched",
        "nuestro propio servicio no está en marcha, así que no se puede bajar el archivo",
    ),
    "our_code.unreadable_handle": Pair(
        "what we kept of the upload cannot be read",
        "no se puede leer lo que guardamos de la subida",
    ),
    "our_code.missed": Pair("its time passed", "pasó su hora"),
    "our_code.too_many_crossings": Pair(
        "it was published several times and never appeared",
        "se publicó varias veces y no llegó a aparecer",
    ),
    "our_code.still_private": Pair(
        "YouTube did not make it public at its time",
        "YouTube no lo hizo público a su hora",
    ),
    "our_code.schedule_differs": Pair(
        "YouTube keeps another time than the one that was approved",
        "YouTube lleva otra hora que la aprobada",
    ),
    "our_code.privacy_differs": Pair(
        "more people can see it than was approved",
        "lo ve más gente de la aprobada",
    ),
    "our_code.not_connected": Pair("the account is not connected", "la cuenta no está conectada"),
    "our_code.no_token": Pair(
        "we have no connection to the account any more", "ya no tenemos conexión con la cuenta"
    ),
    "our_code.answer_lost": Pair(
        "the answer with the new connection was lost, so the old one may be dead",
        "se perdió la respuesta con la conexión nueva, y la vieja puede haber muerto",
    ),
    "our_code.scopes_missing": Pair(
        "not all permissions were given", "no se dieron todos los permisos"
    ),
    "our_code.other_kind": Pair(
        "rehearsal and real accounts are kept apart",
        "las cuentas de ensayo y las reales van por separado",
    ),
    "our_code.code_refused": Pair(
        "the platform did not complete the connection", "la plataforma no completó la conexión"
    ),
    "our_code.renewal_busy": Pair(
        "the connection is being renewed just now", "la conexión se está renovando ahora mismo"
    ),
    "our_code.ends_soon": Pair("the connection ends soon", "la conexión acaba pronto"),
    "our_code.authorization.removed": Pair(
        "the platform ended our access to the account",
        "la plataforma cerró nuestro acceso a la cuenta",
    ),
    "our_code.upload_not_known": Pair(
        "the platform no longer knows the upload",
        "la plataforma ya no conoce la subida",
    ),
    "our_code.session_gone": Pair(
        "the platform no longer knows the upload", "la plataforma ya no conoce la subida"
    ),
    "our_code.media_link_unreachable": Pair(
        "the platform cannot fetch the file from our address",
        "la plataforma no puede bajar el archivo de nuestra dirección",
    ),
    "our_code.no_upload_address": Pair(
        "the platform gave no address to send the file to",
        "la plataforma no dio una dirección a la que enviar el archivo",
    ),
    "our_code.odd_upload_address": Pair(
        "the platform gave an address that we do not trust with the file",
        "la plataforma dio una dirección de la que no nos fiamos para el archivo",
    ),
    "our_code.foreign_upload_address": Pair(
        "the platform gave an address that is not its own",
        "la plataforma dio una dirección que no es suya",
    ),
    "our_code.not_settled": Pair(
        "it may still appear, so I wait", "todavía puede aparecer, así que espero"
    ),
    "our_code.schedule_not_public": Pair(
        "only what becomes public can be given to YouTube to keep the time",
        "YouTube solo lleva la hora de lo que se hace público",
    ),
}
