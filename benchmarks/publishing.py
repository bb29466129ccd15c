"""Two promises about publishing: what is due together goes out in time, and a long file is brought
to a platform without being held in memory.

Ten thousand publications fall due within a minute and go to the rehearsal servers, whose limits
are lifted, through the engine, the database and as many workers as are asked for. In the same run,
as the bounds of it: the same calls by httpx alone, and jobs that do nothing.

    python -m benchmarks.publishing [--quick] [--workers 1] [--at-once 24] [--usual]
"""

import argparse
import asyncio
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import httpx
import psycopg
import structlog

from benchmarks import queue
from benchmarks.load import bare, orders
from benchmarks.load.crowd import Member, enlarge_cast, gather_crowd, over_and_over
from benchmarks.load.processes import STARTS_WITHIN_S, process, servers
from benchmarks.load.site import SECRETS, Site, open_site
from benchmarks.load.upload import Cost, lay_down
from domain.ledger import Kind
from domain.media import Blob
from domain.platforms import LIMITS, Platform
from domain.ports.links import Shown
from domain.timing import PUNCTUAL
from integrations.rehearsal.cast import CAST
from integrations.runfile import look_up
from integrations.tickets import Ticket, Tickets
from persistence.embedded import EmbeddedPostgres
from persistence.migrate import migrate
from tests.crash.files import giving_files
from tests.integrations.media.making import chunks, lavfi, make

DUE: Final = 10_000
QUICK_DUE: Final = 400
WITHIN_S: Final = 60.0
ACCOUNTS: Final = 200
DISPATCH_GOAL_S: Final = 10.0
MEMORY_GOAL_MIB: Final = 100.0
FILE_BYTES: Final = 4 * 2**30
QUICK_FILE_BYTES: Final = 500 * 2**20
BARE_SHARE: Final = 0.06
"""How much of the number is enough to know what the bare calls do."""

BARE_AT_ONCE: Final = 24
_PLACED_PER_S: Final = 150.0
"""At least so many publications are written down per second: the first may not fall due before."""

_WATCHED: Final = PUNCTUAL - timedelta(minutes=1)
"""After that what has not gone out is spaced per account, and shows no speed any more."""

