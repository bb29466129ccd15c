"""Which files a program may touch, held by the kernel (Linux 5.13 and up, best from 6.12)."""

import ctypes
import os
import struct
import sys

_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446
"""The numbers of the system calls, the same for all processors."""

_ASK_VERSION = 1
_PATH_RULE = 1
_EXECUTE = 1 << 0
_WRITE_FILE = 1 << 1
_READ_FILE = 1 << 2
_READ_FOLDER = 1 << 3
_TRUNCATE = 1 << 14
_OF_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE
_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}
"""How many rights each version of the kernel's interface knows; later ones know 16."""

_NO_TCP = 0b11
_NO_SIGNALS_OR_SOCKETS_OUT = 0b11
_SIZES = {1: 8, 2: 8, 3: 8, 4: 16, 5: 16}


def confine(*, executed: list[str], read: list[str], listed: list[str], written: list[str]) -> bool:
    """Nothing but these files and folders and what is inside (of ``listed`` only the names), no
    TCP, no signals to others: for this process and all that becomes of it. What does not exist is
    left out. False where the kernel cannot. Wants no_new_privs set before."""
    if sys.platform != "linux":
        return False
    kernel = ctypes.CDLL(None)
    version = kernel.syscall(_CREATE, None, 0, _ASK_VERSION)
    if version < 1:
        return False
    known = (1 << _RIGHTS.get(version, 16)) - 1
    asked = struct.pack("=QQQ", known, _NO_TCP, _NO_SIGNALS_OR_SOCKETS_OUT)
    rules = kernel.syscall(_CREATE, asked, _SIZES.get(version, 24), 0)
    if rules < 0:
        return False
    reading = _READ_FILE | _READ_FOLDER
    for rights, allowed in (
        (reading | _EXECUTE, executed),
        (reading, read),
        (_READ_FOLDER, listed),
        (known & ~_EXECUTE, written),
    ):
        for path in allowed:
            _allow(kernel, rules, path, rights & known)
    return bool(kernel.syscall(_RESTRICT, rules, 0) == 0)


def _allow(kernel: ctypes.CDLL, rules: int, path: str, rights: int) -> None:
    if os.path.exists(path):
        place = os.open(path, os.O_PATH)
        mine = rights if os.path.isdir(path) else rights & _OF_FILES
        kernel.syscall(_ADD_RULE, rules, _PATH_RULE, struct.pack("=Qi", mine, place), 0)
        os.close(place)
