"""What people read about media: why a file or an address cannot be used, and what would work."""

from collections.abc import Mapping
from typing import Final

from domain.texts.pair import Pair

_EN_KINDS: Final = "MP4, MOV, MKV, WebM, AVI or TS"
_ES_KINDS: Final = "MP4, MOV, MKV, WebM, AVI o TS"

_FILES: Final[Mapping[str, Pair]] = {
    "media_refused.empty": Pair(
        en="The file is empty. Send it again.",
        es="El archivo está vacío. Vuelve a enviarlo.",
    ),
    "media_refused.not_video": Pair(
        en=f"This is not a video file. Send it as {_EN_KINDS}.",
        es=f"No es un archivo de vídeo. Envíalo como {_ES_KINDS}.",
    ),
    "media_refused.no_video_stream": Pair(
        en="There is no moving picture in this file, only sound or a cover. Send the video itself.",
        es="El archivo no tiene imagen en movimiento, solo audio o una carátula. Envía el vídeo.",
    ),
    "media_refused.truncated": Pair(
        en="The file is incomplete: its end is missing. Export or upload it again.",
        es="El archivo está incompleto: le falta el final. Vuelve a exportarlo o a subirlo.",
    ),
    "media_refused.cut_off": Pair(
        en="The file says {says} s but stops after about {has} s. Upload the whole file again.",
        es="El archivo dice durar {says} s, pero se corta hacia los {has} s. "
        "Vuelve a subirlo entero.",
    ),
    "media_refused.broken": Pair(
        en="The file is damaged and cannot be played. Export it again, best as MP4.",
        es="El archivo está dañado y no se puede reproducir. Vuelve a exportarlo, mejor en MP4.",
    ),
    "media_refused.no_duration": Pair(
        en="The length of this video cannot be measured. Export it again, best as MP4.",
        es="No se puede medir la duración de este vídeo. Vuelve a exportarlo, mejor en MP4.",
    ),
    "media_refused.bad_dimensions": Pair(
        en="The picture is too small ({width}x{height}). It needs at least 16x16 pixels.",
        es="La imagen es demasiado pequeña ({width}x{height}). Necesita al menos 16x16 píxeles.",
    ),
    "media_refused.too_many_pixels": Pair(
        en="The picture is too large ({width}x{height}). Up to 8K (7680x4320) works.",
        es="La imagen es demasiado grande ({width}x{height}). El máximo es 8K (7680x4320).",
    ),
    "media_refused.unsupported_codec": Pair(
        en="Video encoded as {codec} cannot be read. H.264, HEVC, VP9, AV1 or ProRes work.",
        es="El vídeo codificado en {codec} no se puede leer. "
        "Sirven H.264, HEVC, VP9, AV1 o ProRes.",
    ),
    "media_refused.too_long": Pair(
        en="The video is too long. Up to {hours} hours work: send it in parts.",
        es="El vídeo es demasiado largo. El máximo son {hours} horas: envíalo por partes.",
    ),
    "media_refused.too_short": Pair(
        en="The video is too short. It needs at least {seconds} s.",
        es="El vídeo es demasiado corto. Necesita al menos {seconds} s.",
    ),
    "media_refused.took_too_long": Pair(
        en="Working on this file took far too long, so it was stopped. Export it again as MP4.",
        es="Procesar este archivo tardaba demasiado y se ha parado. Vuelve a exportarlo en MP4.",
    ),
    "media_refused.too_heavy": Pair(
        en="This file needs more memory than one job may use. Export it in 4K or smaller.",
        es="Este archivo necesita más memoria de la que puede usar un trabajo. "
        "Expórtalo en 4K o menos.",
    ),
    "error.too_big": Pair(
        en="The file is too big. The most is {limit}.",
        es="El archivo es demasiado grande. El máximo es {limit}.",
    ),
    "error.no_space": Pair(
        en="The disk is too full: this needs about {needed} and {free} can be used. Free some"
        " space and try the job again.",
        es="No queda sitio en el disco: hacen falta unos {needed} y hay {free} disponibles."
        " Libera espacio y reintenta el trabajo.",
    ),
    "error.disk_full": Pair(
        en="The disk ran full in the middle of the work. Free some space and try the job again.",
        es="El disco se llenó a mitad del trabajo. Libera espacio y reintenta el trabajo.",
    ),
    "noun.file": Pair(en="file", es="archivo"),
}

