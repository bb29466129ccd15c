"""What only a rehearsal has: the truth log to read, and faults to order."""

from typing import Any

from fastapi import APIRouter, Response

from integrations.rehearsal.faults import Fault
from integrations.rehearsal.youtube.stage import Here

router = APIRouter(prefix="/rehearsal")


@router.get("/truth")
async def read_truth(stage: Here) -> list[dict[str, Any]]:
    return stage.library.truth.lines()


@router.post("/faults", status_code=201)
async def order_fault(fault: Fault, stage: Here) -> Fault:
    stage.faults.add(fault)
    return fault


@router.delete("/faults", status_code=204)
async def clear_faults(stage: Here) -> Response:
    stage.faults.clear()
    return Response(status_code=204)
