"""What a large file costs the process that uploads it: the clients alone, each in a process of its
own, against rehearsal servers in another one."""

import asyncio
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Final

from domain.account import Account
from domain.ids import BlobKey
from domain.platforms import Platform
from domain.publication import Choices, Medium, Post, Privacy, Stage
from entrypoints.logs import configure
from integrations.clock import SystemClock, new_id
from integrations.http import open_client
from integrations.platforms import CONNECTIONS, rehearsal_hosts
from integrations.platforms.parts import Parts, boundless, fixed_hosts, fixed_token, no_link
from integrations.rehearsal.cast import CAST
from integrations.storage import ObjectStore
from tests.build import a_publication, an_account

MIB: Final = 2**20
BLOB: Final = BlobKey("sha256/ab/" + "ab" * 32)
"""Nobody here asks whether the name is the digest of what it names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    base_mib: float
    peak_mib: float
    took_s: float

    @property
    def above_mib(self) -> float:
        return self.peak_mib - self.base_mib


def lay_down(store: Path, film: Path, size: int) -> None:
    """The film, and then a box that nobody reads (ISO/IEC 14496-12, ``free``, with its size in 64
    bits), so that it is as long as it has to be and takes no room on the disk."""
    path = store / BLOB
    path.parent.mkdir(parents=True, exist_ok=True)
    content = film.read_bytes()
    with path.open("wb") as file:
        file.write(content + (1).to_bytes(4) + b"free" + (size - len(content)).to_bytes(8))
        file.truncate(size)


async def upload(folder: Path, root: str, platform: Platform, token: str) -> Cost:
    account = an_account(platform=platform, external_id=CAST[platform][0].external_id)
    store = ObjectStore(f"file:{folder / 'media'}", new_id=new_id)
    async with open_client() as http:
        publisher = CONNECTIONS[platform].publisher(
            Parts(
                http=http,
                store=store,
                hosts=fixed_hosts(**rehearsal_hosts(platform, root)),
                token=fixed_token(token),
                spend=boundless,
                link=no_link,
                clock=SystemClock(),
            )
        )
        post = _post(account, await store.size(BLOB))
        handle = (await publisher.begin(post)).handle
        base_mib, started = _memory()["VmRSS"], perf_counter()
        await publisher.upload(handle, post, on_progress=_nothing)
        seen = await publisher.publish(handle, post)
        took_s = perf_counter() - started
    if seen.stage not in (Stage.PROCESSING, Stage.LIVE):
        raise RuntimeError(f"{platform} made {seen.stage} of it")
    return Cost(base_mib=base_mib, peak_mib=_memory()["VmHWM"], took_s=took_s)


def _post(account: Account, size: int) -> Post:
    medium = Medium(blob=BLOB, sha256="ab" * 32, size_bytes=size, duration_ms=5_000)
    return a_publication(
        caption="A long goal", privacy=Privacy.PUBLIC, choices=Choices(), medium=medium
    ).post(account)


async def _nothing(_: float) -> None:
    """Progress that nobody follows."""


def _memory() -> Mapping[str, float]:
    """In MiB: what this process holds now, and the most that it ever held."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    pairs = (line.split(":") for line in lines if line.startswith(("VmRSS", "VmHWM")))
    return {name: int(value.split()[0]) / 1024 for name, value in pairs}


if __name__ == "__main__":
    configure(process="upload", as_json=True, quiet=True)
    cost = asyncio.run(upload(Path(sys.argv[1]), sys.argv[2], Platform(sys.argv[3]), sys.argv[4]))
    print(cost.base_mib, cost.peak_mib, cost.took_s)
