"""What people read on the pages of a rehearsal server."""

from collections.abc import Mapping
from typing import Final

from domain.texts import Locale
from domain.texts.pair import Pair

TEXTS: Final[Mapping[str, Pair]] = {
    "badge": Pair("Rehearsal", "Ensayo"),
    "index.title": Pair("Rehearsal of the platforms", "Ensayo de las plataformas"),
    "index.platforms": Pair("Instagram, TikTok or YouTube", "Instagram, TikTok ni YouTube"),
    "index.posts": Pair("{count} posts", "{count} publicaciones"),
    "index.posts.one": Pair("1 post", "1 publicación"),
    "frame.title": Pair("{platform} rehearsal", "Ensayo de {platform}"),
    "frame.notice": Pair(
        "Nothing here is on {platform}. This page shows what would be public, exactly as it was"
        " sent.",
        "Nada de esto está en {platform}. Aquí ves lo que se publicaría, tal como se envió.",
    ),
    "count": Pair("{count} videos", "{count} vídeos"),
    "count.one": Pair("1 video", "1 vídeo"),
    "empty.title": Pair("Nothing published yet", "Todavía no hay nada publicado"),
    "empty.hint": Pair(
        "When a publication goes out, its video appears here.",
        "Cuando salga una publicación, su vídeo aparecerá aquí.",
    ),
    "missing": Pair("There is no such video here.", "Aquí no existe ese vídeo."),
    "back": Pair("All videos", "Todos los vídeos"),
    "views": Pair("{count} views", "{count} visitas"),
    "views.one": Pair("1 view", "1 visita"),
    "privacy.public": Pair("Public", "Público"),
    "privacy.unlisted": Pair("Unlisted", "No listado"),
    "privacy.private": Pair("Private", "Privado"),
    "published_at": Pair("Published", "Publicado"),
    "size": Pair("Size", "Tamaño"),
    "tags": Pair("Tags", "Etiquetas"),
    "id": Pair("Video ID", "ID del vídeo"),
    "account": Pair("Account", "Cuenta"),
    "cover": Pair("Cover", "Portada"),
    "public_from": Pair("Public from {at}", "Público desde {at}"),
    "rejected": Pair("Rejected: {reason}", "Rechazado: {reason}"),
    "inbox.title": Pair("Inbox of the app", "Bandeja de la aplicación"),
    "inbox.hint": Pair(
        "In the real app, a person finishes each video. Here that person is you.",
        "En la aplicación real, cada vídeo lo termina una persona. Aquí esa persona eres tú.",
    ),
    "inbox.count": Pair("Inbox: {count} waiting", "Bandeja: {count} por publicar"),
    "inbox.empty": Pair("Nothing is waiting here.", "Aquí no hay nada por publicar."),
    "inbox.caption": Pair("Caption", "Texto"),
    "inbox.post": Pair("Post it", "Publicar"),
    "inbox.gone": Pair("It was posted already, or it is gone.", "Ya se publicó o ya no está."),
    "inbox.elsewhere": Pair(
        "Only the button of the inbox posts it.", "Solo el botón de la bandeja lo publica."
    ),
    "tiktok.settings": Pair("Settings that are on", "Ajustes activados"),
    "tiktok.public_to_everyone": Pair("Everyone", "Todos"),
    "tiktok.follower_of_creator": Pair("Followers", "Seguidores"),
    "tiktok.mutual_follow_friends": Pair("Friends", "Amigos"),
    "tiktok.self_only": Pair("Only me", "Solo yo"),
    "tiktok.held": Pair("Hidden by TikTok", "Oculto por TikTok"),
    "other_language": Pair("Español", "English"),
}


def say(key: str, locale: Locale, **values: object) -> str:
    """As ``domain.texts.say``: ``.one`` serves when ``count`` is 1."""
    chosen = f"{key}.one" if values.get("count") == 1 and f"{key}.one" in TEXTS else key
    pair = TEXTS[chosen]
    return (pair.es if locale is Locale.ES else pair.en).format(**values)


def locale_of(accept_language: str) -> Locale:
    """The first of our languages in the order of preference; English when there is none."""
    best, chosen = 0.0, Locale.EN
    for entry in accept_language.split(","):
        tag, _, rest = entry.strip().partition(";")
        name = tag.strip().lower().partition("-")[0]
        if name not in (Locale.EN, Locale.ES):
            continue
        weight = _weight(rest)
        if weight > best:
            best, chosen = weight, Locale(name)
    return chosen


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0
