"""What people read while the demo runs."""

from collections.abc import Mapping
from typing import Final

from domain.texts.pair import Pair

TEXTS: Final[Mapping[str, Pair]] = {
    "demo.title": Pair(
        "Stakazo, the whole job once",
        "Stakazo, todo el trabajo una vez",
    ),
    "demo.starting": Pair(
        "Starting the service: embedded Postgres, API, worker, rehearsal YouTube …",
        "Arrancando el servicio: Postgres incrustado, API, trabajador, YouTube de ensayo …",
    ),
    "demo.started": Pair(
        "The service runs at {url}, on data of its own.",
        "El servicio está en {url}, con datos propios.",
    ),
    "demo.starting_and_making": Pair(
        "Starting the service (embedded Postgres, API, worker, rehearsal YouTube) "
        "and making a sample video of 90 s …",
        "Arrancando el servicio (Postgres incrustado, API, trabajador, YouTube de ensayo) "
        "y haciendo un vídeo de muestra de 90 s …",
    ),
    "demo.taking": Pair(
        "Fetching your video …",
        "Trayendo tu vídeo …",
    ),
    "demo.step_ingest": Pair(
        "An editor brings the video in",
        "Una editora trae el vídeo",
    ),
    "demo.step_cut": Pair(
        "The moments are cut",
        "Se cortan los momentos",
    ),
    "demo.step_score": Pair(
        "Each clip is scored",
        "Se puntúa cada clip",
    ),
    "demo.step_campaign": Pair(
        "A campaign is planned",
        "Se planifica una campaña",
    ),
    "demo.step_publish": Pair(
        "Publishing waits for a yes",
        "Publicar espera un sí",
    ),
    "demo.step_approve": Pair(
        "An admin approves, and it goes out",
        "Un administrador aprueba, y sale",
    ),
    "demo.step_networks": Pair(
        "The same clip goes to the other networks",
        "El mismo clip va a las otras redes",
    ),
    "demo.step_ledger": Pair(
        "The ledger tells the story",
        "El registro cuenta la historia",
    ),
    "demo.step_check": Pair(
        "The files are what was asked for",
        "Los archivos son lo que se pidió",
    ),
    "demo.say_ingest": Pair(
        "ingest {source}",
        "ingiere {source}",
    ),
    "demo.say_cut": Pair(
        "cut 3 clips of 8 to 15 seconds",
        "corta 3 clips de 8 a 15 segundos",
    ),
    "demo.say_score": Pair(
        "score them for youtube",
        "puntúalos para youtube",
    ),
    "demo.say_campaign": Pair(
        "create a campaign called First steps for youtube",
        "crea una campaña llamada Primeros pasos para youtube",
    ),
    "demo.say_publish": Pair(
        "publish the best one",
        "publica el mejor",
    ),
    "demo.say_publish_instagram": Pair(
        "publish clip {number} on Instagram",
        "publica el clip {number} en Instagram",
    ),
    "demo.say_publish_tiktok": Pair(
        "publish clip {number} on TikTok as public",
        "publica el clip {number} en TikTok como público",
    ),
    "demo.say_ledger": Pair(
        "what happened?",
        "¿qué pasó?",
    ),
    "demo.admin_says_yes": Pair(
        "{admin} says yes.",
        "{admin} dice que sí.",
    ),
    "demo.published": Pair(
        "It is live on {platform} (rehearsal): {url} opens.",
        "Está publicado en {platform} (ensayo): {url} se abre.",
    ),
    "demo.checked": Pair(
        "{file}: {start} to {end}, {measured} s for {asked} s asked (a frame is {frame} ms), "
        "sound off by {sync} ms",
        "{file}: de {start} a {end}, {measured} s de {asked} s pedidos (un fotograma son "
        "{frame} ms), sonido a {sync} ms",
    ),
    "demo.finished": Pair(
        "Done in {seconds} s",
        "Listo en {seconds} s",
    ),
    "demo.where": Pair(
        "The clips lie in {folder}. Everything else was taken away.",
        "Los clips están en {folder}. Todo lo demás se ha retirado.",
    ),
    "demo.next": Pair(
        "To keep it running: make run",
        "Para dejarlo en marcha: make run",
    ),
    "demo.interrupted": Pair(
        "Stopped. Nothing is left running.",
        "Parado. No queda nada en marcha.",
    ),
    "demo.no_approval": Pair(
        "No approval was asked for, and publishing must never go without.",
        "No se pidió aprobación, y nunca se publica sin ella.",
    ),
    "demo.no_reply": Pair(
        "There was no answer.",
        "No hubo respuesta.",
    ),
    "error.demo_unexpected": Pair(
        "That is not what should have happened: {why}",
        "Esto no es lo que tenía que pasar: {why}",
    ),
    "error.demo_service_fell": Pair(
        "The service did not come up. The end of its log:\n{log}",
        "El servicio no arrancó. El final de su registro:\n{log}",
    ),
    "error.demo_no_such_file": Pair(
        "There is no file {path}. Give a path to a video, or a URL.",
        "No existe el archivo {path}. Da la ruta de un vídeo, o una URL.",
    ),
}
