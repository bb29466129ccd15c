"""The creator's own profile, and the videos that everybody can see."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from integrations.rehearsal.tiktok.creators import Creator
from integrations.rehearsal.tiktok.errors import ApiError
from integrations.rehearsal.tiktok.stage import Call, Here, Stage, body_of, enter, fields
from integrations.rehearsal.tiktok.tasks import Post, Task

MOST: Final = 20
USUAL: Final = 10
DESCRIPTION: Final = 150

router = APIRouter(prefix="/api/v2")


@router.get("/user/info/")
async def user(request: Request, stage: Here) -> Response:
    call = await enter(request, stage, "user")
    shown = {}
    for name in _asked(request, _PROFILE):
        scope, show = _PROFILE[name]
        if scope not in call.grantee.scopes:
            raise ApiError("scope_not_authorized", f"The field {name} needs {scope}.")
        shown[name] = show(call.creator, stage)
    return call.answer({"user": shown})


@router.post("/video/list/")
async def list_videos(request: Request, stage: Here) -> Response:
    """Newest first; ``cursor`` is the ms since 1970 before which the videos were made."""
    call = await enter(request, stage, "list", "video.list")
    names = _asked(request, _VIDEO)
    body = await body_of(request, "cursor", "max_count")
    cursor = _number(body, "cursor", usual=0)
    size = _number(body, "max_count", usual=USUAL)
    if not 1 <= size <= MOST:
        raise ApiError("invalid_params", "max_count is 1 to 20.")
    there = [post for post in _listed(stage, call) if not cursor or post.sort_ms < cursor]
    page = there[:size]
    return call.answer(
        {
            "videos": _shown(request, stage, page, names),
            "cursor": page[-1].sort_ms if page else cursor,
            "has_more": len(there) > size,
        }
    )


@router.post("/video/query/")
async def query_videos(request: Request, stage: Here) -> Response:
    """An id that is not there is simply absent from the answer."""
    call = await enter(request, stage, "query", "video.list")
    names = _asked(request, _VIDEO)
    filters = fields((await body_of(request, "filters")).get("filters"), "video_ids")
    ids = filters.get("video_ids")
    if not isinstance(ids, list) or not all(isinstance(id_, str) for id_ in ids):
        raise ApiError("invalid_params", "video_ids is a list of texts.")
    if not 1 <= len(ids) <= MOST:
        raise ApiError("invalid_params", "video_ids are 1 to 20.")
    found = [post for post in _listed(stage, call) if post.id in ids]
    return call.answer({"videos": _shown(request, stage, found, names)})


def _asked(request: Request, known: Mapping[str, object]) -> list[str]:
    names = [name for name in request.query_params.get("fields", "").split(",") if name]
    if not names:
        raise ApiError("invalid_params", "The query parameter fields is required.")
    for name in names:
        if name not in known:
            raise ApiError("invalid_params", f"There is no field {name}.")
    return names


def _number(body: Mapping[str, Any], name: str, *, usual: int) -> int:
    value = body.get(name, usual)
    if not isinstance(value, int) or isinstance(value, bool):
        raise ApiError("invalid_params", f"{name} is a number.")
    return value


def _listed(stage: Stage, call: Call) -> list[Post]:
    stage.desk.advance_all()
    now = stage.desk.now
    posts = stage.desk.posts.of(call.grantee.account)
    return [post for post in posts if post.is_public(now) and (post.listed_at or 0) <= now]


def _shown(
    request: Request, stage: Stage, posts: Iterable[Post], names: list[str]
) -> list[dict[str, Any]]:
    site = str(request.url.replace(path=request.scope.get("root_path", ""), query=""))
    shown = []
    for post in posts:
        task, _ = stage.desk.posts.get(post.id)
        creator = stage.creators.get(task.account)
        whole = {name: show(task, post) for name, show in _VIDEO.items()}
        whole["share_url"] = f"{site}/@{creator.handle}/video/{post.id}"
        shown.append({name: whole[name] for name in names})
    return shown


_VIDEO: Final[Mapping[str, Callable[[Task, Post], object]]] = {
    "id": lambda task, post: post.id,
    "create_time": lambda task, post: int(post.at),
    "cover_image_url": lambda task, post: "",
    "share_url": lambda task, post: "",
    "video_description": lambda task, post: post.caption[:DESCRIPTION],
    "duration": lambda task, post: round(task.duration_s),
    "height": lambda task, post: task.height,
    "width": lambda task, post: task.width,
    "title": lambda task, post: post.caption,
    "embed_html": lambda task, post: "",
    "embed_link": lambda task, post: "",
    "like_count": lambda task, post: 0,
    "comment_count": lambda task, post: 0,
    "share_count": lambda task, post: 0,
    "view_count": lambda task, post: post.views,
    "is_aigc": lambda task, post: task.settings.get("is_aigc", False),
}

_BASIC, _ABOUT, _STATS = "user.info.basic", "user.info.profile", "user.info.stats"
_PROFILE: Final[Mapping[str, tuple[str, Callable[[Creator, Stage], object]]]] = {
    "open_id": (_BASIC, lambda creator, stage: creator.open_id),
    "union_id": (_BASIC, lambda creator, stage: f"union{creator.open_id}"),
    "avatar_url": (_BASIC, lambda creator, stage: ""),
    "display_name": (_BASIC, lambda creator, stage: creator.name),
    "username": (_ABOUT, lambda creator, stage: creator.handle),
    "follower_count": (_STATS, lambda creator, stage: 0),
    "following_count": (_STATS, lambda creator, stage: 0),
    "likes_count": (_STATS, lambda creator, stage: 0),
    "video_count": (
        _STATS,
        lambda creator, stage: len(stage.desk.posts.of(creator.open_id)),
    ),
}
