from datetime import date, timedelta
from typing import Any

import pytest

from domain.approval import ApprovalStatus
from domain.ids import Actor, PublicationId, short
from domain.ledger import Kind
from domain.platforms import Platform
from domain.publication import Publication, PublicationStatus, entry
from domain.telemetry import Metric
from domain.texts import Locale
from domain.timing import Stop
from tests.agent.interpreter.asking import calls
from tests.build import NOON, a_user, an_approval, new_id
from tests.tools.stage import Stage, use
from tools.orders import PublishClip
from tools.publishing import prepare, publish_clip

WORKER = Actor("worker:w1")


async def record(stage: Stage, publication: Publication, kind: Kind, **facts: Any) -> None:
    async with stage.database() as tx:
        await tx.ledger.append(entry(kind, publication, actor=WORKER, **facts))


class TestListPublications:
    async def test_keeps_only_what_is_asked_for(self, stage: Stage) -> None:
        tiktok = await stage.reach(Platform.TIKTOK)
        held = await stage.put(
            account_id=tiktok.id,
            platform=Platform.TIKTOK,
            status=PublicationStatus.HELD,
            held_reason="account_dead",
        )
        await stage.put(status=PublicationStatus.PUBLISHED, url="https://watch.example/v")

        by_status = await use("list_publications", stage.context(), status=PublicationStatus.HELD)
        by_platform = await use("list_publications", stage.context(), platform=Platform.TIKTOK)
        by_account = await use("list_publications", stage.context(), account="on_tiktok")

        for answer in (by_status, by_platform, by_account):
            assert [one.id for one in answer.publications] == [held.id]
        assert "the account has to be connected again" in by_status.summary
        assert "(rehearsal)" in by_status.summary

    async def test_tells_when_each_one_goes_and_how_to_name_it(self, stage: Stage) -> None:
        live = await stage.put(
            status=PublicationStatus.PUBLISHED, published_at=NOON, url="https://watch.example/v"
        )
        next_year = await stage.put(
            status=PublicationStatus.SCHEDULED, due_at=NOON + timedelta(days=365)
        )

        answer = await use("list_publications", stage.context(locale=Locale.ES))

        assert (
            "- mié 1 ene 2031, 13:00: clip 2 en YouTube (@show), programada (ensayo) "
            f"[{short(next_year.id)}]"
        ) in answer.summary
        assert (
            f"- mar 1 ene, 13:00: clip 2 en YouTube (@show), publicada (ensayo) [{short(live.id)}] "
            "https://watch.example/v"
        ) in answer.summary

    async def test_keeps_to_a_day_of_the_teams_clock(self, stage: Stage) -> None:
        madrid = {"days": 1, "hours": -13}
        first, there, last = [
            await stage.put(status=status, due_at=NOON + timedelta(**madrid) + timedelta(hours=n))
            for n, status in (
                (0, PublicationStatus.SCHEDULED),
                (5, PublicationStatus.SCHEDULED_THERE),
                (23, PublicationStatus.HELD),
            )
        ]
        for hours in (-1, 24):
            await stage.put(due_at=NOON + timedelta(**madrid) + timedelta(hours=hours))
        await stage.put(status=PublicationStatus.CANCELLED, due_at=first.due_at)
        tomorrow = date(2030, 1, 2)

        every = await use("list_publications", stage.context(), day=tomorrow)
        scheduled = await use(
            "list_publications", stage.context(), day=tomorrow, status=PublicationStatus.SCHEDULED
        )
        since = await use("list_publications", stage.context(), since=last.due_at)

        assert [one.id for one in every.publications] == [first.id, there.id, last.id]
        assert [one.id for one in scheduled.publications] == [first.id, there.id]
        assert last.id in [one.id for one in since.publications]
        assert first.id not in [one.id for one in since.publications]

    async def test_takes_a_day_for_the_last_one_of_a_period(self, stage: Stage) -> None:
        early, late = [
            await stage.put(due_at=NOON + timedelta(days=days), status=PublicationStatus.SCHEDULED)
            for days in (1, 3)
        ]
        await stage.put(due_at=NOON + timedelta(days=4), status=PublicationStatus.SCHEDULED)

        answer = await use("list_publications", stage.context(), since=NOON, day=date(2030, 1, 4))

        assert [one.id for one in answer.publications] == [early.id, late.id]

    @pytest.mark.parametrize(
        ("said", "called", "args"),
        [
            ("what goes out tomorrow?", "list_publications", {"day": "2026-11-21"}),
            ("¿qué sale mañana?", "list_publications", {"day": "2026-11-21"}),
            (
                "what is scheduled for tomorrow?",
                "list_publications",
                {"status": "scheduled", "day": "2026-11-21"},
            ),
            (
                "¿qué hay programado para mañana?",
                "list_publications",
                {"status": "scheduled", "day": "2026-11-21"},
            ),
            ("which posts are held?", "list_publications", {"status": "held"}),
            ("¿qué hemos publicado hoy?", "list_publications", {"day": "2026-11-20"}),
            ("¿cuándo sale el clip 4?", "explain_publication", {"clip": "4"}),
            ("when does clip 4 go out?", "explain_publication", {"clip": "4"}),
        ],
    )
    def test_is_understood_without_a_model(
        self, said: str, called: str, args: dict[str, str]
    ) -> None:
        assert calls(said) == [(called, args)]

    async def test_says_when_nothing_goes_out_then(self, stage: Stage) -> None:
        answer = await use("list_publications", stage.context(), day=date(2030, 1, 5))

        assert answer.summary == "Nothing goes out, or went out, at that time."

    async def test_says_when_nothing_is_so(self, stage: Stage) -> None:
        answer = await use("list_publications", stage.context(), status=PublicationStatus.WAITING)

        assert answer.summary == ("No publication is so now: waiting in the TikTok app's inbox.")


