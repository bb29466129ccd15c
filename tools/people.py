"""Tools about the people who may use all this."""

from typing import Final

from pydantic import BaseModel, Field

from domain.access import Role
from domain.errors import NotFound
from domain.texts import Locale, say
from domain.usecases.set_role import set_role as change_role
from tools.context import ToolContext
from tools.spec import Answer, AnyTool, Approved, Risk, tool


class SetRole(BaseModel):
    email: str = Field(description="The person's e-mail address.")
    role: Role = Field(description="What they may do from now on.")


class RoleSet(Answer):
    email: str
    role: Role


async def prepare(args: SetRole, context: ToolContext) -> SetRole:
    """Raises NotFound."""
    async with context.world.uow() as tx:
        user = await tx.users.find_by_email(args.email.strip().lower())
    if user is None:
        raise NotFound(what="user", ref=args.email)
    return args.model_copy(update={"email": user.email})


def summarise(args: SetRole, locale: Locale) -> str:
    return say("people.ask_role", locale, email=args.email, role=say(f"role.{args.role}", locale))


@tool(
    risk=Risk.ADMIN,
    approval=Approved(prepare=prepare, summarise=summarise),
    examples=(
        "set the role of {email} to {role}",
        "change the role of {email} to {role}",
        "cambia el rol de {email} a {role}",
        "pon el rol de {email} a {role}",
    ),
)
async def set_role(args: SetRole, context: ToolContext) -> RoleSet:
    """Change what a person may do: viewer, editor or admin. An admin approves it first."""
    user = await change_role(
        world=context.world, principal=context.principal, email=args.email, role=args.role
    )
    summary = say(
        "people.role_set",
        context.locale,
        email=user.email,
        role=say(f"role.{user.role}", context.locale),
    )
    return RoleSet(summary=summary, email=user.email, role=user.role)


TOOLS: Final[tuple[AnyTool, ...]] = (set_role,)
