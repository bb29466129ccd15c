"""The words for days, months and times of day in either language, folded."""

from datetime import time, timedelta
from typing import Final

DAYS: Final = {
    **dict.fromkeys(("today", "hoy"), 0),
    **dict.fromkeys(("tomorrow", "manana"), 1),
}
PAST_DAYS: Final = {**dict.fromkeys(("yesterday", "ayer"), -1)}
WEEKDAYS: Final = {
    name: number
    for number, names in enumerate(
        (
            "monday mon lunes",
            "tuesday tue martes",
            "wednesday wed miercoles",
            "thursday thu jueves",
            "friday fri viernes",
            "saturday sat sabado",
            "sunday sun domingo",
        )
    )
    for name in names.split()
}
MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "january jan enero ene",
            "february feb febrero",
            "march mar marzo",
            "april apr abril abr",
            "may mayo",
            "june jun junio",
            "july jul julio",
            "august aug agosto ago",
            "september sept sep septiembre setiembre",
            "october oct octubre",
            "november nov noviembre",
            "december dec diciembre dic",
        ),
        start=1,
    )
    for name in names.split()
}
PARTS_OF_DAY: Final = {
    **dict.fromkeys(("morning", "manana"), time(9)),
    **dict.fromkeys(("noon", "midday", "mediodia"), time(12)),
    **dict.fromkeys(("afternoon", "tarde"), time(17)),
    **dict.fromkeys(("evening",), time(19)),
    **dict.fromkeys(("night", "noche"), time(21)),
    **dict.fromkeys(("midnight", "medianoche"), time(0)),
}
SPANS: Final = {
    **dict.fromkeys(("minute", "minutes", "min", "minuto", "minutos"), timedelta(minutes=1)),
    **dict.fromkeys(("hour", "hours", "h", "hora", "horas"), timedelta(hours=1)),
    **dict.fromkeys(("day", "days", "dia", "dias"), timedelta(days=1)),
    **dict.fromkeys(("week", "weeks", "semana", "semanas"), timedelta(weeks=1)),
}  # fmt: skip