_FILM: Final = (
    *lavfi("color=navy:size=540x960:rate=30"),
    *lavfi("sine=frequency=440:sample_rate=48000"),
    *("-t", "5", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"),
    *("-c:a", "aac", "-b:a", "32k", "-movflags", "+faststart"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    due: int
    workers: int
    at_once: int
    usual: bool
    file_bytes: int
    profile: Path | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """``noop_per_s`` is what the queue alone does, ``bare`` the calls alone. The two ``cpu``
    are what one publication takes of a processor: in a worker, its looks included, and in the
    process that makes the bare calls. They hold where others use the machine as well."""

    sent_per_s: float
    cpu_s: float
    dispatch_s: Sequence[float]
    sent_s: Sequence[float]
    outcome: str
    bare: bare.Rate
    noop_per_s: float


async def out_in_time(dsn: str, folder: Path, asked: Asked) -> Measured:
    film = make(folder / "film.mp4", *_FILM)
    enlarge_cast(ACCOUNTS)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(giving_files(folder, SECRETS))
        rehearsal = servers(folder, accounts=ACCOUNTS, usual=asked.usual)
        root = await stack.enter_async_context(rehearsal)
        site = await stack.enter_async_context(open_site(dsn, folder))
        watch = await stack.enter_async_context(
            await psycopg.AsyncConnection.connect(dsn, autocommit=True)
        )
        blob = await site.store.put(chunks(film), max_bytes=2**20)
        crowd = await gather_crowd(site.world, root)
        calls = await _bare(root, folder, film.read_bytes(), crowd, asked)
        noop_per_s = await _noop(dsn, folder)
        before = _cpu_of_children()
        placed = await _play(site, crowd, blob, watch, folder, asked)
        used_s, ended = _cpu_of_children() - before, site.world.clock.now()
        moments = await orders.moments(watch, placed)
        outcome = await orders.outcomes(watch)
    started, sent = moments[Kind.PUBLICATION_STARTED], moments[Kind.PUBLICATION_SENT]
    return Measured(
        sent_per_s=_sustained(sent),
        cpu_s=used_s / len(sent),
        dispatch_s=_late(placed.due, started, ended),
        sent_s=_late(placed.due, sent, ended),
        outcome=outcome,
        bare=calls,
        noop_per_s=noop_per_s,
    )


async def _play(
    site: Site,
    crowd: Sequence[Member],
    blob: Blob,
    watch: "psycopg.AsyncConnection[Any]",
    folder: Path,
    asked: Asked,
) -> orders.Placed:
    lead = timedelta(seconds=STARTS_WITHIN_S / 2 + asked.due / _PLACED_PER_S)
    starts = site.world.clock.now() + lead
    placed = await orders.place(
        site, crowd, blob, count=asked.due, per_s=DUE / WITHIN_S, starts=starts
    )
    if site.world.clock.now() > starts - timedelta(seconds=STARTS_WITHIN_S / 4):
        raise RuntimeError("writing them down took longer than until the first was due")
    with ExitStack() as working:
        for number in range(asked.workers):
            log = folder / f"worker-{number}.log"
            working.enter_context(process(log, *_worker(site, asked, folder)))
        while not await placed.are_sent(watch) and site.world.clock.now() < starts + _WATCHED:
            await asyncio.sleep(1.0)
    return placed


def _worker(site: Site, asked: Asked, folder: Path) -> tuple[str, ...]:
    watched = ("-m", "cProfile", "-o", str(asked.profile)) if asked.profile else ()
    told = (site.dsn, str(folder), str(asked.at_once))
    return (*watched, "-m", "benchmarks.load.worker", *told)


async def _bare(
    root: str, folder: Path, content: bytes, crowd: Sequence[Member], asked: Asked
) -> bare.Rate:
    api = look_up(folder / "run", "api")
    if api is None:
        raise RuntimeError("nobody gives the files")
    ticket = Ticket(shown=Shown.PUBLICATION, id="a", expires=int(time.time()) + 3600)
    link = f"{api.url}/media/{Tickets(SECRETS).issue(ticket)}"
    async with httpx.AsyncClient(timeout=30) as http:
        caller = bare.Caller(http=http, root=root, link=link, content=content)
        count = max(len(crowd), round(asked.due * BARE_SHARE))
        await bare.rate(caller.publish, crowd[:30], at_once=BARE_AT_ONCE)
        members = over_and_over(crowd, count)
        return await bare.rate(caller.publish, members, at_once=BARE_AT_ONCE)


def _cpu_of_children() -> float:
    """Of those that have ended: the workers have, the servers have not."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


async def _noop(dsn: str, folder: Path) -> float:
    ours, _ = await queue.compare(dsn, folder)
    return statistics.median(ours.per_s)


def _sustained(sent: Mapping[str, datetime]) -> float:
    """Over the middle of the run, where it neither begins nor ends."""
    times = sorted(sent.values())
    middle = times[len(times) // 10 : len(times) * 9 // 10]
    return (len(middle) - 1) / (middle[-1] - middle[0]).total_seconds()


def _late(due: Mapping[str, datetime], at: Mapping[str, datetime], ended: datetime) -> list[float]:
    """What has not happened until the end is at least so late."""
    return [(at.get(id_, ended) - when).total_seconds() for id_, when in due.items()]


async def memory(folder: Path, size: int) -> Mapping[Platform, Cost]:
    """Each platform's own servers, so that what they keep is gone before the next one begins."""
    film = make(folder / "film.mp4", *_FILM)
    costs = {}
    for platform in (Platform.YOUTUBE, Platform.TIKTOK):
        with tempfile.TemporaryDirectory(dir=folder) as name:
            place = Path(name)
            lay_down(place / "media", film, min(size, LIMITS[platform].max_bytes))
            async with servers(place, accounts=len(CAST), usual=False) as root:
                costs[platform] = await _uploaded(place, root, platform)
    return costs


async def _uploaded(place: Path, root: str, platform: Platform) -> Cost:
    url = f"{root}/{platform}/rehearsal/tokens"
    account = {"account": CAST[platform][0].external_id}
    async with httpx.AsyncClient() as http:
        said = (await http.post(url, json=account)).raise_for_status().json()
    told = (str(place), root, platform.value, said["access_token"])
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.load.upload", *told), stdout=subprocess.PIPE
    )
    answer, _ = await child.communicate()
    if child.returncode:
        raise RuntimeError(f"the upload to {platform} broke")
    base, peak, took = map(float, answer.split())
    return Cost(base_mib=base, peak_mib=peak, took_s=took)


def report(measured: Measured, asked: Asked) -> None:
    calls, p99 = measured.bare, _percentile(measured.dispatch_s, 99)
    verdict = "meets" if p99 <= DISPATCH_GOAL_S else "misses"
    print(
        f"{asked.due} due at {DUE / WITHIN_S:.0f}/s, {asked.workers} workers with"
        f" {asked.at_once} at once: {measured.outcome}"
    )
    print(
        f"sustained   {measured.sent_per_s:7.1f}/s: {measured.sent_per_s / calls.per_s:.2f} of the"
        f" bare calls' {calls.per_s:.1f}/s, {measured.sent_per_s / measured.noop_per_s:.2f} of the"
        f" {measured.noop_per_s:.1f}/s of jobs that do nothing"
    )
    print(
        f"processor   {measured.cpu_s * 1000:7.1f} ms each,"
        f" {measured.cpu_s / calls.cpu_s:.1f} times the bare calls' {calls.cpu_s * 1000:.1f} ms"
    )
    for name, late_s, goal in (
        ("dispatched", measured.dispatch_s, f" ({verdict} {DISPATCH_GOAL_S:.0f} s)"),
        ("sent", measured.sent_s, ""),
    ):
        p50, p99 = (_percentile(late_s, percent) for percent in (50, 99))
        print(f"{name:11} p50 {p50:7.1f} s late, p99 {p99:7.1f} s{goal}")


def report_memory(costs: Mapping[Platform, Cost], size: int) -> None:
    for platform, cost in costs.items():
        verdict = "meets" if cost.above_mib < MEMORY_GOAL_MIB else "misses"
        print(
            f"{platform.label:9} {min(size, LIMITS[platform].max_bytes) / 10**9:.1f} GB in"
            f" {cost.took_s:5.1f} s: {cost.above_mib:5.1f} MiB above {cost.base_mib:.0f}"
            f" ({verdict} {MEMORY_GOAL_MIB:.0f} MiB)"
        )


def _percentile(values: Sequence[float], percent: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def _asked() -> tuple[Asked, frozenset[str]]:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_DUE} and a short file")
    parser.add_argument("--due", type=int, help="how many")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--at-once", type=int, default=24, help="STAKAZO_CONCURRENCY")
    parser.add_argument("--usual", action="store_true", help="platforms take their usual time")
    parser.add_argument("--profile", type=Path, help="write the profile of a worker there")
    parser.add_argument("--only", choices=("time", "memory"))
    said = parser.parse_args()
    asked = Asked(
        due=said.due or (QUICK_DUE if said.quick else DUE),
        workers=said.workers,
        at_once=said.at_once,
        usual=said.usual,
        file_bytes=QUICK_FILE_BYTES if said.quick else FILE_BYTES,
        profile=said.profile,
    )
    return asked, frozenset([said.only] if said.only else ["time", "memory"])


def main() -> None:
    asked, wanted = _asked()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
    with tempfile.TemporaryDirectory(prefix="stakazo-publishing-") as name:
        folder = Path(name)
        if "time" in wanted:
            with EmbeddedPostgres(folder / "postgres").join() as lease:
                asyncio.run(migrate(lease.dsn))
                report(asyncio.run(out_in_time(lease.dsn, folder, asked)), asked)
        if "memory" in wanted:
            report_memory(asyncio.run(memory(folder, asked.file_bytes)), asked.file_bytes)


if __name__ == "__main__":
    main()