class TestShowPublication:
    async def test_tells_who_asked_who_approved_and_what_became_of_it(self, stage: Stage) -> None:
        context = stage.context()
        async with stage.database() as tx:
            await tx.users.add(a_user(id=context.principal.user_id, email="ana@example.org"))
            boss = a_user(email="boss@example.org")
            await tx.users.add(boss)
        prepared = await prepare(PublishClip(clip="2"), context)
        async with stage.database() as tx:
            await tx.approvals.add(
                an_approval(
                    args=prepared.model_dump(mode="json"),
                    requested_by=context.principal.user_id,
                    status=ApprovalStatus.APPROVED,
                    decided_by=boss.id,
                    decided_at=NOON,
                )
            )
        made = await publish_clip.run(prepared, context)
        async with stage.database() as tx:
            publication = await tx.publications.get(PublicationId(made.publication.id))
        await record(
            stage,
            publication,
            Kind.CLIP_PUBLISHED,
            external_id="abc123",
            evidence={"seen": "live", "upload_status": "processed"},
        )

        answer = await use("show_publication", context, publication=publication.id)

        (story,) = answer.stories
        assert [line.text for line in story.lines] == [
            "ana@example.org asked for it",
            "boss@example.org approved exactly this",
            "ana@example.org put it on its way to @show",
            "it was live on YouTube: I saw it there; post abc123",
        ]
        assert "(rehearsal)" in story.standing

    @pytest.mark.parametrize(
        ("code", "locale", "plain"),
        [
            ("spam_risk_text", Locale.EN, "TikTok takes the text for spam: change it"),
            ("36004/2207010", Locale.EN, "the text is too long for Instagram (36004/2207010)"),
            ("quotaExceeded", Locale.ES, "hasta medianoche en California (quotaExceeded)"),
            ("never_heard_of", Locale.EN, "Why: never_heard_of"),
        ],
    )
    async def test_says_a_platforms_code_in_plain_words(
        self, stage: Stage, code: str, locale: Locale, plain: str
    ) -> None:
        failed = await stage.put(status=PublicationStatus.FAILED, error_code=code)

        answer = await use("show_publication", stage.context(locale=locale), publication=failed.id)

        assert plain in answer.summary

    async def test_says_why_it_is_held_and_what_would_help(self, stage: Stage) -> None:
        held = await stage.put(
            status=PublicationStatus.HELD, held_reason="missed", error_code="2207001"
        )
        await record(stage, held, Kind.PUBLICATION_HELD, reason="missed")

        answer = await use("show_publication", stage.context(), publication=held.id)

        assert "it was held: its time passed before it could go" in answer.summary
        assert answer.stories[0].standing.endswith(
            "Why: its time passed before it could go; Instagram's server failed (2207001)"
        )
        assert "release the publication" in answer.stories[0].next[0]

    async def test_tells_when_it_goes_and_what_is_in_the_way(self, stage: Stage) -> None:
        due_at = NOON + timedelta(hours=3)
        waiting = await stage.put(status=PublicationStatus.SCHEDULED, due_at=due_at)
        async with stage.database() as tx:
            await tx.stops.add_stop(
                Stop(
                    id=new_id(),
                    account_id=None,
                    reason="a storm",
                    stopped_by="user:x",
                    stopped_at=NOON,
                )
            )

        answer = await use("show_publication", stage.context(), publication=waiting.id)

        goes, stopped = answer.stories[0].next
        assert goes == "It goes out on Tue 1 Jan, 16:00."
        assert "a storm" in stopped

    async def test_names_the_year_in_which_it_goes(self, stage: Stage) -> None:
        due_at = NOON + timedelta(days=365)
        waiting = await stage.put(status=PublicationStatus.SCHEDULED, due_at=due_at)

        answer = await use("show_publication", stage.context(), publication=waiting.id)

        assert answer.stories[0].next == ["It goes out on Wed 1 Jan 2031, 13:00."]

    async def test_writes_no_empty_brackets_for_a_blackout_without_a_reason(
        self, stage: Stage
    ) -> None:
        waiting = await stage.put(status=PublicationStatus.SCHEDULED, due_at=NOON)
        await use("add_blackout", stage.context(), start=NOON, end=NOON + timedelta(hours=2))

        answer = await use("show_publication", stage.context(), publication=waiting.id)

        assert answer.stories[0].next[1] == "Nothing goes out before Tue 1 Jan, 15:00."

    async def test_never_takes_what_is_missing_for_zero(self, stage: Stage) -> None:
        live = await stage.put(status=PublicationStatus.PUBLISHED, published_at=NOON)
        none = await use("show_publication", stage.context(), publication=live.id)
        labels = {"publication_id": live.id, "platform": "youtube", "definition": "2026"}
        async with stage.database() as tx:
            await tx.telemetry.add(
                [Metric(name="publication.views", value=12, observed_at=NOON, labels=labels)]
            )
        await record(stage, live, Kind.METRICS_COLLECTED, missing=["likes"])

        some = await use("show_publication", stage.context(), publication=live.id)

        assert "No numbers yet" in none.summary
        assert "Numbers of Tue 1 Jan, 13:00: views 12." in some.summary
        assert "does not say: likes (that is not zero)" in some.summary


