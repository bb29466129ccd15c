"""What people read in a terminal."""

from collections.abc import Mapping
from typing import Final

from domain.texts.pair import Pair

TEXTS: Final[Mapping[str, Pair]] = {
    "cli.not_running": Pair(
        "Stakazo is not running here. Start it with 'make run', then try again.",
        "Stakazo no está en marcha aquí. Arráncalo con «make run» y prueba otra vez.",
    ),
    "cli.already_running": Pair(
        "Stakazo already runs here, at {url} (pid {pid}). Stop that one first, or set STAKAZO_DATA"
        " to another folder.",
        "Stakazo ya está en marcha aquí, en {url} (pid {pid}). Para ese primero o pon otra carpeta"
        " en STAKAZO_DATA.",
    ),
    "cli.already_starting": Pair(
        "Stakazo is already starting here (pid {pid}). Wait for it, or set STAKAZO_DATA to another"
        " folder.",
        "Stakazo ya está arrancando aquí (pid {pid}). Espera a que termine o pon otra carpeta en"
        " STAKAZO_DATA.",
    ),
    "cli.unreachable": Pair(
        "Nothing answers at {url}. Is Stakazo running there?",
        "Nadie responde en {url}. ¿Está Stakazo en marcha ahí?",
    ),
    "cli.line_cut": Pair(
        "The connection broke off. The turn goes on: its answer will be in the thread.",
        "Se ha cortado la conexión. El turno sigue: su respuesta quedará en el hilo.",
    ),
    "cli.needs_sign_in": Pair(
        "Sign in: add --email, or run this as the owner of the data folder while Stakazo runs.",
        "Inicia sesión: añade --email o ejecútalo como dueño de la carpeta de datos con Stakazo"
        " en marcha.",
    ),
    "cli.password": Pair("Password", "Contraseña"),
    "cli.password_again": Pair("Password again", "Repite la contraseña"),
    "cli.user_added": Pair(
        "{email} can sign in now, as {role}.", "{email} ya puede entrar, como {role}."
    ),
    "cli.migrated": Pair(
        "The database has the newest schema.", "La base de datos está en el esquema más nuevo."
    ),
    "cli.settings_wrong": Pair("These settings cannot be used:", "Estos ajustes no sirven:"),
    "settings.openai_key_missing": Pair(
        "'openai' needs OPENAI_API_KEY too.", "«openai» necesita también OPENAI_API_KEY."
    ),
    "settings.whisper_missing": Pair(
        "Whisper is not installed. Run 'make whisper' first.",
        "Whisper no está instalado. Ejecuta antes «make whisper».",
    ),
    "settings.timezone_unknown": Pair(
        "There is no such time zone. One is called, for example, Europe/Madrid.",
        "No existe esa zona horaria. Una se llama, por ejemplo, Europe/Madrid.",
    ),
    "invalid.role": Pair("A role is one of: {choices}.", "Un rol es uno de: {choices}."),
    "invalid.locale": Pair("A language is one of: {choices}.", "Un idioma es uno de: {choices}."),
    "page.title": Pair("Stakazo is running", "Stakazo está en marcha"),
    "page.starting": Pair("Stakazo is starting …", "Arrancando Stakazo …"),
    "page.at": Pair("Address", "Dirección"),
    "page.docs": Pair("API guide", "Guía de la API"),
    "page.sign_in": Pair("Sign in", "Entrar"),
    "page.first_admin": Pair(
        "{email} · password {password}  (shown only this once)",
        "{email} · contraseña {password}  (solo se muestra esta vez)",
    ),
    "page.known_admin": Pair(
        "with your e-mail and password (POST /auth/login)",
        "con tu correo y contraseña (POST /auth/login)",
    ),
    "page.chat": Pair("Chat", "Chat"),
    "page.chat_how": Pair("in another terminal: {command}", "en otra terminal: {command}"),
    "page.stop": Pair("Stop", "Parar"),
    "page.stop_how": Pair("Ctrl-C", "Ctrl-C"),
    "page.platforms": Pair("Platforms", "Plataformas"),
    "page.platforms_live": Pair(
        "for real: {live}; the others are rehearsed", "de verdad: {live}; las demás se ensayan"
    ),
    "page.platforms_all_live": Pair("for real: {live}", "de verdad: {live}"),
    "page.platforms_rehearsed": Pair(
        "rehearsal: nothing leaves this machine", "ensayo: nada sale de esta máquina"
    ),
    "page.stopping": Pair(
        "Stopping … (Ctrl-C again to stop at once)",
        "Parando … (Ctrl-C otra vez para parar ya)",
    ),
    "page.stopped": Pair("Stopped.", "Parado."),
    "page.slow": Pair(
        "It is taking longer than usual; the lines above say why.",
        "Tarda más de lo normal; las líneas de arriba dicen por qué.",
    ),
    "page.gave_up": Pair(
        "'{part}' could not start, so everything was stopped; the lines above say why.",
        "«{part}» no ha podido arrancar y se ha parado todo; las líneas de arriba dicen por qué.",
    ),
    "api.port_taken": Pair(
        "{host}:{port} is taken. Set STAKAZO_PORT to another port, or to 0 for any free one.",
        "{host}:{port} está ocupado. Pon otro puerto en STAKAZO_PORT, o 0 para uno libre.",
    ),
    "chat.welcome": Pair(
        "Hello, {email}. Write what you need; /help lists the commands.",
        "Hola, {email}. Escribe lo que necesites; /help muestra los comandos.",
    ),
    "chat.help": Pair(
        "/new       start a new thread\n"
        "/threads   show your threads\n"
        "/open ID   go on with a thread\n"
        "/quit      leave (Ctrl-D too)\n"
        "Ctrl-C stops the waiting, not the work.",
        "/new       empezar un hilo nuevo\n"
        "/threads   ver tus hilos\n"
        "/open ID   seguir con un hilo\n"
        "/quit      salir (también Ctrl-D)\n"
        "Ctrl-C deja de esperar, pero no para el trabajo.",
    ),
    "chat.unknown_command": Pair(
        "There is no {command}; /help lists the commands.",
        "No existe {command}; /help muestra los comandos.",
    ),
    "chat.new_thread": Pair("A new thread.", "Hilo nuevo."),
    "chat.no_threads": Pair("No threads yet.", "Aún no hay hilos."),
    "chat.no_such_thread": Pair(
        "No thread of yours ends in '{ref}'; /threads shows them.",
        "Ningún hilo tuyo acaba en «{ref}»; /threads los muestra.",
    ),
    "chat.opened": Pair("Going on with: {title}", "Seguimos con: {title}"),
    "chat.left": Pair(
        "Not waiting any more; the work goes on and its answer will be in the thread.",
        "Ya no espero; el trabajo sigue y su respuesta quedará en el hilo.",
    ),
    "chat.queued": Pair(
        "Another message of this thread is being answered first …",
        "Primero se está respondiendo otro mensaje de este hilo …",
    ),
    "chat.approval": Pair("This needs your yes:", "Esto necesita tu visto bueno:"),
    "chat.approve": Pair("Go ahead? [y/n] ", "¿Adelante? [s/n] "),
    "chat.undecided": Pair(
        "Left open: POST /approvals/{id} decides it until {until}.",
        "Queda pendiente: POST /approvals/{id} lo decide hasta las {until}.",
    ),
    "chat.bye": Pair("See you.", "Hasta luego."),
    "doctor.title": Pair("What Stakazo finds here", "Lo que Stakazo encuentra aquí"),
    "doctor.fine": Pair("Everything it needs is here.", "Tiene todo lo que necesita."),
    "doctor.missing": Pair(
        "{count} things keep it from working.", "{count} cosas le impiden funcionar."
    ),
    "doctor.missing.one": Pair(
        "{count} thing keeps it from working.", "{count} cosa le impide funcionar."
    ),
    "doctor.fix": Pair("fix: {fix}", "arreglo: {fix}"),
    "doctor.data": Pair("Data folder", "Carpeta de datos"),
    "doctor.data.ok": Pair("{path}, {free} GB free", "{path}, {free} GB libres"),
    "doctor.data.low": Pair("{path}, only {free} GB free", "{path}, solo {free} GB libres"),
    "doctor.data.low.fix": Pair(
        "free some space, or set STAKAZO_DATA to a folder on a larger disk",
        "libera espacio o pon STAKAZO_DATA en una carpeta de un disco mayor",
    ),
    "doctor.data.bad": Pair("{path} cannot be written to", "no se puede escribir en {path}"),
    "doctor.data.bad.fix": Pair(
        "give the folder to this user, or set STAKAZO_DATA to another one",
        "dale la carpeta a este usuario o pon otra en STAKAZO_DATA",
    ),
    "doctor.postgres": Pair("Database", "Base de datos"),
    "doctor.postgres.embedded": Pair("embedded Postgres, answers", "Postgres integrado, responde"),
    "doctor.postgres.server": Pair(
        "the server of DATABASE_URL, answers", "el servidor de DATABASE_URL, responde"
    ),
    "doctor.postgres.bad": Pair("does not answer: {why}", "no responde: {why}"),
    "doctor.postgres.bad.fix": Pair(
        "check DATABASE_URL, or leave it empty for the embedded server",
        "revisa DATABASE_URL o déjalo vacío para usar el servidor integrado",
    ),
    "doctor.ffmpeg": Pair("FFmpeg", "FFmpeg"),
    "doctor.ffmpeg.ok": Pair("{version}", "{version}"),
    "doctor.ffmpeg.bad": Pair("does not run", "no funciona"),
    "doctor.ffmpeg.bad.fix": Pair(
        "run 'make clean' and then 'make run' to install it again",
        "ejecuta «make clean» y luego «make run» para instalarlo de nuevo",
    ),
    "doctor.storage": Pair("Storage", "Almacenamiento"),
    "doctor.storage.ok": Pair("{where}, writable", "{where}, se puede escribir"),
    "doctor.storage.bad": Pair("{where} cannot be written to", "no se puede escribir en {where}"),
    "doctor.storage.bad.fix": Pair(
        "check STORAGE_URL and the rights on it", "revisa STORAGE_URL y sus permisos"
    ),
    "doctor.keys": Pair("Secret keys", "Claves secretas"),
    "doctor.keys.set": Pair("from STAKAZO_SECRET_KEYS", "de STAKAZO_SECRET_KEYS"),
    "doctor.keys.made": Pair(
        "made in the data folder: keep them with your backups",
        "creadas en la carpeta de datos: guárdalas con tus copias",
    ),
    "doctor.models": Pair("Language models", "Modelos de lenguaje"),
    "doctor.models.ok": Pair("{models}", "{models}"),
    "doctor.models.none": Pair(
        "none: the built-in interpreter answers, within simple sentences",
        "ninguno: responde el intérprete integrado, con frases sencillas",
    ),
    "doctor.models.none.fix": Pair(
        "set OPENAI_API_KEY or GOOGLE_API_KEY for free conversation",
        "pon OPENAI_API_KEY o GOOGLE_API_KEY para conversar con libertad",
    ),
    "doctor.platform.rehearsal": Pair(
        "rehearsal: nothing leaves this machine", "ensayo: nada sale de esta máquina"
    ),
    "doctor.platform.half": Pair(
        "its id and its secret belong together, and one of them is missing: it is rehearsed",
        "su id y su secreto van juntos y falta uno: se ensaya",
    ),
    "doctor.platform.half.fix": Pair(
        "set both in .env, or neither", "pon los dos en .env, o ninguno"
    ),
    "doctor.platform.unreachable": Pair(
        "for real, but nobody outside can reach us", "de verdad, pero nadie de fuera nos alcanza"
    ),
    "doctor.platform.unreachable.fix": Pair(
        "set STAKAZO_PUBLIC_URL to the https address at which the outside reaches Stakazo",
        "pon en STAKAZO_PUBLIC_URL la dirección https por la que se llega a Stakazo desde fuera",
    ),
    "doctor.platform.live": Pair("for real, reached at {url}", "de verdad, accesible en {url}"),
    "doctor.platform.meta": Pair(
        "for real, reached at {url}; the verify token for Meta's dashboard is {token}",
        "de verdad, accesible en {url}; el token de verificación para el panel de Meta es {token}",
    ),
    "doctor.version": Pair(
        "version {version} of its API ends on {ends}",
        "la versión {version} de su API acaba el {ends}",
    ),
    "doctor.version.fix": Pair(
        "set INSTAGRAM_GRAPH_VERSION and FACEBOOK_GRAPH_VERSION to a newer one",
        "pon una más nueva en INSTAGRAM_GRAPH_VERSION y FACEBOOK_GRAPH_VERSION",
    ),
    "platform.instagram": Pair("Instagram", "Instagram"),
    "platform.tiktok": Pair("TikTok", "TikTok"),
    "platform.youtube": Pair("YouTube", "YouTube"),
    "doctor.running": Pair("Running", "En marcha"),
    "doctor.running.yes": Pair("at {url}", "en {url}"),
    "doctor.running.no": Pair("no", "no"),
    "doctor.running.no.fix": Pair("start it with 'make run'", "arráncalo con «make run»"),
}
