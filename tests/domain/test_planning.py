from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.account import Account, AccountStatus
from domain.campaign import Campaign, CampaignStatus
from domain.ids import AccountId, CampaignId, ClipId
from domain.planning import CannotPlan, Choices, plan
from domain.platforms import Platform

MADRID = ZoneInfo("Europe/Madrid")
NOW = datetime(2030, 3, 4, 6, tzinfo=UTC)
ACCOUNT = Account(
    id=AccountId("account"),
    platform=Platform.YOUTUBE,
    handle="@show",
    external_id="UC1",
    status=AccountStatus.ACTIVE,
    rehearsal=True,
    created_at=NOW,
)


def a_campaign(*, days: int = 7, posts_per_day: int = 1) -> Campaign:
    return Campaign(
        id=CampaignId("campaign"),
        name="Spring",
        goal="",
        status=CampaignStatus.DRAFT,
        platforms=(Platform.YOUTUBE,),
        account_ids=(ACCOUNT.id,),
        starts_at=NOW,
        ends_at=NOW + timedelta(days=days),
        posts_per_day=posts_per_day,
        created_at=NOW,
    )


def scored(**scores: float | None) -> dict[ClipId, float | None]:
    return {ClipId(name): value for name, value in scores.items()}


class TestPlan:
    def test_places_the_best_clip_first_and_the_unscored_last(self) -> None:
        placements = plan(
            a_campaign(),
            choices={ACCOUNT: scored(low=20.0, none=None, high=80.0)},
            zone=MADRID,
            now=NOW,
        )

        assert [(p.clip_id, p.rank) for p in placements] == [("high", 1), ("low", 2), ("none", 3)]

    def test_posts_in_the_teams_waking_hours(self) -> None:
        placements = plan(
            a_campaign(posts_per_day=4),
            choices={ACCOUNT: scored(**{f"clip{n}": float(n) for n in range(20)})},
            zone=MADRID,
            now=NOW,
        )

        assert len(placements) == 20
        assert all(9 <= p.at.astimezone(MADRID).hour < 21 for p in placements)
        assert all(NOW <= p.at <= a_campaign().ends_at for p in placements)
        assert len({p.at for p in placements}) == 20

    @pytest.mark.parametrize(
        ("choices", "now", "says"),
        [
            ({ACCOUNT: {}}, NOW, "no clips"),
            ({}, NOW, "no account"),
            ({ACCOUNT: scored(a=1.0)}, NOW + timedelta(days=30), "No posting time"),
        ],
    )
    def test_says_why_nothing_can_be_placed(
        self, choices: Choices, now: datetime, says: str
    ) -> None:
        with pytest.raises(CannotPlan, match=says):
            plan(a_campaign(), choices=choices, zone=MADRID, now=now)
