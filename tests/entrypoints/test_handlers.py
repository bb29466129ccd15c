"""The table of handlers."""

from domain.job import JobKind
from entrypoints.handlers import HANDLERS


def test_every_kind_of_job_has_a_handler() -> None:
    assert set(HANDLERS) == set(JobKind)
