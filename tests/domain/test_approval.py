from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.access import Forbidden, Permission, Principal, Role
from domain.approval import (
    LIFETIME,
    Approval,
    ApprovalMismatch,
    ApprovalNotPending,
    ApprovalStatus,
    Decision,
    digest,
)
from domain.canonical import Json
from domain.ids import ApprovalId, ThreadId, UserId
from domain.texts import Locale

NOW = datetime(2030, 1, 1, 12, tzinfo=UTC)
ARGS: Mapping[str, Json] = {"clip": "c1", "caption": "Hi", "at": None}


def somebody(role: Role) -> Principal:
    return Principal(user_id=UserId(role.value), email="x@y.z", role=role, locale=Locale.EN)


def an_approval(status: ApprovalStatus = ApprovalStatus.PENDING) -> Approval:
    return Approval(
        id=ApprovalId("a"),
        thread_id=ThreadId("t"),
        tool_call_id="call",
        tool="publish_clip",
        args=ARGS,
        digest=digest(tool="publish_clip", args=ARGS, requester=UserId("editor")),
        summary="Publish it.",
        permission=Permission.OUTWARD,
        requested_by=UserId("editor"),
        status=status,
        created_at=NOW,
        expires_at=NOW + LIFETIME,
    )


class TestDecided:
    @pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR])
    def test_refuses_who_may_not_decide(self, role: Role) -> None:
        with pytest.raises(Forbidden):
            an_approval().decided(Decision.APPROVE, by=somebody(role), at=NOW, note=None)

    @pytest.mark.parametrize(
        "status", [ApprovalStatus.APPROVED, ApprovalStatus.REJECTED, ApprovalStatus.EXPIRED]
    )
    def test_refuses_what_was_decided_before(self, status: ApprovalStatus) -> None:
        with pytest.raises(ApprovalNotPending):
            an_approval(status).decided(
                Decision.APPROVE, by=somebody(Role.ADMIN), at=NOW, note=None
            )

    def test_refuses_what_ran_out(self) -> None:
        late = NOW + LIFETIME + timedelta(seconds=1)

        with pytest.raises(ApprovalNotPending):
            an_approval().decided(Decision.APPROVE, by=somebody(Role.ADMIN), at=late, note=None)

    def test_keeps_who_decided_when_and_why(self) -> None:
        decided = an_approval().decided(
            Decision.REJECT, by=somebody(Role.ADMIN), at=NOW, note="too dark"
        )

        assert decided.status is ApprovalStatus.REJECTED
        assert (decided.decided_by, decided.decided_at, decided.note) == ("admin", NOW, "too dark")


class TestRequireMatch:
    def test_accepts_the_very_same_action(self) -> None:
        an_approval().require_match(tool="publish_clip", args=ARGS, requester=UserId("editor"))

    @given(st.sampled_from(["clip", "caption", "at", "extra"]), st.text())
    def test_refuses_any_other_arguments(self, name: str, value: str) -> None:
        changed = {**ARGS, name: value + "x"}
        if changed == ARGS:
            return
        with pytest.raises(ApprovalMismatch):
            an_approval().require_match(
                tool="publish_clip", args=changed, requester=UserId("editor")
            )

    def test_refuses_another_tool_and_another_person(self) -> None:
        with pytest.raises(ApprovalMismatch):
            an_approval().require_match(tool="set_role", args=ARGS, requester=UserId("editor"))
        with pytest.raises(ApprovalMismatch):
            an_approval().require_match(tool="publish_clip", args=ARGS, requester=UserId("admin"))
