"""The system calls that a program on media never makes honestly, refused by the kernel (Linux).

No sockets, no further processes, and nothing that reaches into other programs or makes memory
that no limit counts. Threads stay possible.
"""

import ctypes
import errno
import os
import sys

_PR_SET_SECCOMP = 22
_FILTER_MODE = 2
_ALLOW = 0x7FFF0000
_KILL = 0x80000000
_REFUSE = 0x00050000 | errno.EPERM
_UNKNOWN = 0x00050000 | errno.ENOSYS
_LOAD = 0x20
_EQUAL = 0x15
_AT_LEAST = 0x35
_ANY_BIT = 0x45
_RETURN = 0x06
_NUMBER_AT, _MACHINE_AT, _FIRST_ARGUMENT_AT = 0, 4, 16
_CLONE_THREAD = 0x00010000
_FIRST_X32 = 0x40000000
_CLONE3 = 435
"""Its flags lie behind a pointer, out of a filter's sight; the C library goes back to clone."""


_EVERYWHERE = (425, 434, 438)
"""io_uring_setup, which opens sockets past any filter, pidfd_open and pidfd_getfd."""

_MACHINES = {
    # The processor's name for the kernel, the number of clone, and those that are refused.
    "x86_64": (
        0xC000003E,
        56,
        # socket connect bind | fork vfork unshare setns | ptrace process_vm_* | memfd_create
        # bpf perf_event_open userfaultfd | add_key request_key keyctl
        (41, 42, 49, 57, 58, 272, 308, 101, 310, 311, 319, 321, 298, 323, 248, 249, 250),
    ),
    "aarch64": (
        0xC00000B7,
        220,
        # socket connect bind | unshare setns | ptrace process_vm_* | memfd_create
        # bpf perf_event_open userfaultfd | add_key request_key keyctl
        (198, 203, 200, 97, 268, 117, 270, 271, 279, 280, 241, 282, 217, 218, 219),
    ),
}


class _Instruction(ctypes.Structure):
    _fields_ = (
        ("code", ctypes.c_uint16),
        ("if_true", ctypes.c_uint8),
        ("if_false", ctypes.c_uint8),
        ("value", ctypes.c_uint32),
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_uint16), ("first", ctypes.POINTER(_Instruction)))


def refuse_calls() -> bool:
    """For this process and all that becomes of it. False where the kernel cannot.

    Wants no_new_privs set before.
    """
    machine = _MACHINES.get(os.uname().machine)
    if sys.platform != "linux" or machine is None:
        return False
    lines = [_Instruction(*line) for line in _filter(*machine)]
    program = _Program(len(lines), (_Instruction * len(lines))(*lines))
    kernel = ctypes.CDLL(None)
    return bool(kernel.prctl(_PR_SET_SECCOMP, _FILTER_MODE, ctypes.byref(program), 0, 0) == 0)


def _filter(audit: int, clone: int, refused: tuple[int, ...]) -> list[tuple[int, int, int, int]]:
    """Each line: code, lines to skip when it holds and when it does not, value."""
    numbers = (*refused, *_EVERYWHERE)
    checks = (((_EQUAL, 0, 1, number), (_RETURN, 0, 0, _REFUSE)) for number in numbers)
    return [
        (_LOAD, 0, 0, _MACHINE_AT),
        (_EQUAL, 1, 0, audit),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER_AT),
        (_AT_LEAST, 0, 1, _FIRST_X32),
        (_RETURN, 0, 0, _REFUSE),
        *(line for check in checks for line in check),
        (_EQUAL, 0, 1, _CLONE3),
        (_RETURN, 0, 0, _UNKNOWN),
        (_EQUAL, 0, 3, clone),
        (_LOAD, 0, 0, _FIRST_ARGUMENT_AT),
        (_ANY_BIT, 1, 0, _CLONE_THREAD),
        (_RETURN, 0, 0, _REFUSE),
        (_RETURN, 0, 0, _ALLOW),
    ]
