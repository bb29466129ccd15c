"""Everything the agent may do. A new tool is a function in a module here, listed in TOOLS."""

from typing import Final

from tools import (
    accounts,
    adjusting,
    blackouts,
    campaigns,
    clips,
    jobs,
    ledger,
    moments,
    people,
    publications,
    publishing,
    scores,
    stops,
    system,
    taking_back,
    videos,
)
from tools.spec import AnyTool

ALL_TOOLS: Final[tuple[AnyTool, ...]] = (
    *videos.TOOLS,
    *clips.TOOLS,
    *adjusting.TOOLS,
    *moments.TOOLS,
    *scores.TOOLS,
    *campaigns.TOOLS,
    *publishing.TOOLS,
    *publications.TOOLS,
    *taking_back.TOOLS,
    *accounts.TOOLS,
    *stops.TOOLS,
    *blackouts.TOOLS,
    *jobs.TOOLS,
    *ledger.TOOLS,
    *system.TOOLS,
    *people.TOOLS,
)
