"""What a transaction offers. Inside one block, all of it is saved together or not at all.

``get`` raises NotFound. ``add`` and ``save`` take whole objects. Nothing here calls the outside.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from domain.access import ApiToken, User
from domain.approval import Approval, ApprovalStatus
from domain.campaign import Campaign, Slot
from domain.canonical import Json
from domain.clip import Clip, Variant
from domain.ids import (
    ApprovalId,
    BlobKey,
    CampaignId,
    ClipId,
    JobId,
    MessageId,
    ThreadId,
    TokenId,
    UserId,
    VideoId,
)
from domain.job import EVERYBODYS, Job, JobQuery, NewJob, Run
from domain.ledger import Entry, Event, Question
from domain.media import Shot, Signals
from domain.platforms import Platform
from domain.ports.outgoing import (
    Accounts,
    Deliveries,
    Grants,
    Publications,
    Quotas,
    Stops,
    Telemetry,
    Visits,
)
from domain.scoring import ClipScore
from domain.system import SystemStatus
from domain.thread import Message, MessageStatus, Thread
from domain.transcript import Passage, Transcript
from domain.video import Video


class Users(Protocol):
    async def get(self, id_: UserId) -> User: ...
    async def find_by_email(self, email: str) -> User | None: ...
    async def add(self, user: User) -> None:
        """Raises EmailTaken."""
        ...

    async def save(self, user: User) -> None: ...
    async def count(self) -> int: ...
    async def add_token(self, token: ApiToken) -> None: ...
    async def find_token(self, secret_sha256: str) -> ApiToken | None: ...
    async def save_token(self, token: ApiToken) -> None: ...
    async def get_token(self, id_: TokenId) -> ApiToken: ...


class Videos(Protocol):
    async def get(self, id_: VideoId) -> Video: ...
    async def find_by_sha256(self, sha256: str) -> Video | None: ...
    async def add(self, video: Video) -> None:
        """Raises VideoExists when the same bytes were taken in before; the block is then lost."""
        ...

    async def save(self, video: Video) -> None: ...
    async def recent(
        self, *, limit: int = 20, before: str | None = None, named: str | None = None
    ) -> Sequence[Video]:
        """Newest first. ``before`` is an id (the cursor); ``named`` a part of the title."""
        ...

    async def save_signals(self, id_: VideoId, signals: Signals, *, kept: BlobKey) -> None:
        """One row per shot; the rest stays where the store keeps it. Forgets the parts."""
        ...

    async def find_signals(self, id_: VideoId) -> BlobKey | None:
        """Where the store keeps what was measured."""
        ...

    async def shots(self, id_: VideoId) -> Sequence[Shot]:
        """In order of time."""
        ...

    async def add_part(self, id_: VideoId, part: BlobKey) -> None:
        """A part of an analysis that goes on."""
        ...

    async def parts(self, id_: VideoId) -> Sequence[BlobKey]:
        """In the order in which they were added."""
        ...


class Transcripts(Protocol):
    async def save(self, id_: VideoId, transcript: Transcript) -> None:
        """Replaces the one that was there."""
        ...

    async def find(self, id_: VideoId) -> Transcript | None: ...
    async def search(
        self, query: str, *, video_id: VideoId | None = None, limit: int = 5
    ) -> Sequence[Passage]:
        """Best first. Finds other forms of the words, with and without accents, in any order."""
        ...


class Clips(Protocol):
    async def get(self, id_: ClipId) -> Clip: ...
    async def add(self, clip: Clip) -> None: ...
    async def save(self, clip: Clip) -> None: ...
    async def of_video(self, video_id: VideoId) -> Sequence[Clip]:
        """In order of their numbers."""
        ...

    async def of_job(self, job_id: JobId) -> Sequence[Clip]: ...
    async def recent(
        self, *, limit: int = 50, before: str | None = None, video_id: VideoId | None = None
    ) -> Sequence[Clip]: ...
    async def next_number(self, video_id: VideoId) -> int:
        """Locks the video, so that two jobs never give one number twice."""
        ...

    async def add_variant(self, variant: Variant) -> None:
        """Replaces the one of the same clip and platform."""
        ...

    async def get_variant(self, id_: str) -> Variant: ...
    async def find_variant(self, clip_id: ClipId, platform: Platform) -> Variant | None: ...
    async def variants(self, clip_ids: Sequence[ClipId]) -> Sequence[Variant]: ...
    async def in_use(self, keys: Sequence[BlobKey]) -> Collection[BlobKey]:
        """Those of the keys that anything refers to."""
        ...


class Scores(Protocol):
    async def add(self, score: ClipScore) -> None: ...
    async def latest(
        self, clip_ids: Sequence[ClipId], *, platform: Platform | None = None
    ) -> Sequence[ClipScore]:
        """The newest score per clip and platform, best first."""
        ...


class Campaigns(Protocol):
    async def get(self, id_: CampaignId, *, for_update: bool = False) -> Campaign: ...
    async def add(self, campaign: Campaign) -> None: ...
    async def save(self, campaign: Campaign) -> None: ...
    async def recent(
        self, *, limit: int = 20, before: str | None = None, named: str | None = None
    ) -> Sequence[Campaign]: ...
    async def set_clips(self, id_: CampaignId, clip_ids: Sequence[ClipId]) -> None: ...
    async def clips(self, id_: CampaignId) -> Sequence[ClipId]: ...
    async def replace_slots(self, id_: CampaignId, slots: Sequence[Slot]) -> None: ...
    async def slots(self, id_: CampaignId) -> Sequence[Slot]:
        """In order of time."""
        ...


class Approvals(Protocol):
    async def get(self, id_: ApprovalId, *, for_update: bool = False) -> Approval: ...
    async def find_by_call(self, thread_id: ThreadId, tool_call_id: str) -> Approval | None: ...
    async def add(self, approval: Approval) -> None:
        """One per thread and tool call; adding it again changes nothing."""
        ...

    async def save(self, approval: Approval) -> None: ...
    async def carry_out(self, id_: ApprovalId, *, at: datetime) -> bool:
        """Marks an approved one as used. False when it was used before: one atomic update."""
        ...

    async def recent(
        self,
        *,
        status: ApprovalStatus | None = None,
        thread_id: ThreadId | None = None,
        limit: int = 50,
    ) -> Sequence[Approval]: ...
    async def expire(self, *, now: datetime) -> Sequence[Approval]:
        """Turns the pending ones that ran out into expired ones and returns them."""
        ...


class Jobs(Protocol):
    async def enqueue(self, new: NewJob) -> Job:
        """Written with everything else in the block. The same request key gives the same job."""
        ...

    async def get(self, id_: JobId) -> Job: ...
    async def recent(
        self, *, limit: int = 20, before: str | None = None, only: JobQuery = EVERYBODYS
    ) -> Sequence[Job]: ...
    async def start(self, id_: JobId, *, worker_id: str, at: datetime) -> Run | None:
        """Takes the job for a new run. None when there is nothing left to do for it."""
        ...

    async def progress(self, run: Run, share: float) -> None:
        """Raises RunSuperseded. So do all the following."""
        ...

    async def hold(self, run: Run) -> None:
        """Locks the job for this block, so that nobody takes the run over before it is saved."""
        ...

    async def complete(self, run: Run, *, result: dict[str, Json], at: datetime) -> Job: ...
    async def fail(
        self,
        run: Run,
        *,
        code: str,
        values: Mapping[str, Json],
        retry_at: datetime | None,
        at: datetime,
    ) -> Job:
        """Failed for good, or pending again from ``retry_at``. ``code`` is a sentence's key."""
        ...

    async def cancelled(self, run: Run, *, at: datetime) -> Job: ...
    async def postpone(self, run: Run, *, until: datetime, keeps_turn: bool) -> Job:
        """Not before then; the run does not count as an attempt. Unless it keeps its turn, others
        with its key may go first."""
        ...

    async def release(self, run: Run) -> Job:
        """Gives an unfinished run back, as a worker does when it is told to stop."""
        ...

    async def request_cancel(self, id_: JobId, *, at: datetime) -> Job:
        """Cancels a pending job at once and tells a running one. Raises JobNotCancellable."""
        ...

    async def retry(self, id_: JobId) -> Job:
        """A failed or cancelled job is pending again. Raises JobNotRetryable."""
        ...


