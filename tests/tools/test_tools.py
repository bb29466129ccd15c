import pytest

from domain.access import Forbidden, Role
from domain.publication import PublicationStatus
from tests.build import a_publication, a_user
from tests.tools.stage import Stage, use
from tools import ALL_TOOLS
from tools.spec import AnyTool, Risk

HOLDING_BACK = ("cancel_publication", "unschedule_clip", "stop_publishing", "add_blackout")
"""What keeps posts from going out must be quick."""


class TestAllTools:
    def test_have_names_of_their_own(self) -> None:
        assert len({tool.name for tool in ALL_TOOLS}) == len(ALL_TOOLS)

    @pytest.mark.parametrize("tool", ALL_TOOLS, ids=lambda tool: tool.name)
    def test_say_what_they_do_and_teach_the_interpreter(self, tool: AnyTool) -> None:
        assert tool.description
        assert len(tool.examples) >= 2
        slots = {slot for example in tool.examples for slot in _slots(example)}
        assert slots <= set(tool.args.model_fields)

    @pytest.mark.parametrize(
        "tool",
        [tool for tool in ALL_TOOLS if tool.risk in (Risk.OUTWARD, Risk.ADMIN)],
        ids=lambda tool: tool.name,
    )
    def test_ask_a_person_before_the_public_sees_anything(self, tool: AnyTool) -> None:
        assert tool.approval is not None or tool.name in HOLDING_BACK


def _slots(example: str) -> list[str]:
    return [part.partition("}")[0] for part in example.split("{")[1:]]


class TestPermissions:
    async def test_are_required_by_the_use_case_itself(self, stage: Stage) -> None:
        viewer = stage.context(role=Role.VIEWER)

        with pytest.raises(Forbidden):
            await use("cut_video", viewer)
        with pytest.raises(Forbidden):
            await use("create_campaign", viewer, name="x")


class TestCreateCampaign:
    async def test_plans_the_best_clip_first_and_only_once(self, stage: Stage) -> None:
        context = stage.context()

        planned = await use("create_campaign", context, name="Spring")
        again = await use("create_campaign", context, name="Spring")

        assert [slot.score for slot in planned.campaign.slots] == [90.0, 60.0, 40.0]
        assert again.campaign.id == planned.campaign.id
        assert "Spring" in planned.summary

    async def test_leaves_out_what_stands_on_the_account_already(self, stage: Stage) -> None:
        async with stage.database() as tx:
            await tx.publications.add(
                a_publication(
                    clip_id=stage.clips[1].id,
                    account_id=stage.account.id,
                    status=PublicationStatus.PUBLISHED,
                )
            )

        planned = await use("create_campaign", stage.context(), name="Spring")

        assert [slot.score for slot in planned.campaign.slots] == [60.0, 40.0]


class TestSetRole:
    async def test_holds_from_the_next_call_on(self, stage: Stage) -> None:
        async with stage.database() as tx:
            person = a_user(email="ana@example.org", role=Role.VIEWER)
            await tx.users.add(person)
        admin = stage.context(role=Role.ADMIN)

        await use("set_role", admin, email="ana@example.org", role="editor")

        async with stage.database() as tx:
            assert (await tx.users.get(person.id)).role is Role.EDITOR

    async def test_is_refused_to_everybody_else(self, stage: Stage) -> None:
        with pytest.raises(Forbidden):
            await use("set_role", stage.context(), email="ana@example.org", role="admin")


class TestQueryLedger:
    @pytest.mark.parametrize(
        "asked", [{"entity_type": "campaign", "entity": "spring"}, {"entity": "campaign spring"}]
    )
    async def test_tells_the_story_of_one_entity(self, stage: Stage, asked: dict[str, str]) -> None:
        context = stage.context()
        await use("create_campaign", context, name="Spring")

        story = await use("query_ledger", context, **asked)

        assert [event.event_type for event in story.events] == [
            "campaign_created",
            "campaign_planned",
        ]
        assert "Spring" in story.summary
