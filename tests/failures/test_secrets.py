"""No secret of a publication comes to light: not in a log line, the ledger, an answer or an error,
even while things go wrong."""

import json
import re
import traceback
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from structlog.testing import capture_logs

from domain.account import Account, Login
from domain.ids import PublicationId
from domain.platforms import Platform
from domain.publication import PublicationStatus, Setback
from entrypoints.http.publications import AttemptRow, PublicationRow
from entrypoints.platforms import REHEARSAL_KEYS
from tests.failures.passing import Lines, live_through, live_until
from tests.failures.stage import SECRETS, Stage, staged
from tests.integrations.rehearsal.playing import quiet

S = PublicationStatus
FACES: Final = (
    (Platform.INSTAGRAM, Login.INSTAGRAM),
    (Platform.INSTAGRAM, Login.FACEBOOK),
    (Platform.TIKTOK, None),
    (Platform.YOUTUBE, None),
)
TROUBLE: Final = {
    Platform.INSTAGRAM: (
        ("container", "status:500"),
        ("publish", "drop_answer"),
        ("list", "html:502"),
        ("media", "status:400"),
    ),
    Platform.TIKTOK: (
        ("init", "html:502"),
        ("chunk", "status:503"),
        ("last_chunk", "drop_answer"),
        ("status", "empty"),
    ),
    Platform.YOUTUBE: (
        ("open", "status:503"),
        ("upload_last", "drop_answer"),
        ("probe", "status:503"),
        ("videos_list", "html:404"),
    ),
}
_LONG: Final = re.compile(r"[\w-]{20,}")
_LINK: Final = re.compile(r"/media/[\w.~-]{10,}")


@pytest.fixture(params=FACES, ids=lambda face: "-".join(str(one) for one in face if one))
async def stage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stage]:
    platform, login = request.param
    async with staged(tmp_path, platform, login=login) as made:
        yield made


@pytest.fixture
def lines() -> Iterator[Lines]:
    """As they are before the last step hides what looks like a secret."""
    with capture_logs() as captured:
        yield captured


async def secrets(stage: Stage, folder: Path, id_: PublicationId, account: Account) -> set[str]:
    """All that opens an account, an upload or a file."""
    found = {*SECRETS, REHEARSAL_KEYS.client_secret}
    for path in (folder / "rehearsal" / str(stage.platform)).rglob("grants*.json"):
        for access, held in json.loads(path.read_text()).items():
            found |= {access, held["refresh"]}
    async with stage.database() as tx:
        grant = await tx.grants.find(account.id)
    assert grant is not None
    found |= {grant.access, grant.refresh or grant.access}
    for attempt in await stage.attempts(id_):
        told = str(attempt.reference)
        found |= {word for word in _LONG.findall(attempt.handle or "") if word not in told}
    return {one for one in found if len(one) >= 8}


async def sinks(stage: Stage, lines: Lines, id_: PublicationId, account: Account) -> dict[str, str]:
    """All that people, machines and the ledger get to see, as text."""
    publication, attempts = await stage.publication(id_), await stage.attempts(id_)
    async with stage.database() as tx:
        grant = await tx.grants.find(account.id)
    rows = [AttemptRow.model_validate(one, from_attributes=True) for one in attempts]
    return {
        "log": repr(lines),
        "ledger": repr(stage.database.ledger.events),
        "publication over HTTP": PublicationRow.of(publication).model_dump_json(),
        "attempts over HTTP": repr([row.model_dump_json() for row in rows]),
        "jobs": repr(list(stage.database.jobs.rows)),
        "reprs": repr([publication, attempts, account, grant, stage.platforms]),
    }


def leaks(sinks: dict[str, str], secrets: set[str]) -> list[str]:
    """Where something came to light, not what."""
    open_ = [name for name, text in sinks.items() if any(one in text for one in secrets)]
    return open_ + [name for name, text in sinks.items() if _LINK.search(text)]


async def test_f42_nothing_comes_to_light_of_a_publication_that_went_badly(
    stage: Stage, lines: Lines, tmp_path: Path
) -> None:
    account = await stage.connect()
    id_ = await stage.approve(account)
    for call, fault in TROUBLE[stage.platform]:
        await stage.order(call, fault)

    await live_until(stage, id_, S.PUBLISHED)
    await live_through(stage, hours=26)

    hidden = await secrets(stage, tmp_path, id_, account)
    shown = await sinks(stage, lines, id_, account)
    assert len(hidden) > len(SECRETS) + 2
    assert [name for name, text in shown.items() if len(text) < 100] == []
    assert leaks(shown, hidden) == []
    assert len(await stage.truth(id_)) == 1


async def test_f42_nothing_comes_to_light_of_an_account_whose_token_dies(
    stage: Stage, lines: Lines, tmp_path: Path
) -> None:
    account = await stage.connect()
    await stage.work_until(await stage.approve(account), S.PUBLISHED)
    id_ = await stage.approve(account)
    await stage.play(f"accounts/{account.external_id}/revoke")
    if stage.platform is Platform.YOUTUBE:
        await stage.order("refresh", "invalid_grant", times=5)

    await stage.work(hours=2)

    assert (await stage.publication(id_)).status is S.HELD
    hidden = await secrets(stage, tmp_path, id_, account)
    assert leaks(await sinks(stage, lines, id_, account), hidden) == []


@pytest.mark.parametrize("fault", ["status:400", "html:200", "empty", "drop_answer"])
async def test_f42_no_error_says_a_secret(
    stage: Stage, lines: Lines, tmp_path: Path, fault: str
) -> None:
    """The whole chain of what was raised, as a log or a person would get it."""
    account = await stage.connect()
    id_ = await stage.approve(account)
    publisher = stage.platforms.publishers[stage.platform]
    post = (await stage.publication(id_)).post(account)
    handle = (await publisher.begin(post)).handle
    for call, _ in TROUBLE[stage.platform]:
        await stage.order(call, fault, times=30)

    told = [
        await _raised(publisher.upload(handle, post, on_progress=quiet)),
        await _raised(publisher.publish(handle, post)),
        await _raised(publisher.begin(post)),
        await _raised(publisher.look_after(post, "17900000000000001")),
    ]

    hidden = await secrets(stage, tmp_path, id_, account)
    hidden |= {word for word in _LONG.findall(handle) if not word.isdigit()}
    assert sum(text != "" for text in told) >= 2
    assert leaks({"errors": repr(told), "log": repr(lines)}, hidden) == []


async def _raised(step: Any) -> str:
    """Empty when nothing was."""
    try:
        await step
    except Setback as setback:
        return "".join(traceback.format_exception(setback)) + repr(vars(setback))
    return ""
