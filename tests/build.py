"""Builders: a valid object by default; a test names only what matters to it.

Every keyword is a field of the object; one that is not given is made up, ids anew each time.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any, Final

import uuid_utils

from domain.access import ApiToken, Permission, Principal, Role, User, principal_of
from domain.account import Account, AccountStatus
from domain.alert import Alert, AlertSeverity
from domain.approval import LIFETIME, Approval, ApprovalStatus, digest
from domain.campaign import Campaign, CampaignStatus, Slot
from domain.clip import Clip, Look, Variant
from domain.cutting import Reason
from domain.ids import (
    AccountId,
    Actor,
    AlertId,
    ApprovalId,
    AttemptId,
    BlobKey,
    CampaignId,
    ClipId,
    EventId,
    JobId,
    MessageId,
    PublicationId,
    SlotId,
    ThreadId,
    TokenId,
    UserId,
    VariantId,
    VideoId,
)
from domain.job import Job, JobKind, JobStatus, NewJob, Run
from domain.ledger import EntityType, Entry, Event, Kind
from domain.media import Probe, Shot, Signals, Span, Word
from domain.platforms import Platform
from domain.ports.links import Shown
from domain.publication import (
    Attempt,
    AttemptState,
    Choices,
    Medium,
    Misfire,
    Privacy,
    Publication,
    PublicationStatus,
    Window,
)
from domain.scoring import ClipScore, Part, Score
from domain.texts import Locale
from domain.thread import Message, MessageStatus, Thread
from domain.transcript import Transcript
from domain.video import Video, VideoStatus

NOON: Final = datetime(2030, 1, 1, 12, tzinfo=UTC)


def new_id() -> str:
    return str(uuid_utils.uuid7())


def a_sha256() -> str:
    return (new_id() + new_id()).replace("-", "")


def a_blob_key() -> BlobKey:
    return BlobKey(f"sha256/{a_sha256()}")


def a_user(**fields: Any) -> User:
    id_ = UserId(new_id())
    user = User(
        id=id_,
        email=f"person-{id_}@example.org",
        role=Role.EDITOR,
        locale=Locale.EN,
        password_hash="$argon2id$not-a-real-hash",
        created_at=NOON,
    )
    return replace(user, **fields)


def a_link(shown: Shown, id_: str) -> str:
    """As the API gives them out, without the signature."""
    return f"https://stakazo.example/media/{shown}-{id_}"


def a_principal(**fields: Any) -> Principal:
    return principal_of(a_user(**fields))


def an_api_token(**fields: Any) -> ApiToken:
    token = ApiToken(
        id=TokenId(new_id()),
        user_id=UserId(new_id()),
        name="laptop",
        secret_sha256=a_sha256(),
        permissions=frozenset({Permission.READ, Permission.WRITE}),
        created_at=NOON,
    )
    return replace(token, **fields)


def a_span(start_ms: int = 1_000, end_ms: int = 16_000) -> Span:
    return Span(start_ms=start_ms, end_ms=end_ms)


def a_probe(**fields: Any) -> Probe:
    probe = Probe(
        duration_ms=60_000,
        width=1920,
        height=1080,
        frame_rate=Fraction(30_000, 1_001),
        container="mov,mp4",
        video_codec="h264",
        audio_codec="aac",
    )
    return replace(probe, **fields)


def a_video(**fields: Any) -> Video:
    video = Video(
        id=VideoId(new_id()),
        title="Morning show",
        source="morning-show.mp4",
        blob=a_blob_key(),
        sha256=a_sha256(),
        size_bytes=10_000_000,
        probe=a_probe(),
        status=VideoStatus.READY,
        created_at=NOON,
    )
    return replace(video, **fields)


def some_signals(**fields: Any) -> Signals:
    signals = Signals(
        duration_ms=60_000,
        step_ms=500,
        shots=(
            Shot(span=Span(start_ms=0, end_ms=20_000), motion=0.1, brightness=0.5),
            Shot(span=Span(start_ms=20_000, end_ms=60_000), motion=0.4, brightness=0.625),
        ),
        silences=(Span(start_ms=19_500, end_ms=20_500),),
        motion=tuple(0.1 + 0.7 * (step % 7) / 7 for step in range(120)),
        loudness=tuple(-30.0 + step % 11 for step in range(120)),
    )
    return replace(signals, **fields)


def a_transcript(text: str = "Hello there. Prices went up.", **fields: Any) -> Transcript:
    """Half a second per word."""
    words = tuple(
        Word(span=Span(start_ms=500 * at, end_ms=500 * at + 400), text=word)
        for at, word in enumerate(text.split())
    )
    return replace(Transcript(language="en", transcriber="test", words=words), **fields)


def a_new_job(**fields: Any) -> NewJob:
    new = NewJob(
        kind=JobKind.CUT_VIDEO,
        payload={"count": 3, "platforms": ["youtube"]},
        requested_by=Actor("user:somebody"),
    )
    return replace(new, **fields)


def a_job(**fields: Any) -> Job:
    job = Job(
        id=JobId(new_id()),
        kind=JobKind.CUT_VIDEO,
        status=JobStatus.PENDING,
        payload={"count": 3, "platforms": ["youtube"]},
        priority=0,
        requested_by=Actor("user:somebody"),
        created_at=NOON,
    )
    return replace(job, **fields)


def a_run(**fields: Any) -> Run:
    job = a_job(status=JobStatus.PROCESSING, run_no=1, attempts=1, worker_id="w1")
    return replace(Run(job=job, run_no=1, worker_id="w1"), **fields)


def a_clip(**fields: Any) -> Clip:
    clip = Clip(
        id=ClipId(new_id()),
        video_id=VideoId(new_id()),
        job_id=JobId(new_id()),
        number=1,
        title="Morning show 1",
        span=a_span(),
        reasons=(Reason.STARTS_ON_CUT, Reason.LIVELY),
        blob=a_blob_key(),
        size_bytes=2_000_000,
        duration_ms=15_000,
        poster=a_blob_key(),
        preview=a_blob_key(),
        created_at=NOON,
    )
    return replace(clip, **fields)


def a_variant(**fields: Any) -> Variant:
    variant = Variant(
        id=VariantId(new_id()),
        clip_id=ClipId(new_id()),
        platform=Platform.YOUTUBE,
        look=Look(),
        blob=a_blob_key(),
        sha256=a_sha256(),
        size_bytes=3_000_000,
        width=1080,
        height=1920,
        duration_ms=15_000,
        poster=a_blob_key(),
        created_at=NOON,
    )
    return replace(variant, **fields)


def a_score(*, value: float = 61.5, **fields: Any) -> ClipScore:
    score = ClipScore(
        clip_id=ClipId(new_id()),
        platform=Platform.YOUTUBE,
        score=Score(
            value=value,
            parts=(Part(feature="hook", value=0.7, points=value),),
            weights_version=0,
        ),
        scored_at=NOON,
    )
    return replace(score, **fields)


def an_account(**fields: Any) -> Account:
    id_ = AccountId(new_id())
    account = Account(
        id=id_,
        platform=Platform.YOUTUBE,
        handle="@morning",
        external_id=f"channel-{id_}",
        status=AccountStatus.ACTIVE,
        rehearsal=True,
        created_at=NOON,
    )
    return replace(account, **fields)


def a_campaign(**fields: Any) -> Campaign:
    campaign = Campaign(
        id=CampaignId(new_id()),
        name="Black Friday",
        goal="reach",
        status=CampaignStatus.DRAFT,
        platforms=(Platform.YOUTUBE,),
        account_ids=(AccountId(new_id()),),
        starts_at=NOON,
        ends_at=NOON + timedelta(days=3),
        posts_per_day=2,
        created_at=NOON,
    )
    return replace(campaign, **fields)


def a_slot(**fields: Any) -> Slot:
    slot = Slot(
        id=SlotId(new_id()),
        campaign_id=CampaignId(new_id()),
        clip_id=ClipId(new_id()),
        platform=Platform.YOUTUBE,
        account_id=AccountId(new_id()),
        at=NOON,
        score=61.5,
        rank=1,
    )
    return replace(slot, **fields)


def a_publication(**fields: Any) -> Publication:
    publication = Publication(
        id=PublicationId(new_id()),
        clip_id=ClipId(new_id()),
        variant_id=VariantId(new_id()),
        platform=Platform.YOUTUBE,
        account_id=AccountId(new_id()),
        campaign_id=None,
        caption="A fine moment",
        privacy=Privacy.PRIVATE,
        choices=Choices(),
        medium=a_medium(),
        window=a_window(),
        digest="",
        due_at=NOON,
        status=PublicationStatus.QUEUED,
        rehearsal=True,
        created_at=NOON,
    )
    return replace(publication, **fields)


def a_medium(**fields: Any) -> Medium:
    medium = Medium(
        blob=BlobKey("media/v"), sha256="5" * 64, size_bytes=1_000_000, duration_ms=10_000
    )
    return replace(medium, **fields)


def a_window(**fields: Any) -> Window:
    window = Window(opens_at=NOON, lasts=timedelta(hours=24), misfire=Misfire.SHIFT)
    return replace(window, **fields)


def an_attempt(**fields: Any) -> Attempt:
    attempt = Attempt(
        id=AttemptId(new_id()),
        publication_id=PublicationId(new_id()),
        number=1,
        state=AttemptState.FENCED,
        run_no=1,
        digest="",
        started_at=NOON,
    )
    return replace(attempt, **fields)


def a_thread(**fields: Any) -> Thread:
    thread = Thread(
        id=ThreadId(new_id()),
        owner_id=UserId(new_id()),
        title="Clips for Monday",
        created_at=NOON,
        updated_at=NOON,
    )
    return replace(thread, **fields)


def a_message(**fields: Any) -> Message:
    id_ = MessageId(new_id())
    message = Message(
        id=id_,
        thread_id=ThreadId(new_id()),
        author_id=UserId(new_id()),
        origin=f"chat:{id_}",
        text="cut three clips",
        status=MessageStatus.QUEUED,
        created_at=NOON,
    )
    return replace(message, **fields)


def an_approval(**fields: Any) -> Approval:
    args = {"clip": "1", "platform": "youtube"}
    requester = fields.get("requested_by", UserId(new_id()))
    id_ = ApprovalId(new_id())
    approval = Approval(
        id=id_,
        thread_id=ThreadId(new_id()),
        tool_call_id=f"call-{id_}",
        tool="publish_clip",
        args=args,
        digest=digest(tool="publish_clip", args=args, requester=requester),
        summary="Publish clip 1 on YouTube",
        permission=Permission.OUTWARD,
        requested_by=requester,
        status=ApprovalStatus.PENDING,
        created_at=NOON,
        expires_at=NOON + LIFETIME,
    )
    return replace(approval, **fields)


def an_alert(**fields: Any) -> Alert:
    alert = Alert(
        id=AlertId(new_id()),
        severity=AlertSeverity.WARNING,
        title="Publishing is slow",
        detail="Three publications have waited for more than an hour.",
        dedup_key="publications_slow",
        entity_type=None,
        entity_id=None,
        created_at=NOON,
    )
    return replace(alert, **fields)


def an_entry(**fields: Any) -> Entry:
    entry = Entry(
        kind=Kind.VIDEO_UPLOADED,
        entity_type=EntityType.VIDEO,
        entity_id=new_id(),
        actor=Actor("user:somebody"),
        metadata={"title": "Morning show", "size_bytes": 10_000_000},
    )
    return replace(entry, **fields)


def an_event(**fields: Any) -> Event:
    event = Event(id=EventId(new_id()), occurred_at=NOON, entry=an_entry())
    return replace(event, **fields)
