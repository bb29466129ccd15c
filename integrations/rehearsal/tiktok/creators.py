"""The creators: what kind of account each has, and what TikTok lets it do."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

from domain.platforms import Platform
from integrations.rehearsal.cast import CAST
from integrations.rehearsal.files import read_json, write_json
from integrations.rehearsal.tiktok.tasks import PUBLIC

MUTUAL: Final = "MUTUAL_FOLLOW_FRIENDS"
FOLLOWERS: Final = "FOLLOWER_OF_CREATOR"
SELF: Final = "SELF_ONLY"
USUAL_MAX_S: Final = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Creator:
    open_id: str
    handle: str
    name: str
    is_private: bool = False
    is_banned: bool = False
    comment_disabled: bool = False
    duet_disabled: bool = False
    stitch_disabled: bool = False
    max_video_post_duration_sec: int = USUAL_MAX_S

    @property
    def privacy_options(self) -> tuple[str, ...]:
        return (FOLLOWERS if self.is_private else PUBLIC, MUTUAL, SELF)


class Change(BaseModel):
    """What a rehearsal may change about a creator; what is left out stays as it is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    handle: str | None = None
    name: str | None = None
    is_private: bool | None = None
    is_banned: bool | None = None
    comment_disabled: bool | None = None
    duet_disabled: bool | None = None
    stitch_disabled: bool | None = None
    max_video_post_duration_sec: int | None = Field(default=None, ge=1)


class Creators:
    """Raises KeyError for an account that is not in the cast."""

    def __init__(self, path: Path) -> None:
        self._path = path
        changed: Mapping[str, Any] = read_json(path) or {}
        self._creators = {
            one.external_id: Creator(
                open_id=one.external_id,
                handle=one.handle,
                name=one.name,
                is_private=one.is_private,
            )
            for one in CAST[Platform.TIKTOK]
        }
        self._creators |= {id_: Creator(**kept) for id_, kept in changed.items()}

    def get(self, open_id: str) -> Creator:
        return self._creators[open_id]

    def change(self, open_id: str, change: Change) -> Creator:
        changed = replace(self._creators[open_id], **change.model_dump(exclude_none=True))
        self._creators[open_id] = changed
        write_json(self._path, {id_: asdict(one) for id_, one in self._creators.items()})
        return changed
