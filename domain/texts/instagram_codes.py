"""Instagram's numbers for a refusal in plain words; one that is not here is shown as it is."""

from collections.abc import Mapping
from typing import Final

from domain.texts.pair import Pair

TEXTS: Final[Mapping[str, Pair]] = {
    "platform_code.2207001": Pair("Instagram's server failed", "falló el servidor de Instagram"),
    "platform_code.2207003": Pair(
        "Instagram took too long to fetch the file",
        "Instagram tardó demasiado en bajar el archivo",
    ),
    "platform_code.2207006": Pair(
        "Instagram does not show us this post: a permission is missing",
        "Instagram no nos muestra la publicación: falta un permiso",
    ),
    "platform_code.2207008": Pair(
        "Instagram no longer knows the upload",
        "Instagram ya no conoce la subida",
    ),
    "platform_code.2207010": Pair(
        "the text is too long for Instagram",
        "el texto es demasiado largo para Instagram",
    ),
    "platform_code.2207020": Pair(
        "the upload ran out before it was published",
        "la subida caducó antes de publicarse",
    ),
    "platform_code.2207023": Pair(
        "Instagram does not know this kind of post",
        "Instagram no conoce ese tipo de publicación",
    ),
    "platform_code.2207026": Pair(
        "Instagram does not take this video format",
        "Instagram no admite ese formato de vídeo",
    ),
    "platform_code.2207027": Pair(
        "Instagram is still preparing the video",
        "Instagram todavía prepara el vídeo",
    ),
    "platform_code.2207032": Pair(
        "Instagram could not open the upload",
        "Instagram no pudo abrir la subida",
    ),
    "platform_code.2207040": Pair(
        "too many tags for Instagram",
        "demasiadas etiquetas para Instagram",
    ),
    "platform_code.2207042": Pair(
        "the account's posts of the day on Instagram are used up",
        "se agotaron las publicaciones del día en Instagram",
    ),
    "platform_code.2207050": Pair(
        "Instagram restricted the account: open its app",
        "Instagram restringió la cuenta: abre su app",
    ),
    "platform_code.2207051": Pair(
        "Instagram took it for spam; it may be live all the same",
        "Instagram lo tomó por spam; aun así puede estar publicado",
    ),
    "platform_code.2207052": Pair(
        "Instagram could not fetch the file",
        "Instagram no pudo bajar el archivo",
    ),
    "platform_code.2207053": Pair("the upload to Instagram failed", "falló la subida a Instagram"),
    "platform_code.2207057": Pair(
        "the cover's time lies outside of the video",
        "el momento de la portada queda fuera del vídeo",
    ),
    "platform_code.2207076": Pair(
        "Instagram could not process the video",
        "Instagram no pudo procesar el vídeo",
    ),
    "platform_code.2207077": Pair(
        "Instagram could not process the video",
        "Instagram no pudo procesar el vídeo",
    ),
    "platform_code.2207081": Pair(
        "Instagram could not process the video",
        "Instagram no pudo procesar el vídeo",
    ),
    "platform_code.2207082": Pair(
        "Instagram could not process the video",
        "Instagram no pudo procesar el vídeo",
    ),
    "platform_code.-2": Pair(
        "Instagram could not fetch the file",
        "Instagram no pudo bajar el archivo",
    ),
    "platform_code.-1": Pair("Instagram's server failed", "falló el servidor de Instagram"),
    "platform_code.1": Pair("Instagram's server failed", "falló el servidor de Instagram"),
    "platform_code.2": Pair("Instagram's server is busy", "el servidor de Instagram está ocupado"),
    "platform_code.4": Pair(
        "too many calls of our app to Instagram",
        "demasiadas llamadas de nuestra app a Instagram",
    ),
    "platform_code.10": Pair(
        "a permission on Instagram is missing",
        "falta un permiso en Instagram",
    ),
    "platform_code.17": Pair(
        "too many calls for this account on Instagram",
        "demasiadas llamadas para esta cuenta en Instagram",
    ),
    "platform_code.25": Pair(
        "Instagram restricted the account: open its app",
        "Instagram restringió la cuenta: abre su app",
    ),
    "platform_code.32": Pair(
        "too many calls for this account's page",
        "demasiadas llamadas para la página de esta cuenta",
    ),
    "platform_code.33": Pair(
        "Instagram does not show us this post yet",
        "Instagram todavía no nos muestra la publicación",
    ),
    "platform_code.100": Pair(
        "Instagram did not take one of the values",
        "Instagram no aceptó uno de los valores",
    ),
    "platform_code.102": Pair(
        "the connection to Instagram is dead",
        "la conexión con Instagram ha muerto",
    ),
    "platform_code.190": Pair(
        "the connection to Instagram is dead",
        "la conexión con Instagram ha muerto",
    ),
    "platform_code.341": Pair(
        "our app is at its limit on Instagram",
        "nuestra app llegó a su límite en Instagram",
    ),
    "platform_code.352": Pair(
        "Instagram does not take this video format",
        "Instagram no admite ese formato de vídeo",
    ),
    "platform_code.368": Pair(
        "Instagram blocked the account for breaking its rules",
        "Instagram bloqueó la cuenta por incumplir sus normas",
    ),
    "platform_code.458": Pair(
        "our app was removed from the Instagram account",
        "se quitó nuestra app de la cuenta de Instagram",
    ),
    "platform_code.459": Pair(
        "Instagram wants its owner to sign in first",
        "Instagram quiere que su dueño inicie sesión antes",
    ),
    "platform_code.460": Pair(
        "the Instagram password was changed",
        "se cambió la contraseña de Instagram",
    ),
    "platform_code.463": Pair(
        "the connection to Instagram ran out",
        "la conexión con Instagram caducó",
    ),
    "platform_code.464": Pair(
        "the Instagram account is not confirmed",
        "la cuenta de Instagram no está confirmada",
    ),
    "platform_code.467": Pair(
        "the connection to Instagram was revoked",
        "se revocó la conexión con Instagram",
    ),
    "platform_code.506": Pair(
        "Instagram says that it was posted before",
        "Instagram dice que ya se había publicado",
    ),
    "platform_code.613": Pair(
        "too many calls for this account on Instagram",
        "demasiadas llamadas para esta cuenta en Instagram",
    ),
    "platform_code.9004": Pair(
        "Instagram could not fetch the file",
        "Instagram no pudo bajar el archivo",
    ),
    "platform_code.9007": Pair(
        "Instagram is still preparing the video",
        "Instagram todavía prepara el vídeo",
    ),
    "platform_code.80002": Pair(
        "too many calls for this account on Instagram",
        "demasiadas llamadas para esta cuenta en Instagram",
    ),
    "our_code.account_type": Pair(
        "it is no business or creator account: change that in Instagram",
        "no es una cuenta de empresa o creador: cámbialo en Instagram",
    ),
    "our_code.container_gone": Pair(
        "Instagram no longer knows the upload",
        "Instagram ya no conoce la subida",
    ),
    "our_code.container_in_progress": Pair(
        "Instagram is still preparing the video",
        "Instagram todavía prepara el vídeo",
    ),
    "our_code.container_stuck": Pair(
        "Instagram did not get done with the video",
        "Instagram no terminó con el vídeo",
    ),
    "our_code.container_published": Pair(
        "Instagram has published it already",
        "Instagram ya lo publicó",
    ),
    "our_code.too_many_posts": Pair(
        "the account's posts of the day are used up",
        "se agotaron las publicaciones del día",
    ),
    "our_code.too_many_uploads": Pair(
        "the account's uploads of the day are used up",
        "se agotaron las subidas del día",
    ),
    "our_code.usage": Pair(
        "we are close to Instagram's limit and slow down",
        "estamos cerca del límite de Instagram y aflojamos",
    ),
}