class TestExplainPublication:
    async def test_tells_the_newest_to_each_account(self, stage: Stage) -> None:
        tiktok = await stage.reach(Platform.TIKTOK)
        await stage.put(status=PublicationStatus.FAILED, error_code="copyright")
        youtube = await stage.put(status=PublicationStatus.PUBLISHED)
        inbox = await stage.put(
            account_id=tiktok.id, platform=Platform.TIKTOK, status=PublicationStatus.WAITING
        )

        everywhere = await use("explain_publication", stage.context(), clip="2")
        there = await use(
            "explain_publication", stage.context(), clip="2", platform=Platform.TIKTOK
        )

        assert {one.publication.id for one in everywhere.stories} == {youtube.id, inbox.id}
        assert [one.publication.id for one in there.stories] == [inbox.id]
        assert "Open the TikTok app" in there.summary
        assert "A fine moment" in there.summary

    @pytest.mark.parametrize(
        ("status", "why"),
        [
            (None, "nobody asked for it"),
            (ApprovalStatus.PENDING, "still waits for a yes"),
            (ApprovalStatus.REJECTED, "the answer was no"),
            (ApprovalStatus.EXPIRED, "nobody said yes in time"),
            (ApprovalStatus.APPROVED, "has not been put on its way"),
        ],
    )
    async def test_says_why_there_is_none(
        self, stage: Stage, status: ApprovalStatus | None, why: str
    ) -> None:
        if status is not None:
            args = {"clip": "2", "exact": {"clip_id": stage.clips[1].id}}
            async with stage.database() as tx:
                await tx.approvals.add(an_approval(args=args, status=status))

        answer = await use("explain_publication", stage.context(), clip="2")

        assert why in answer.summary
        assert answer.stories == []
