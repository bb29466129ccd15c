"""What people read of the story of a publication: what happened, why it waits, what comes next."""

from collections.abc import Mapping
from typing import Final

from domain.texts.pair import Pair

TEXTS: Final[Mapping[str, Pair]] = {
    "story.standing": Pair(
        "Clip {number} on {platform}{rehearsal}, account {handle} ({short}): {status}.",
        "Clip {number} en {platform}{rehearsal}, cuenta {handle} ({short}): {status}.",
    ),
    "story.because": Pair("Why: {why}", "Por qué: {why}"),
    "story.line": Pair("- {when} {text}", "- {when} {text}"),
    "story.asked": Pair("{who} asked for it", "{who} lo pidió"),
    "story.approved": Pair("{who} approved exactly this", "{who} aprobó exactamente esto"),
    "story.publication_scheduled": Pair(
        "{who} put it on its way to {handle}",
        "{who} lo puso en camino a {handle}",
    ),
    "story.publication_started": Pair("try {attempt} began", "empezó el intento {attempt}"),
    "story.publication_sent": Pair(
        "all of it was with {platform}; from here on it could be public (try {attempt})",
        "{platform} lo tenía todo; desde aquí podía ser público (intento {attempt})",
    ),
    "story.publication_accepted": Pair("{platform} took it", "{platform} lo aceptó"),
    "story.publication_waiting": Pair(
        "it lay in the inbox of the TikTok app",
        "quedó en la bandeja de la app de TikTok",
    ),
    "story.publication_unknown": Pair(
        "the answer was lost, so I only looked and sent nothing again",
        "se perdió la respuesta, así que solo miré y no volví a enviar nada",
    ),
    "story.publication_postponed": Pair("it was put off", "se aplazó"),
    "story.publication_held": Pair("it was held", "quedó retenida"),
    "story.publication_resumed": Pair("{who} let it go on", "{who} dejó que siguiera"),
    "story.publication_failed": Pair("it failed", "falló"),
    "story.publication_cancelled": Pair("{who} cancelled it", "{who} la canceló"),
    "story.publication_removed": Pair("it was gone from {platform}", "ya no estaba en {platform}"),
    "story.publication_restricted": Pair(
        "{platform} showed it to fewer than was meant",
        "{platform} la mostraba a menos gente de la prevista",
    ),
    "story.publication_restored": Pair("it was back on {platform}", "volvió a estar en {platform}"),
    "story.publication_deleted": Pair(
        "{who} deleted it from {platform}",
        "{who} la borró de {platform}",
    ),
    "story.clip_published": Pair("it was live on {platform}", "estaba publicada en {platform}"),
    "story.job_processing_failed": Pair("a try did not get through", "un intento no salió"),
    "story.webhook_received": Pair("{platform} sent word of it", "{platform} avisó"),
    "seen.nothing": Pair("nothing of it was public there", "allí no había nada público"),
    "seen.processing": Pair("it was still being processed there", "allí aún se estaba procesando"),
    "seen.live": Pair("I saw it there", "la vi allí"),
    "seen.inbox": Pair("I saw it in the inbox", "la vi en la bandeja"),
    "seen.scheduled": Pair("I saw it scheduled there", "la vi programada allí"),
    "seen.failed": Pair("it was refused there", "allí la rechazaron"),
    "seen.gone": Pair("it was not there", "allí no estaba"),
    "seen.removed": Pair("it was not there any more", "allí ya no estaba"),
    "seen.restricted": Pair("fewer could see it there", "allí la veía menos gente"),
    "story.post": Pair("post {id}", "publicación {id}"),
    "story.numbers": Pair("Numbers of {when}: {numbers}.", "Cifras del {when}: {numbers}."),
    "story.missing": Pair(
        "The platform does not say: {missing} (that is not zero).",
        "La plataforma no dice: {missing} (eso no es cero).",
    ),
    "story.no_numbers": Pair(
        "No numbers yet: the platform has not said any (that is not zero).",
        "Sin cifras todavía: la plataforma no ha dado ninguna (eso no es cero).",
    ),
    "story.never_asked": Pair(
        "Clip {number} is not live because nobody asked for it. Say “publish clip {number} on …”.",
        "El clip {number} no está publicado porque nadie lo ha pedido. Di «publica el clip "
        "{number} en …».",
    ),
    "story.asked.pending": Pair(
        "Clip {number} is not live: it still waits for a yes, until {when}.",
        "El clip {number} no está publicado: todavía espera un sí, hasta el {when}.",
    ),
    "story.asked.approved": Pair(
        "Clip {number} is not live: it was approved on {when}, but it has not been put on "
        "its way. Ask for it again.",
        "El clip {number} no está publicado: se aprobó el {when}, pero no llegó a ponerse "
        "en camino. Pídelo otra vez.",
    ),
    "story.asked.rejected": Pair(
        "Clip {number} is not live: the answer was no, on {when}.{note}",
        "El clip {number} no está publicado: la respuesta fue no, el {when}.{note}",
    ),
    "story.asked.expired": Pair(
        "Clip {number} is not live: nobody said yes in time ({when}). Ask for it again.",
        "El clip {number} no está publicado: nadie dijo que sí a tiempo ({when}). Pídelo otra vez.",
    ),
    "who.worker": Pair("the system", "el sistema"),
    "who.webhook": Pair("{name}", "{name}"),
    "who.scheduler": Pair("the clock", "el reloj"),
    "who.system": Pair("the system", "el sistema"),
    "next.goes": Pair("It goes out on {when}.", "Sale el {when}."),
    "next.look": Pair("I look again on {when}.", "Vuelvo a mirar el {when}."),
    "next.there": Pair(
        "{platform} makes it public by itself on {when}.",
        "{platform} la hará pública por su cuenta el {when}.",
    ),
    "next.inbox": Pair(
        "Open the TikTok app, go to the inbox and post it there. The text to paste: “{caption}”",
        "Abre la app de TikTok, ve a la bandeja y publícala allí. El texto para pegar: «{caption}»",
    ),
    "next.failed": Pair(
        "It does not go again by itself. Put right what {platform} did not take and ask "
        "for it again.",
        "No vuelve a salir sola. Corrige lo que {platform} no aceptó y pídela otra vez.",
    ),
    "next.removed": Pair(
        "It does not go again by itself. Look at {platform}'s notice before you ask for it again.",
        "No vuelve a salir sola. Mira el aviso de {platform} antes de pedirla otra vez.",
    ),
    "next.restricted": Pair(
        "Look at it on {platform}: only you can lift that there. I go on watching it.",
        "Míralo en {platform}: solo tú puedes quitar eso allí. Yo sigo vigilándola.",
    ),
    "next.stopped": Pair(
        "Publishing is stopped ({reason}). Say “resume publishing”.",
        "Las publicaciones están paradas ({reason}). Di «reanuda las publicaciones».",
    ),
    "next.blackout": Pair(
        "Nothing goes out before {until}{reason}.",
        "No sale nada antes del {until}{reason}.",
    ),
    "held.account_dead": Pair(
        "the account has to be connected again",
        "hay que volver a conectar la cuenta",
    ),
    "held.account_restricted": Pair(
        "the platform restricted the account",
        "la plataforma ha restringido la cuenta",
    ),
    "held.stopped": Pair("publishing was stopped", "se pararon las publicaciones"),
    "held.claimed": Pair(
        "somebody claims rights in the same video",
        "alguien reclama derechos sobre el mismo vídeo",
    ),
    "held.changed": Pair(
        "it is no longer exactly what was approved",
        "ya no es exactamente lo que se aprobó",
    ),
    "held.missed": Pair(
        "its time passed before it could go",
        "pasó su hora antes de que pudiera salir",
    ),
    "held.human": Pair(
        "a person has to look at it on the platform",
        "alguien tiene que mirarlo en la plataforma",
    ),
    "held.too_many_tries": Pair(
        "it was tried too often without success",
        "se intentó demasiadas veces sin éxito",
    ),
    "held.too_many_crossings": Pair(
        "it was published several times and never appeared",
        "se publicó varias veces y no llegó a aparecer",
    ),
    "held.fix_media": Pair(
        "the file, the text or a choice cannot go out as it is",
        "el archivo, el texto o una opción no pueden salir así",
    ),
    "held.duplicate_moment": Pair(
        "the same moment went to this account not long ago",
        "el mismo momento ya salió en esta cuenta hace poco",
    ),
    "held_help.account_dead": Pair(
        "Connect the account again (“list accounts” has the link); then it goes on by itself.",
        "Vuelve a conectar la cuenta («lista las cuentas» trae el enlace); después sigue sola.",
    ),
    "held_help.account_restricted": Pair(
        "Open the platform's own app and put the account right there; then connect it again here.",
        "Abre la app de la plataforma y arregla allí la cuenta; después vuelve a conectarla aquí.",
    ),
    "held_help.stopped": Pair("Say “resume publishing”.", "Di «reanuda las publicaciones»."),
    "held_help.claimed": Pair(
        "Look at the claim first; then release it or cancel it.",
        "Mira antes la reclamación; luego libérala o cancélala.",
    ),
    "held_help.changed": Pair(
        "Cancel it and ask for it again, so that the new version gets its own yes.",
        "Cancélala y pídela otra vez, para que la nueva versión tenga su propio sí.",
    ),
    "held_help.missed": Pair(
        "Decide: “release the publication …” (now or at a time) or “cancel the publication …”.",
        "Decide: «libera la publicación …» (ahora o a una hora) o «cancela la publicación …».",
    ),
    "held_help.human": Pair(
        "Look at it on the platform, then say “release the publication …” or “cancel the "
        "publication …”.",
        "Míralo en la plataforma y di «libera la publicación …» o «cancela la publicación …».",
    ),
    "held_help.too_many_crossings": Pair(
        "Look on the platform whether it is there before you release it.",
        "Mira en la plataforma si está antes de liberarla.",
    ),
    "held_help.too_many_tries": Pair(
        "Look at what the platform said, then say “release the publication …” or “cancel "
        "the publication …”.",
        "Mira lo que dijo la plataforma y di «libera la publicación …» o «cancela la "
        "publicación …».",
    ),
    "held_help.fix_media": Pair(
        "Change the clip, the text or the choice, and ask for it again.",
        "Cambia el clip, el texto o la opción y pídela otra vez.",
    ),
    "held_help.duplicate_moment": Pair(
        "Release it if that is what you want, or cancel it.",
        "Libérala si es lo que quieres, o cancélala.",
    ),
    "postponed.blackout": Pair("nothing goes out at that time", "a esa hora no sale nada"),
    "postponed.limit": Pair(
        "the platform lets us post again later",
        "la plataforma deja volver a publicar más tarde",
    ),
    "postponed.spacing": Pair(
        "two posts of one account keep their distance",
        "dos publicaciones de una cuenta guardan distancia",
    ),
    "postponed.alike": Pair(
        "another post with the same words has not shown yet, and they could be mixed up",
        "otra publicación con el mismo texto aún no ha aparecido y podrían confundirse",
    ),
    "remedy.retry": Pair("I try the same again soon", "lo intento otra vez enseguida"),
    "remedy.wait": Pair("I wait until the platform lets us", "espero a que la plataforma deje"),
    "remedy.begin_anew": Pair(
        "nothing of it was public, so I begin anew",
        "no había nada público, así que empiezo de nuevo",
    ),
    "remedy.look": Pair(
        "it may be public, so I look before anything else",
        "puede ser público, así que primero miro",
    ),
    "remedy.fix_media": Pair("it cannot go out as it is", "así no puede salir"),
    "remedy.hold_account": Pair(
        "the account has to be connected again",
        "hay que volver a conectar la cuenta",
    ),
    "remedy.human": Pair("a person has to look at it", "alguien tiene que mirarlo"),
    "metric.views": Pair("views", "visualizaciones"),
    "metric.likes": Pair("likes", "me gusta"),
    "metric.comments": Pair("comments", "comentarios"),
    "metric.shares": Pair("shares", "compartidos"),
    "metric.saved": Pair("saves", "guardados"),
    "metric.reach": Pair("reach", "alcance"),
    "metric.reposts": Pair("reposts", "reposts"),
    "metric.total_interactions": Pair("interactions", "interacciones"),
    "metric.avg_watch_ms": Pair("average watch time in ms", "tiempo medio de visionado en ms"),
    "metric.watch_ms": Pair("watch time in ms", "tiempo de visionado en ms"),
}
