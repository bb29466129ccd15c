"""The languages of the team."""

from enum import StrEnum


class Locale(StrEnum):
    EN = "en"
    ES = "es"
