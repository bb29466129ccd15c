"""What became of a message: calls to make, or the reason why nothing is done."""

from collections.abc import Mapping
from dataclasses import dataclass

Args = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One tool call with arguments as JSON knows them; ``said`` are the words it came from, and
    ``part`` is which of several calls of the same words it is."""

    tool: str
    args: Args
    said: str = ""
    part: str = ""

    def goes_with(self, other: "Call") -> bool:
        """Whether both do the same to something else, so that neither needs the other."""
        return bool(self.part and other.part) and (self.tool, self.said) == (other.tool, other.said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    calls: tuple[Call, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A step as far as it was understood: the values by slot, before they become arguments."""

    tool: str
    values: Mapping[str, object]
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """``drafts[index]`` lacks ``slot``. ``sweeping``: everything was named instead of one."""

    drafts: tuple[Draft, ...]
    index: int
    slot: str
    sweeping: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclear:
    """A command was recognised, but these words of it were not."""

    tool: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ambiguous:
    """The sentence fits several tools equally well."""

    tools: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAllowed:
    tool: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TooMany:
    """One sentence asks for more calls than a person can oversee."""

    count: int


@dataclass(frozen=True, slots=True)
class TooLong:
    pass


@dataclass(frozen=True, slots=True)
class Forbidden:
    """Everything in the sentence was negated."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """The question that was open is not wanted any more."""


@dataclass(frozen=True, slots=True)
class Help:
    """The person wants to know what can be said."""


@dataclass(frozen=True, slots=True)
class Unknown:
    pass


Outcome = (
    Plan
    | Ask
    | Unclear
    | Ambiguous
    | NotAllowed
    | TooMany
    | TooLong
    | Forbidden
    | Dropped
    | Help
    | Unknown
)
