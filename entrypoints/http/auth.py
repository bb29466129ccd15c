"""Getting in: register, log in, who am I, API tokens."""

import secrets
from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.requests import Request

from domain.access import GRANTS, ApiToken, Permission, Role, User, WrongCredentials
from domain.ids import TokenId
from domain.texts import Locale
from domain.usecases.create_api_token import create_api_token
from domain.usecases.log_in import log_in
from domain.usecases.register_user import register_user
from domain.usecases.revoke_api_token import revoke_api_token
from entrypoints.http.access import API_TOKEN_PREFIX, Public, Reader, SignedIn
from entrypoints.http.context import Api, Here
from entrypoints.http.locale import locale_of
from entrypoints.http.requests import Body

router = APIRouter(prefix="/auth", tags=["access"])

_SECRET_BYTES: Final = 32
_Email = Annotated[str, Field(min_length=3, max_length=254)]
_Password = Annotated[str, Field(min_length=1, max_length=200)]


class Credentials(Body):
    email: _Email
    password: _Password


class Registration(Credentials):
    locale: Locale | None = None


class Person(BaseModel):
    id: str
    email: str
    role: Role
    locale: Locale


class Me(Person):
    permissions: list[Permission]


class Session(BaseModel):
    access_token: str
    token_type: str = "bearer"
    expires_in: int
    user: Person


class NewToken(Body):
    name: Annotated[str, Field(min_length=1, max_length=100)]
    permissions: Annotated[list[Permission], Field(min_length=1, max_length=len(Permission))]


class ShownToken(BaseModel):
    """``token`` is shown this once."""

    id: str
    name: str
    permissions: list[Permission]
    token: str


@router.post("/register", status_code=201, dependencies=[Public])
async def register(body: Registration, request: Request, api: Here) -> Session:
    """Makes a viewer; an admin raises the role."""
    world, address = api.services.world, _address(request)
    api.knocks.require_room(address, now=world.clock.now())
    api.knocks.mark(address, now=world.clock.now())
    user = await register_user(
        world=world,
        hasher=api.services.hasher,
        email=body.email,
        password=body.password,
        locale=body.locale or locale_of(request),
    )
    return _session(api, user)


@router.post("/login", dependencies=[Public])
async def login(body: Credentials, request: Request, api: Here) -> Session:
    world, address = api.services.world, _address(request)
    person = f"{body.email.strip().lower()} {address}"
    now = world.clock.now()
    api.guesses.require_room(person, now=now)
    api.knocks.require_room(address, now=now)
    try:
        user = await log_in(
            world=world,
            hasher=api.services.hasher,
            email=body.email,
            password=body.password,
            address=address,
        )
    except WrongCredentials:
        api.guesses.mark(person, now=now)
        api.knocks.mark(address, now=now)
        raise
    api.guesses.forget(person)
    return _session(api, user)


@router.get("/me")
async def me(principal: Reader) -> Me:
    return Me(
        id=principal.user_id,
        email=principal.email,
        role=principal.role,
        locale=principal.locale,
        permissions=sorted(GRANTS[principal.role] & principal.scopes),
    )


@router.post("/tokens", status_code=201)
async def create_token(body: NewToken, principal: SignedIn, api: Here) -> ShownToken:
    """At most what the person may do themselves."""
    secret = API_TOKEN_PREFIX + secrets.token_urlsafe(_SECRET_BYTES)
    token = await create_api_token(
        world=api.services.world,
        principal=principal,
        name=body.name,
        permissions=body.permissions,
        secret=secret,
    )
    return _shown(token, secret)


@router.delete("/tokens/{token_id}", status_code=204)
async def delete_token(token_id: str, principal: SignedIn, api: Here) -> None:
    await revoke_api_token(
        world=api.services.world, principal=principal, token_id=TokenId(token_id)
    )


def _address(request: Request) -> str:
    return request.client.host if request.client else "unknown"


def _session(api: Api, user: User) -> Session:
    world = api.services.world
    token = api.tokens.issue(user.id, now=world.clock.now(), jti=world.new_id())
    return Session(
        access_token=token.text,
        expires_in=token.expires_in_s,
        user=Person(id=user.id, email=user.email, role=user.role, locale=user.locale),
    )


def _shown(token: ApiToken, secret: str) -> ShownToken:
    return ShownToken(
        id=token.id, name=token.name, permissions=sorted(token.permissions), token=secret
    )