_WALLS: Final[Mapping[str, Pair]] = {
    "media_refused.clip_too_long": Pair(
        "{platform} takes at most {seconds} s. Make the clip shorter.",
        "{platform} admite como mucho {seconds} s. Acorta el clip.",
    ),
    "media_refused.clip_too_short": Pair(
        "{platform} takes at least {seconds} s. Make the clip longer.",
        "{platform} pide al menos {seconds} s. Alarga el clip.",
    ),
    "media_refused.clip_too_big": Pair(
        "No file of that length would be small enough. At most {seconds} s fit.",
        "Ningún archivo de esa duración cabría en el límite. Caben como mucho {seconds} s.",
    ),
    "doctor.walls": Pair("Walls around media tools", "Aislamiento de las herramientas de vídeo"),
    "doctor.walls.ok": Pair("all stand: {walls}", "todas activas: {walls}"),
    "doctor.walls.low": Pair("missing: {walls}", "faltan: {walls}"),
    "doctor.walls.low.fix": Pair(
        "use Linux 6.7 or newer with Landlock and seccomp to read files of strangers",
        "usa Linux 6.7 o posterior con Landlock y seccomp para leer archivos de extraños",
    ),
    "doctor.walls.bad": Pair("could not be tried", "no se han podido comprobar"),
    "wall.network": Pair("no network", "sin red"),
    "wall.reading": Pair("no other files", "sin otros archivos"),
    "wall.writing": Pair("no writing elsewhere", "sin escribir en otro sitio"),
    "wall.processes": Pair("no further programs", "sin otros programas"),
    "wall.memory": Pair("bounded memory", "memoria limitada"),
    "wall.priority": Pair("low priority", "prioridad baja"),
    "wall.dumps": Pair("no memory dumps", "sin volcados de memoria"),
}

_SOURCES: Final[Mapping[str, Pair]] = {
    "media_refused.source_form": Pair(
        en="Give a web address that starts with https:// or the name of a file in the inbox.",
        es="Indica una dirección web que empiece por https:// o el nombre de un archivo "
        "de la bandeja de entrada.",
    ),
    "media_refused.not_in_inbox": Pair(
        en='There is no "{name}" in the inbox. There is: {names}',
        es="No hay ningún «{name}» en la bandeja de entrada. Hay: {names}",
    ),
    "media_refused.inbox_empty": Pair(
        en='There is no "{name}": the inbox is empty. Put the file there or give a web address.',
        es="No hay ningún «{name}»: la bandeja de entrada está vacía. "
        "Pon ahí el archivo o indica una dirección web.",
    ),
    "media_refused.bad_url": Pair(
        en="That is not a complete web address. It looks like https://example.com/video.mp4.",
        es="Esa no es una dirección web completa. "
        "Tiene que ser como https://example.com/video.mp4.",
    ),
    "media_refused.scheme": Pair(
        en="Only addresses that start with https:// or http:// can be fetched.",
        es="Solo se pueden descargar direcciones que empiecen por https:// o http://.",
    ),
    "media_refused.port": Pair(
        en="Port {port} is not allowed. Only the usual web ports, 443 and 80, are.",
        es="El puerto {port} no está permitido. Solo los habituales de la web, 443 y 80.",
    ),
    "media_refused.not_public": Pair(
        en="{host} is not on the public internet, so nothing is fetched from it.",
        es="{host} no está en la internet pública, así que no se descarga nada de ahí.",
    ),
    "media_refused.unresolved": Pair(
        en="The address {host} does not exist or does not answer. Check how it is written.",
        es="La dirección {host} no existe o no responde. Revisa cómo está escrita.",
    ),
    "media_refused.unreachable": Pair(
        en="{host} cannot be reached right now. Try again later.",
        es="Ahora mismo no se puede conectar con {host}. Inténtalo más tarde.",
    ),
    "media_refused.too_many_redirects": Pair(
        en="The address sends on more than {most} times. Give the one the file is really at.",
        es="La dirección redirige más de {most} veces. Indica la dirección final del archivo.",
    ),
    "media_refused.http_status": Pair(
        en="The server answered {status} instead of sending the file. Is the address public?",
        es="El servidor ha respondido {status} en vez de enviar el archivo. "
        "¿Es pública la dirección?",
    ),
    "media_refused.web_page": Pair(
        en="That address is a web page, not a video file. Give the address of the file itself.",
        es="Esa dirección es una página web, no un vídeo. Indica la dirección del propio archivo.",
    ),
    "media_refused.encoded": Pair(
        en="The server sends the file packed as {encoding}. Give an address that sends it plain.",
        es="El servidor envía el archivo comprimido como {encoding}. "
        "Indica una dirección que lo envíe tal cual.",
    ),
    "media_refused.too_slow": Pair(
        en="The server is too slow, so the download was stopped. Try again or upload the file.",
        es="El servidor va demasiado lento y se ha parado la descarga. "
        "Inténtalo otra vez o sube el archivo.",
    ),
    "media_refused.connection_lost": Pair(
        en="The connection broke before the whole file had come. Try again.",
        es="La conexión se ha cortado antes de recibir todo el archivo. Inténtalo otra vez.",
    ),
}

TEXTS: Final[Mapping[str, Pair]] = {**_FILES, **_WALLS, **_SOURCES}
