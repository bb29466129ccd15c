import pytest
from pydantic import ValidationError

from integrations.rehearsal.faults import Due, Fault, FaultScript


def names(due: Due) -> list[str]:
    return [fault.name for fault in due.faults]


def test_a_fault_hits_the_call_that_it_was_ordered_for() -> None:
    script = FaultScript().add(Fault(call="open", fault="close", n=2, times=2))

    hits = [names(script.next("open")) for _ in range(4)]

    assert hits == [[], ["close"], ["close"], []]


def test_calls_of_another_kind_do_not_count() -> None:
    script = FaultScript().add(Fault(call="open", fault="close"))

    assert names(script.next("probe")) == []
    assert names(script.next("open")) == ["close"]


def test_one_call_can_be_of_two_kinds_and_meet_two_faults() -> None:
    script = FaultScript()
    script.add(Fault(call="upload_chunk", fault="drop_answer"))
    script.add(Fault(call="upload_last", fault="expire_after"))

    due = script.next("upload_chunk", "upload_last")

    assert "drop_answer" in due
    assert "expire_after" in due


@pytest.mark.parametrize("fault", ["", "Explode", "status:", "status:99", "status:1000", "close:1"])
def test_what_is_no_fault_at_all_cannot_be_ordered(fault: str) -> None:
    with pytest.raises(ValidationError):
        Fault(call="open", fault=fault)


def test_a_fault_can_carry_a_status() -> None:
    fault = Fault(call="open", fault="spoil:502")

    assert (fault.name, fault.status) == ("spoil", 502)


def test_a_cleared_script_hits_nothing() -> None:
    script = FaultScript().add(Fault(call="open", fault="close"))

    script.clear()

    assert names(script.next("open")) == []
