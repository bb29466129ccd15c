"""What people read when an HTTP request does not work out."""

from collections.abc import Mapping
from typing import Final

from domain.texts.pair import Pair

TEXTS: Final[Mapping[str, Pair]] = {
    "problem.title.400": Pair("The request cannot be read", "La petición no se entiende"),
    "problem.title.401": Pair("Not signed in", "Sin sesión iniciada"),
    "problem.title.403": Pair("Not allowed", "Sin permiso"),
    "problem.title.404": Pair("Not found", "No encontrado"),
    "problem.title.405": Pair("Method not allowed", "Método no admitido"),
    "problem.title.406": Pair("No such form of the answer", "No hay respuesta en ese formato"),
    "problem.title.409": Pair("Not possible as things stand", "Ahora mismo no es posible"),
    "problem.title.410": Pair("No longer there", "Ya no está"),
    "problem.title.413": Pair("Too large", "Demasiado grande"),
    "problem.title.415": Pair("Unsupported content type", "Tipo de contenido no admitido"),
    "problem.title.416": Pair("No such range", "Ese rango no existe"),
    "problem.title.422": Pair("The request cannot be used", "La petición no sirve así"),
    "problem.title.429": Pair("Too many attempts", "Demasiados intentos"),
    "problem.title.500": Pair("Something broke on our side", "Algo se ha roto aquí dentro"),
    "problem.title.503": Pair("Not available right now", "No disponible ahora mismo"),
    "problem.title.507": Pair("No room on the disk", "No queda sitio en el disco"),
    "problem.path_unknown": Pair(
        "There is nothing at {path}. The list of paths is at /docs.",
        "No hay nada en {path}. La lista de rutas está en /docs.",
    ),
    "problem.method_unknown": Pair(
        "{path} does not take {method}; it takes {allowed}.",
        "{path} no admite {method}; admite {allowed}.",
    ),
    "problem.body_too_large": Pair(
        "The body is larger than this path takes. Videos go to POST /upload.",
        "El cuerpo supera lo que admite esta ruta. Los vídeos van a POST /upload.",
    ),
    "problem.range": Pair(
        "The file has {size} bytes and the range lies outside of it.",
        "El archivo tiene {size} bytes y el rango queda fuera.",
    ),
    "problem.unexpected": Pair(
        "It was not your request. Try again; if it happens again, tell whoever runs Stakazo"
        " this number: {trace}.",
        "No ha sido tu petición. Prueba otra vez; si se repite, pásale este número a quien"
        " administra Stakazo: {trace}.",
    ),
    "problem.database": Pair(
        "The database does not answer just now. Nothing was changed; try again in a moment.",
        "La base de datos no responde ahora mismo. No se ha cambiado nada; prueba en un momento.",
    ),
    "problem.restarting": Pair(
        "Stakazo is being restarted. The work goes on: ask again in a moment.",
        "Stakazo se está reiniciando. El trabajo sigue: pregunta otra vez en un momento.",
    ),
    "problem.cut_off": Pair(
        "Stakazo is being restarted and could not finish this: send it again in a moment.",
        "Stakazo se está reiniciando y esto no ha terminado: envíalo otra vez en un momento.",
    ),
    "problem.bad_request": Pair("The request was refused.", "La petición se ha rechazado."),
    "problem.hint.sign_in": Pair(
        "Send POST /auth/login with your e-mail and password, then the answer's access_token as"
        " 'Authorization: Bearer …'.",
        "Envía POST /auth/login con tu correo y contraseña y luego el access_token de la respuesta"
        " como «Authorization: Bearer …».",
    ),
    "problem.hint.role": Pair(
        "GET /auth/me shows what you may do; an admin can change it.",
        "GET /auth/me muestra qué puedes hacer; un admin puede cambiarlo.",
    ),
    "problem.hint.schema": Pair(
        "What this path takes is described at /docs.",
        "Lo que admite esta ruta está descrito en /docs.",
    ),
    "field.missing": Pair("{field} is missing.", "Falta {field}."),
    "field.unknown": Pair("{field} is not known here.", "{field} no se conoce aquí."),
    "field.json": Pair("The body is not valid JSON.", "El cuerpo no es JSON válido."),
    "field.text": Pair("{field} has to be text.", "{field} tiene que ser texto."),
    "field.number": Pair("{field} has to be a number.", "{field} tiene que ser un número."),
    "field.integer": Pair(
        "{field} has to be a whole number.", "{field} tiene que ser un número entero."
    ),
    "field.boolean": Pair(
        "{field} has to be true or false.", "{field} tiene que ser true o false."
    ),
    "field.list": Pair("{field} has to be a list.", "{field} tiene que ser una lista."),
    "field.object": Pair("{field} has to be an object.", "{field} tiene que ser un objeto."),
    "field.time": Pair(
        "{field} has to be a time with its zone, like 2026-05-01T18:00:00+02:00.",
        "{field} tiene que ser una fecha y hora con zona, como 2026-05-01T18:00:00+02:00.",
    ),
    "field.choice": Pair(
        "{field} has to be one of: {choices}.", "{field} tiene que ser uno de: {choices}."
    ),
    "field.too_short": Pair(
        "{field} is too short: it needs {least} or more characters.",
        "{field} se queda corto: necesita {least} o más caracteres.",
    ),
    "field.too_long": Pair(
        "{field} is too long: at most {most} characters.",
        "{field} es demasiado largo: como mucho {most} caracteres.",
    ),
    "field.too_few": Pair(
        "{field} has too few entries: it needs {least} or more.",
        "{field} tiene pocos elementos: necesita {least} o más.",
    ),
    "field.too_many": Pair(
        "{field} has too many entries: at most {most}.",
        "{field} tiene demasiados elementos: como mucho {most}.",
    ),
    "field.above": Pair(
        "{field} has to be more than {least}.", "{field} tiene que ser más de {least}."
    ),
    "field.too_small": Pair(
        "{field} has to be {least} or more.", "{field} tiene que ser {least} o más."
    ),
    "field.too_large": Pair(
        "{field} has to be {most} or less.", "{field} tiene que ser {most} o menos."
    ),
    "field.invalid": Pair("{field} is not valid.", "{field} no es válido."),
    "field.body": Pair("the body", "el cuerpo"),
    "invalid.cursor": Pair(
        "The cursor is not one that this list gave out; leave it out to start from the newest.",
        "Ese cursor no lo ha dado esta lista; quítalo para empezar por lo más nuevo.",
    ),
    "invalid.form": Pair(
        "The upload is not a readable multipart form; send it with 'curl -F file=@video.mp4'.",
        "La subida no es un formulario multipart legible; envíala con «curl -F file=@video.mp4».",
    ),
    "invalid.form_type": Pair(
        "An upload is sent as multipart/form-data with a part named 'file'.",
        "Una subida se envía como multipart/form-data con una parte llamada «file».",
    ),
    "invalid.form_no_file": Pair(
        "The form has no file: add a part named 'file' with a file name.",
        "El formulario no trae archivo: añade una parte llamada «file» con nombre de archivo.",
    ),
    "invalid.form_two_files": Pair(
        "One upload takes one file; send the others on their own.",
        "Cada subida lleva un solo archivo; envía los demás por separado.",
    ),
    "invalid.form_order": Pair(
        "The title has to come before the file: 'curl -F title=… -F file=@video.mp4'.",
        "El título tiene que ir antes que el archivo: «curl -F title=… -F file=@video.mp4».",
    ),
    "invalid.form_field": Pair(
        "The field '{field}' is too long; a title has at most {most} characters.",
        "El campo «{field}» es demasiado largo; un título tiene como mucho {most} caracteres.",
    ),
    "invalid.idempotency_key": Pair(
        "Idempotency-Key takes 1 to 200 printable characters.",
        "Idempotency-Key admite de 1 a 200 caracteres imprimibles.",
    ),
    "problem.link_expired": Pair(
        "This link was good for a day and has run out. Ask for the clips again to get a new one.",
        "Este enlace valía un día y ha caducado. Vuelve a pedir los clips y tendrás otro.",
    ),
    "problem.link_unknown": Pair(
        "Nothing is behind this link. Check that you have all of it.",
        "Este enlace no lleva a nada. Comprueba que esté completo.",
    ),
}
