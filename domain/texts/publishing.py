"""What people read when something is to be published: what does not fit, and what they approve."""

from collections.abc import Mapping
from typing import Final

from domain.texts.pair import Pair

TEXTS: Final[Mapping[str, Pair]] = {
    "error.privacy_needed": Pair(
        "{platform} wants you to choose who can see it: {choices}. Say, for example, "
        "“publish clip {number} on {platform} as public”, or “send clip {number} to the "
        "{platform} inbox”.",
        "{platform} quiere que elijas quién puede verlo: {choices}. Di, por ejemplo, "
        "«publica el clip {number} en {platform} como público», o «manda el clip {number} "
        "a la bandeja de {platform}».",
    ),
    "error.platform_refuses": Pair(
        "{platform} would not take this from {handle}: {why}.",
        "{platform} no le aceptaría esto a {handle}: {why}.",
    ),
    "error.audience_not_offered": Pair(
        "{platform} does not offer that audience to {handle} now; it offers: {choices}. Say, for "
        "example, “publish clip {number} on {platform} as {example}”, or “send clip {number} to "
        "the {platform} inbox”.",
        "{platform} no le ofrece ese público a {handle} ahora; ofrece: {choices}. Di, por "
        "ejemplo, «publica el clip {number} en {platform} como {example}», o «manda el clip "
        "{number} a la bandeja de {platform}».",
    ),
    "error.choice_not_offered": Pair(
        "{platform} does not offer this: {choice}. It works on {where}.",
        "{platform} no ofrece esto: {choice}. Funciona en {where}.",
    ),
    "error.time_passed": Pair(
        "That time has passed. Tell me one that is still to come, or leave it out for now.",
        "Esa hora ya pasó. Dime una que esté por venir, o quítala para publicar ahora.",
    ),
    "does_not_fit.too_long": Pair(
        "{platform} takes at most {most} s.",
        "{platform} admite {most} s como mucho.",
    ),
    "does_not_fit.too_short": Pair(
        "{platform} wants at least {least} s.",
        "{platform} pide al menos {least} s.",
    ),
    "does_not_fit.too_big": Pair(
        "{platform} takes at most {most} MB.",
        "{platform} admite {most} MB como mucho.",
    ),
    "does_not_fit.caption": Pair(
        "A caption for {platform} has at most {most} characters; this one has {length}.",
        "Un texto para {platform} tiene {most} caracteres como mucho; este tiene {length}.",
    ),
    "does_not_fit.title": Pair(
        "A title or description for {platform} cannot hold < or >, and the title cannot be empty.",
        "Un título o descripción para {platform} no puede llevar < ni >, y el título no "
        "puede estar vacío.",
    ),
    "does_not_fit.title_length": Pair(
        "The first line is the title on {platform}, and has at most {most} characters. Put "
        "the rest on the next line, as the description.",
        "La primera línea es el título en {platform} y tiene {most} caracteres como mucho. "
        "Pon el resto en la línea siguiente, como descripción.",
    ),
    "does_not_fit.description": Pair(
        "A description for {platform} has at most {most} bytes.",
        "Una descripción para {platform} tiene {most} bytes como mucho.",
    ),
    "does_not_fit.hashtags": Pair(
        "{platform} takes at most {most} hashtags; this text has {length}.",
        "{platform} admite {most} hashtags como mucho; este texto tiene {length}.",
    ),
    "does_not_fit.mentions": Pair(
        "{platform} takes at most {most} mentions; this text has {length}.",
        "{platform} admite {most} menciones como mucho; este texto tiene {length}.",
    ),
    "does_not_fit.changed": Pair(
        "This is no longer exactly what was approved. Ask for it again.",
        "Esto ya no es exactamente lo que se aprobó. Pídelo otra vez.",
    ),
    "does_not_fit.privacy": Pair(
        "{platform} has no such audience. Leave it out, or choose another one.",
        "{platform} no tiene ese público. Quítalo o elige otro.",
    ),
    "does_not_fit.private_partnership": Pair(
        "On {platform} a paid partnership cannot be private. Choose public or friends.",
        "En {platform} una colaboración pagada no puede ser privada. Elige público o amigos.",
    ),
    "does_not_fit.inbox": Pair(
        "{platform} has no inbox to send it to; only TikTok has one.",
        "{platform} no tiene bandeja a la que mandarlo; solo TikTok la tiene.",
    ),
    "does_not_fit.on_platform": Pair(
        "{platform} does not keep times by itself; only YouTube does. I can keep it: just "
        "say when.",
        "{platform} no lleva horas por su cuenta; solo YouTube. Puedo llevarla yo: dime cuándo.",
    ),
    "does_not_fit.on_platform_now": Pair(
        "For {platform} to keep the time, tell me when it goes public.",
        "Para que {platform} lleve la hora, dime cuándo se hace público.",
    ),
    "does_not_fit.audience": Pair(
        "{platform} does not ask whether a video is made for kids; only YouTube does.",
        "{platform} no pregunta si un vídeo es para niños; solo YouTube.",
    ),
    "does_not_fit.cover": Pair(
        "The cover lies within the clip: before {most} s.",
        "La portada está dentro del clip: antes de {most} s.",
    ),
    "privacy.public": Pair("public", "público"),
    "privacy.friends": Pair("friends", "amigos"),
    "privacy.followers": Pair("followers", "seguidores"),
    "privacy.unlisted": Pair("unlisted", "oculto"),
    "privacy.private": Pair("private", "privado"),
    "choice.ai_generated": Pair("AI-generated", "hecho con IA"),
    "choice.paid_partnership": Pair("paid partnership", "colaboración pagada"),
    "choice.own_brand": Pair("own brand", "marca propia"),
    "choice.made_for_kids": Pair("made for kids", "para niños"),
    "choice.allow_comments": Pair("comments", "comentarios"),
    "choice.allow_duet": Pair("duet", "dúo"),
    "choice.allow_stitch": Pair("stitch", "stitch"),
    "choice.inbox": Pair("the inbox", "la bandeja"),
    "choice.on_platform": Pair("keeping the time by itself", "llevar la hora por su cuenta"),
    "choice.cover": Pair("a cover at a time of the clip", "una portada en un momento del clip"),
    "card.one_zone": Pair("{when} UTC", "{when} UTC"),
    "card.both_zones": Pair("{when} ({zone}; {utc} UTC)", "{when} ({zone}; {utc} UTC)"),
    "card.privacy": Pair("Who can see it: {privacy}.", "Quién puede verlo: {privacy}."),
    "card.inbox": Pair(
        "Nothing is public by that: {account} finishes it there and chooses the text and who "
        "can see it.",
        "Con eso no se publica nada: {account} lo termina allí y elige el texto y quién puede "
        "verlo.",
    ),
    "card.text": Pair("Text: “{text}”", "Texto: «{text}»"),
    "card.copy": Pair(
        "Text to copy there: “{text}”",
        "Texto para copiar allí: «{text}»",
    ),
    "card.blackout": Pair(
        "Careful: nothing goes out at that time, so it goes on {when}.",
        "Ojo: a esa hora no sale nada, así que saldrá el {when}.",
    ),
    "card.blackout_ask": Pair(
        "Careful: nothing goes out from that time until {when}. That is too late for it: you are "
        "asked then.",
        "Ojo: desde esa hora no sale nada hasta el {when}. Para entonces será tarde: se te "
        "preguntará.",
    ),
    "card.blackout_skip": Pair(
        "Careful: nothing goes out from that time until {when}, so it does not go at all.",
        "Ojo: desde esa hora no sale nada hasta el {when}, así que no saldrá.",
    ),
    "card.blackout_there": Pair(
        "Careful: nothing is to go out at that time, but YouTube keeps it by itself and makes it "
        "public all the same.",
        "Ojo: a esa hora no debía salir nada, pero YouTube la lleva por su cuenta y lo hará "
        "público igual.",
    ),
    "card.skipped": Pair(
        "The clocks skip {wall} that night, so it goes at {time}.",
        "Esa noche el reloj se salta las {wall}, así que sale a las {time}.",
    ),
    "card.first": Pair(
        "The clocks show {wall} twice that night: this is the first time.",
        "Esa noche las {wall} llegan dos veces: esta es la primera.",
    ),
    "card.second": Pair(
        "The clocks show {wall} twice that night: this is the second time.",
        "Esa noche las {wall} llegan dos veces: esta es la segunda.",
    ),
    "card.title": Pair("Title: “{text}”", "Título: «{text}»"),
    "card.description": Pair("Description: “{text}”", "Descripción: «{text}»"),
    "card.hashtags": Pair(
        "Careful: the text has {tags} hashtags; Instagram is said to count only {most}.",
        "Ojo: el texto lleva {tags} hashtags; dicen que Instagram solo cuenta {most}.",
    ),
    "card.declared": Pair("Declared by {who}: {choices}.", "Declarado por {who}: {choices}."),
    "card.nothing_declared": Pair(
        "{who} declared nothing: neither AI nor advertising.",
        "{who} no declaró nada: ni IA ni publicidad.",
    ),
    "card.cover": Pair("Cover: the frame at {place}.", "Portada: el fotograma en {place}."),
    "card.file": Pair("File: SHA-256 {sha256}…", "Archivo: SHA-256 {sha256}…"),
    "card.on_platform": Pair(
        "YouTube has it before, private, and makes it public by itself.",
        "YouTube lo tiene antes, en privado, y lo hace público por su cuenta.",
    ),
    "card.late.shift": Pair(
        "If its time passes, it goes as soon as it can.",
        "Si se pasa la hora, sale en cuanto pueda.",
    ),
    "card.late.skip": Pair(
        "If its time passes, it does not go at all.",
        "Si se pasa la hora, no sale.",
    ),
    "card.late.ask": Pair(
        "If its time passes, you are asked.",
        "Si se pasa la hora, se te pregunta.",
    ),
    "card.creator": Pair(
        "It goes out as the creator {account}. TikTok may take some minutes to process it.",
        "Sale como el creador {account}. TikTok puede tardar unos minutos en procesarlo.",
    ),
    "card.allowed": Pair(
        "Others may use: {choices}. The rest is off.",
        "Los demás pueden usar: {choices}. Lo demás está desactivado.",
    ),
    "card.nothing_allowed": Pair(
        "Comments, duet and stitch are off.",
        "Comentarios, dúo y stitch están desactivados.",
    ),
    "card.label_paid": Pair(
        "TikTok labels it “Paid partnership”.",
        "TikTok lo etiqueta como «Colaboración pagada».",
    ),
    "card.label_own": Pair(
        "TikTok labels it “Promotional content”.",
        "TikTok lo etiqueta como «Contenido promocional».",
    ),
    "card.consent": Pair(
        "By posting, you agree to TikTok's Music Usage Confirmation.",
        "Al publicar, aceptas la Confirmación de uso de música de TikTok.",
    ),
    "card.consent_branded": Pair(
        "By posting, you agree to TikTok's Branded Content Policy and Music Usage Confirmation.",
        "Al publicar, aceptas la Política de contenido de marca y la Confirmación de uso "
        "de música de TikTok.",
    ),
}