class Ledger(Protocol):
    async def append(self, entry: Entry) -> None:
        """Recorded with the block. If the ledger's table fails, the event goes to the spool and
        the block goes on."""
        ...

    async def require(self, entry: Entry) -> None:
        """As ``append``, for outward acts: if it cannot be written, the block fails with
        LedgerUnavailable and nothing of it happens."""
        ...

    async def ask(self, question: Question) -> Sequence[Event]:
        """Newest first."""
        ...

    async def count(self, question: Question) -> int: ...


class Messages(Protocol):
    """Threads, their messages, and who may write to a thread now."""

    async def add_thread(self, thread: Thread) -> None: ...
    async def get_thread(self, id_: ThreadId) -> Thread: ...
    async def topic(self, id_: ThreadId) -> VideoId | None:
        """The video that the conversation is about."""
        ...

    async def turn_to(self, id_: ThreadId, video_id: VideoId) -> None:
        """From now on the conversation is about this video."""
        ...

    async def threads(self, owner_id: UserId, *, limit: int = 20) -> Sequence[Thread]: ...
    async def add(self, message: Message) -> Message:
        """The same origin twice gives the first message back."""
        ...

    async def get(self, id_: MessageId) -> Message: ...
    async def of_thread(self, id_: ThreadId, *, limit: int = 100) -> Sequence[Message]:
        """Oldest first."""
        ...

    async def next_queued(self, id_: ThreadId) -> Message | None:
        """The running message of the thread if there is one, else the oldest queued one."""
        ...

    async def set_status(
        self, id_: MessageId, status: MessageStatus, *, reply: dict[str, Json] | None = None
    ) -> None: ...
    async def lease(self, id_: ThreadId, *, holder: str, now: datetime, until: datetime) -> bool:
        """Takes or extends the right to write to a thread. False while somebody else has it."""
        ...

    async def release(self, id_: ThreadId, *, holder: str) -> None: ...
    async def abandoned(self, *, now: datetime) -> Sequence[ThreadId]:
        """Threads with queued or running messages, or decided approvals not yet carried out,
        that nobody holds."""
        ...


