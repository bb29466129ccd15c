"""Telling Spanish from English, and an order to cancel from an order that speaks of cancelling."""

import pytest

from agent.language import is_cancel, language_of
from domain.texts import Locale


@pytest.mark.parametrize(
    "text",
    [
        "corta tres clips del último vídeo",
        "Publica el mejor en YouTube mañana a las 6",
        "hola",
        "que ha pasado hoy",
        "reconecta Instagram",
        "desconecta X",
        "calendario",
        "salir",
        "muestrame los trabajos",
        "¿Qué tal?",
        "dame el informe de la semana",
        "puntúa los clips",
        "reintenta 01a203fe-9de1-76bf-8fcd-6db9e50c4cf2",
        "sube https://the.example.org/what/is/this.mp4",
    ],
)
def test_spanish_is_told(text: str) -> None:
    assert language_of(text, Locale.EN) is Locale.ES


@pytest.mark.parametrize(
    "text",
    [
        "cut three clips from the last video",
        "Publish the best one on YouTube tomorrow at 6",
        "hello",
        "what happened today",
        "show me the jobs",
        "retry job 01a203fe-9de1-76bf-8fcd-6db9e50c4cf2",
        "show de_la_una.mp4",
        "plan the “Mañana” campaign for next week and tell me what you chose",
    ],
)
def test_english_is_told(text: str) -> None:
    assert language_of(text, Locale.ES) is Locale.EN


@pytest.mark.parametrize(
    "text",
    ["", "123", "YouTube", "clips", "asdf", "añejo_720p.mp4", "ok https://example.org/v.mp4 vale"],
)
@pytest.mark.parametrize("default", list(Locale))
def test_what_is_not_clear_stays_in_the_person_s_language(text: str, default: Locale) -> None:
    assert language_of(text, default) is default


@pytest.mark.parametrize(
    "text", ["cancel", "Cancela.", "¡para!", "stop it, please", "cancélalo por favor"]
)
def test_a_bare_cancel_is_one(text: str) -> None:
    assert is_cancel(text)


@pytest.mark.parametrize(
    "text", ["", "cancel the publication of clip 3", "cancela la de mañana", "please", "don't stop"]
)
def test_a_longer_order_is_no_cancel(text: str) -> None:
    assert not is_cancel(text)
