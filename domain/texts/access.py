"""What people read about signing in and about what they may do."""

from collections.abc import Mapping
from typing import Final

from domain.texts.pair import Pair

TEXTS: Final[Mapping[str, Pair]] = {
    "error.forbidden": Pair(
        "Your role ({role}) does not allow this: it needs the permission '{permission}'.",
        "Tu rol ({role}) no lo permite: hace falta el permiso «{permission}».",
    ),
    "error.not_signed_in": Pair(
        "You are not signed in, or your session has ended.",
        "No has iniciado sesión o la tuya ha caducado.",
    ),
    "error.needs_session": Pair(
        "API tokens cannot make or revoke API tokens: sign in for this.",
        "Con un token de API no se crean ni se revocan tokens: inicia sesión para hacerlo.",
    ),
    "error.wrong_credentials": Pair(
        "That e-mail and password do not go together.",
        "Ese correo y esa contraseña no cuadran.",
    ),
    "error.email_taken": Pair(
        "There is already an account for {email}: sign in instead.",
        "Ya hay una cuenta con {email}: inicia sesión.",
    ),
    "error.weak_password": Pair(
        "The password is too short: use {least} characters or more.",
        "La contraseña es demasiado corta: usa {least} caracteres o más.",
    ),
    "error.too_many_attempts": Pair(
        "Too many failed attempts. Try again in {wait_s} seconds.",
        "Demasiados intentos fallidos. Prueba otra vez dentro de {wait_s} segundos.",
    ),
    "error.too_many_attempts.one": Pair(
        "Too many failed attempts. Try again in {wait_s} second.",
        "Demasiados intentos fallidos. Prueba otra vez dentro de {wait_s} segundo.",
    ),
    "invalid.email": Pair(
        "That is not an e-mail address; it looks like ana@example.com.",
        "Eso no es un correo; se escribe como ana@example.com.",
    ),
    "role.viewer": Pair("viewer", "lector"),
    "role.editor": Pair("editor", "editor"),
    "role.admin": Pair("admin", "admin"),
    "people.ask_role": Pair(
        "Make {email} {role} from now on.",
        "Que {email} pase a ser {role} desde ahora.",
    ),
    "people.role_set": Pair("{email} is now {role}.", "{email} ya es {role}."),
}
