"""What people read about connecting accounts, and about letting them go."""

from collections.abc import Mapping
from typing import Final

from domain.texts.pair import Pair

TEXTS: Final[Mapping[str, Pair]] = {
    "connection.state_unknown": Pair(
        "This way back from {platform} was not opened in this browser, or was used before. Start"
        " again from Stakazo.",
        "Esta vuelta de {platform} no se abrió en este navegador o ya se usó. Empieza otra vez"
        " desde Stakazo.",
    ),
    "connection.expired": Pair(
        "More than half an hour went by on {platform}'s page. Start again from Stakazo.",
        "Pasó más de media hora en la página de {platform}. Empieza otra vez desde Stakazo.",
    ),
    "connection.denied": Pair(
        "You said no on {platform}'s page, so nothing was connected.",
        "Dijiste que no en la página de {platform}, así que no se conectó nada.",
    ),
    "connection.platform_error": Pair(
        "{platform} did not complete it ({why}). Start again in a moment; if it happens again,"
        " check the app's settings at {platform}.",
        "{platform} no lo completó ({why}). Empieza otra vez en un momento; si se repite, revisa"
        " los ajustes de la app en {platform}.",
    ),
    "connection.no_account": Pair(
        "Nothing can be published with that {platform} sign-in: YouTube needs a channel, Instagram"
        " a business or creator account. Set one up there, or choose another one.",
        "Con ese acceso a {platform} no se puede publicar: YouTube pide un canal; Instagram, una"
        " cuenta de empresa o de creador. Créala allí o elige otra.",
    ),
    "connection.wrong_account": Pair(
        "You chose {other}, but what waits belongs to {handle} on {platform}. Nothing was changed:"
        " start again and choose {handle}, or connect {other} as a new account.",
        "Elegiste {other}, pero lo que está en espera es de {handle} en {platform}. No se ha"
        " cambiado nada: empieza otra vez y elige {handle}, o conecta {other} como cuenta nueva.",
    ),
    "connection.scopes_missing": Pair(
        "{handle} on {platform} cannot be published to without these permissions: {scopes}. Start"
        " again and leave all of them ticked.",
        "Sin estos permisos no se puede publicar en {handle} de {platform}: {scopes}. Empieza otra"
        " vez y déjalos todos marcados.",
    ),
    "connection.scopes_missing_kept": Pair(
        "{handle} on {platform} stays connected as it was. This time these permissions were left"
        " out, so nothing of it was kept: {scopes}. To renew it, start again and leave all of them"
        " ticked.",
        "{handle} de {platform} sigue conectada como estaba. Esta vez quedaron fuera estos permisos"
        " y por eso no se ha guardado nada: {scopes}. Para renovarla, empieza otra vez y déjalos"
        " todos marcados.",
    ),
    "connection.other_kind": Pair(
        "{handle} is not an account of the {platform} that is set up now (rehearsal and real ones"
        " are kept apart).",
        "{handle} no es una cuenta del {platform} configurado ahora (las de ensayo y las reales"
        " van por separado).",
    ),
    "connected.title": Pair("Connected", "Conectada"),
    "connected.refused": Pair("Not connected", "Sin conectar"),
    "connected.unchanged": Pair("Nothing was changed", "Todo sigue igual"),
    "connected.partly": Pair(
        "These permissions were not given, so not everything works: {scopes}. Connect it again"
        " with all of them ticked if you need it.",
        "Faltan estos permisos, así que no funcionará todo: {scopes}. Si lo necesitas, conéctala"
        " otra vez con todos marcados.",
    ),
    "connected.account": Pair(
        "{handle} on {platform} is ready.", "{handle} de {platform} está lista."
    ),
    "connected.rehearsal": Pair(
        "It is a rehearsal: nothing goes to the real {platform}.",
        "Es un ensayo: nada llega al {platform} real.",
    ),
    "connected.resumed": Pair(
        "{count} publications that had waited for it go on.",
        "Siguen su curso {count} publicaciones que estaban en espera.",
    ),
    "connected.resumed.one": Pair(
        "One publication that had waited for it goes on.",
        "Sigue su curso una publicación que estaba en espera.",
    ),
    "connected.close": Pair("You can close this page.", "Ya puedes cerrar esta página."),
    "sign_in.title": Pair("Connect {platform}", "Conectar {platform}"),
    "sign_in.why": Pair(
        "Sign in to Stakazo first, so that it is known who connects the account.",
        "Inicia sesión antes en Stakazo para que conste quién conecta la cuenta.",
    ),
    "sign_in.email": Pair("E-mail", "Correo"),
    "sign_in.password": Pair("Password", "Contraseña"),
    "sign_in.button": Pair("Go on to {platform}", "Seguir a {platform}"),
    "sign_in.elsewhere": Pair(
        "This form was not sent from Stakazo's own page. Open the link again.",
        "Este formulario no se envió desde la página de Stakazo. Abre el enlace otra vez.",
    ),
    "forgotten.title": Pair("Data deletion", "Borrado de datos"),
    "forgotten.done": Pair(
        "Request {code} was carried out on {when}: the tokens, the name and the id of the account"
        " are gone.",
        "La petición {code} se cumplió el {when}: ya no guardamos ni los tokens, ni el nombre, ni"
        " el id de la cuenta.",
    ),
    "forgotten.unknown": Pair(
        "There is no deletion request with this code.",
        "No hay ninguna petición de borrado con ese código.",
    ),
}
