"""What the command line does to an installation directly: its schema, its people."""

from dataclasses import dataclass
from typing import Self

from domain.access import Role, User
from domain.errors import Invalid
from domain.ids import Actor
from domain.texts import Locale
from domain.usecases.register_user import register_user
from entrypoints import wiring
from entrypoints.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """``locale`` None means the team's."""

    email: str
    password: str
    role: Role
    locale: Locale | None

    @classmethod
    def checked(cls, *, email: str, password: str, role: str, locale: str | None) -> Self:
        """Raises Invalid."""
        if role not in set(Role):
            raise Invalid("role", choices=", ".join(Role))
        if locale is not None and locale not in set(Locale):
            raise Invalid("locale", choices=", ".join(Locale))
        return cls(
            email=email,
            password=password,
            role=Role(role),
            locale=Locale(locale) if locale else None,
        )


async def bring_up_to_date(settings: Settings) -> None:
    async with wiring.services(settings, process="migrate"):
        return


async def add_person(settings: Settings, person: NewPerson) -> User:
    """Raises Invalid, WeakPassword, EmailTaken."""
    async with wiring.services(settings, process="user") as services:
        return await register_user(
            world=services.world,
            hasher=services.hasher,
            email=person.email,
            password=person.password,
            locale=person.locale or settings.locale,
            role=person.role,
            actor=Actor("system"),
        )