class Requests(Protocol):
    """What was already done on behalf of one request, so that a repeat changes nothing."""

    async def find(self, request_key: str) -> str | None:
        """The id that was made for it."""
        ...

    async def remember(self, request_key: str, entity_id: str) -> None: ...


class Reports(Protocol):
    """Read-only figures straight from SQL."""

    async def status(self) -> SystemStatus: ...


class Transaction(Protocol):
    @property
    def users(self) -> Users: ...
    @property
    def videos(self) -> Videos: ...
    @property
    def transcripts(self) -> Transcripts: ...
    @property
    def clips(self) -> Clips: ...
    @property
    def scores(self) -> Scores: ...
    @property
    def campaigns(self) -> Campaigns: ...
    @property
    def accounts(self) -> Accounts: ...
    @property
    def grants(self) -> Grants: ...
    @property
    def visits(self) -> Visits: ...
    @property
    def quotas(self) -> Quotas: ...
    @property
    def stops(self) -> Stops: ...
    @property
    def deliveries(self) -> Deliveries: ...
    @property
    def telemetry(self) -> Telemetry: ...
    @property
    def publications(self) -> Publications: ...
    @property
    def approvals(self) -> Approvals: ...
    @property
    def jobs(self) -> Jobs: ...
    @property
    def ledger(self) -> Ledger: ...
    @property
    def messages(self) -> Messages: ...
    @property
    def requests(self) -> Requests: ...
    @property
    def reports(self) -> Reports: ...


UnitOfWork = Callable[[], AbstractAsyncContextManager[Transaction]]
"""``async with uow() as tx``: saved when the block ends well, undone when it raises."""
