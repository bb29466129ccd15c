from dataclasses import dataclass, field

from domain.account import Account, AccountStatus
from domain.job import JobKind, JobStatus
from domain.platforms import Platform
from domain.publication import Remedy, Setback
from domain.usecases.start_job import start_job
from domain.usecases.subscribe_channels import subscribe_channels
from tests.build import a_new_job, an_account
from tests.fakes.memory.database import MemoryDatabase


@dataclass
class FakeHub:
    """Takes every subscription but those of ``refused``."""

    refused: set[str] = field(default_factory=set)
    taken: list[str] = field(default_factory=list)

    async def subscribe(self, account: Account) -> None:
        if account.external_id in self.refused:
            raise Setback("http_503", "the hub is away", remedy=Remedy.RETRY)
        self.taken.append(account.external_id)


async def subscribe(hub: FakeHub, *accounts: Account) -> dict[str, object]:
    """What the job says that came of it."""
    database = MemoryDatabase()
    async with database() as tx:
        for account in accounts:
            await tx.accounts.add(account)
        job = await tx.jobs.enqueue(a_new_job(kind=JobKind.EXPIRE_APPROVALS))
    run = await start_job(world=database.world, job_id=job.id, worker_id="w")
    assert run is not None
    await subscribe_channels(run=run, world=database.world, hub=hub, rehearsed=True)
    async with database() as tx:
        done = await tx.jobs.get(job.id)
    assert done.status is JobStatus.COMPLETED
    return dict(done.result)


async def test_every_channel_that_we_use_is_subscribed() -> None:
    hub = FakeHub()

    result = await subscribe(
        hub,
        an_account(external_id="UCone"),
        an_account(external_id="UCtwo", status=AccountStatus.HELD),
        an_account(external_id="UCgone", status=AccountStatus.DISCONNECTED),
        an_account(external_id="UCreal", rehearsal=False),
        an_account(external_id="17841", platform=Platform.INSTAGRAM),
    )

    assert sorted(hub.taken) == ["UCone", "UCtwo"]
    assert result == {"asked": 2}


async def test_a_hub_that_refuses_one_is_asked_for_the_others() -> None:
    hub = FakeHub(refused={"UCone"})

    result = await subscribe(hub, an_account(external_id="UCone"), an_account(external_id="UCtwo"))

    assert hub.taken == ["UCtwo"]
    assert result == {"http_503": 1, "asked": 1}
