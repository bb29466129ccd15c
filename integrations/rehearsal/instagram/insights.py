"""GET /{media}/insights."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from integrations.rehearsal.instagram.audience import METRICS
from integrations.rehearsal.instagram.errors import invalid
from integrations.rehearsal.instagram.params import text
from integrations.rehearsal.instagram.reading import medium_of
from integrations.rehearsal.instagram.scopes import Right
from integrations.rehearsal.instagram.stage import Call, Here, enter

router = APIRouter()


@router.get("/{media}/insights")
async def read_insights(media: str, request: Request, stage: Here) -> Response:
    """Without data while the platform has none: that is not the same as zero."""
    call = await enter(request, stage, "insights")
    call.need(Right.INSIGHTS)
    medium = medium_of(media, call)
    asked = _asked(call)
    delay = timedelta(seconds=stage.ground.term("insights_delay_s", 0.0))
    if "no_data" in call.due or stage.now() < medium.published_at + delay:
        return call.answer({"data": []})
    numbers = stage.audience.of(medium.id)
    return call.answer({"data": [_told(name, numbers[name], medium.id) for name in asked]})


def _asked(call: Call) -> list[str]:
    """Raises GraphError 100 when one of them is unknown or retired."""
    retired = call.due.get("retired")
    valid = [name for name in METRICS if retired is None or name != retired.reason]
    asked = [name.strip() for name in text(call.params, "metric").split(",") if name.strip()]
    if not asked:
        raise invalid("The parameter metric is required")
    for name in asked:
        if name not in valid:
            raise invalid(f"metric[{asked.index(name)}] must be one of: {', '.join(valid)}")
    return list(dict.fromkeys(asked))


def _told(name: str, value: int, media_id: str) -> Mapping[str, Any]:
    title = name.replace("_", " ").capitalize()
    return {
        "name": name,
        "period": "lifetime",
        "values": [{"value": value}],
        "title": title,
        "description": title,
        "id": f"{media_id}/insights/{name}/lifetime",
    }
