"""What people read when nobody could hear the words of a video: why, and what would help."""

from collections.abc import Mapping
from typing import Final

from domain.texts.pair import Pair

TEXTS: Final[Mapping[str, Pair]] = {
    "transcriber.key_refused": Pair(
        en="OpenAI does not accept the key. Check OPENAI_API_KEY.",
        es="OpenAI no acepta la clave. Revisa OPENAI_API_KEY.",
    ),
    "transcriber.no_credit": Pair(
        en="The OpenAI account has no credit left. Top it up and try again.",
        es="La cuenta de OpenAI se quedó sin saldo. Recárgala y vuelve a intentarlo.",
    ),
    "transcriber.too_many_requests": Pair(
        en="OpenAI is getting too many requests from this account. Try again in a few minutes.",
        es="OpenAI recibe demasiadas peticiones de esta cuenta. Prueba otra vez en unos minutos.",
    ),
    "transcriber.unreachable": Pair(
        en="OpenAI cannot be reached. Check the network connection.",
        es="No hay conexión con OpenAI. Revisa la red.",
    ),
    "transcriber.too_slow": Pair(
        en="Transcribing took too long. Try again later.",
        es="La transcripción tardó demasiado. Vuelve a intentarlo más tarde.",
    ),
    "transcriber.out_of_order": Pair(
        en="The transcription service is failing. Try again later.",
        es="El servicio de transcripción está fallando. Vuelve a intentarlo más tarde.",
    ),
    "transcriber.model_unknown": Pair(
        en="OpenAI does not know the model. Check OPENAI_TRANSCRIPTION_MODEL.",
        es="OpenAI no conoce el modelo. Revisa OPENAI_TRANSCRIPTION_MODEL.",
    ),
    "transcriber.audio_refused": Pair(
        en="The transcription service refused the sound, or the model gives no times for words.",
        es="El servicio de transcripción rechazó el audio, o el modelo no da tiempos por palabra.",
    ),
    "transcriber.audio_too_large": Pair(
        en="The transcription service takes only smaller pieces of sound.",
        es="El servicio de transcripción solo admite trozos de audio más pequeños.",
    ),
    "transcriber.answer_unreadable": Pair(
        en="The transcription service answered without saying when each word is said.",
        es="El servicio de transcripción no dijo cuándo se dice cada palabra.",
    ),
    "transcriber.weights_missing": Pair(
        en="Whisper's model could not be downloaded. Check the network and STAKAZO_WHISPER_MODEL.",
        es="No se pudo descargar el modelo de Whisper. Revisa la red y STAKAZO_WHISPER_MODEL.",
    ),
    "doctor.transcriber": Pair(
        "Transcriber",
        "Transcripción",
    ),
    "doctor.transcriber.openai": Pair(
        "{model} is set to listen, by OpenAI's API (the key is not tried here)",
        "{model} está puesto para escuchar, con la API de OpenAI (aquí no se prueba la clave)",
    ),
    "doctor.transcriber.whisper": Pair(
        "Whisper's {model} model is set to listen, on this machine",
        "el modelo {model} de Whisper está puesto para escuchar, en esta máquina",
    ),
    "doctor.transcriber.off": Pair(
        "switched off: no captions, no search by words",
        "desactivada: sin subtítulos ni búsqueda por palabras",
    ),
    "doctor.transcriber.off.fix": Pair(
        "remove STAKAZO_TRANSCRIBER=none",
        "quita STAKAZO_TRANSCRIBER=none",
    ),
    "doctor.transcriber.none": Pair(
        "nobody listens: no captions, no search by words",
        "nadie escucha: sin subtítulos ni búsqueda por palabras",
    ),
    "doctor.transcriber.none.fix": Pair(
        "set OPENAI_API_KEY, or run make whisper and set STAKAZO_TRANSCRIBER=whisper",
        "pon OPENAI_API_KEY, o ejecuta make whisper y pon STAKAZO_TRANSCRIBER=whisper",
    ),
}
