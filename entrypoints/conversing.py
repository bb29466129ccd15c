"""Puts the agent together: its models, its memory, its tools. Only the API process needs it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from agent.graph import build_graph
from agent.interpreter.model import InterpreterModel
from agent.memory import memory, memory_pool, prepare_memory
from agent.model import ModelSettings, Provider, candidates
from agent.run import Conversation
from domain.ports.links import Links
from entrypoints.settings import Settings
from entrypoints.wiring import Services
from tools import ALL_TOOLS
from tools.context import Outside


@asynccontextmanager
async def conversation(
    services: Services, *, holder_id: str, links: Links, base_url: str
) -> AsyncIterator[Conversation]:
    """``holder_id`` names this process among those that write to threads."""
    pool = memory_pool(services.dsn)
    async with pool:
        async with services.schema_lock():
            await prepare_memory(pool)
        interpreter = InterpreterModel(
            specs=ALL_TOOLS, now=services.world.clock.now, zone=services.zone
        )
        graph = build_graph(
            tools=ALL_TOOLS,
            candidates=candidates(_models(services.settings), last_resort=interpreter),
            checkpointer=memory(pool),
        )
        yield Conversation(
            world=services.world,
            graph=graph,
            zone=services.zone,
            holder_id=holder_id,
            outside=Outside(
                links=links,
                publishers=services.publishers,
                authorisers=services.authorisers,
                rehearsed=services.platforms.rehearsed,
                base_url=base_url,
            ),
        )


def _models(settings: Settings) -> ModelSettings:
    openai, google = settings.openai_api_key, settings.google_api_key
    return ModelSettings(
        openai_key=openai.get_secret_value() if openai else None,
        openai_base_url=settings.openai_base_url,
        openai_model=settings.openai_model,
        google_key=google.get_secret_value() if google else None,
        google_base_url=settings.google_base_url,
        google_model=settings.google_model,
        primary=Provider(settings.llm_primary),
    )
