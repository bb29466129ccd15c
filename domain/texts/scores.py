"""What people read about scores and their reasons."""

from collections.abc import Mapping
from typing import Final

from domain.texts.pair import Pair

TEXTS: Final[Mapping[str, Pair]] = {
    "feature.hook": Pair(
        "first 3 s",
        "primeros 3 s",
    ),
    "feature.pace": Pair(
        "cutting pace",
        "ritmo de cortes",
    ),
    "feature.loudness": Pair(
        "loudness",
        "volumen",
    ),
    "scores.list": Pair(
        "Scores for {platform}, best first:\n{lines}",
        "Puntuaciones para {platform}, de mejor a peor:\n{lines}",
    ),
    "scores.line": Pair(
        "- clip {number}: {value} ({parts})",
        "- clip {number}: {value} ({parts})",
    ),
    "scores.part": Pair(
        "{feature} +{points}",
        "{feature} +{points}",
    ),
    "scores.explained": Pair(
        "Clip {number} scores {value} of 100 for {platform}: {parts}. {origin}",
        "El clip {number} saca {value} de 100 para {platform}: {parts}. {origin}",
    ),
    "scores.prior": Pair(
        "The weights are our starting opinion; nothing was learned from posts yet.",
        "Los pesos son nuestra opinión de partida; todavía no se ha aprendido de publicaciones.",
    ),
    "scores.learned": Pair(
        "The weights are version {version}, learned from posts.",
        "Los pesos son la versión {version}, aprendida de publicaciones.",
    ),
    "scores.none": Pair(
        "Clip {number} has no score for {platform} yet. Say “score them for {platform}”.",
        "El clip {number} aún no tiene puntuación para {platform}. Di «puntúalos para {platform}».",
    ),
}
