"""What keeps a program that reads hostile media from everything but its work.

Each wall stands where the kernel can build it. The launcher raises them between its own start and
the program's, so that nothing of the program ever runs outside. What is imported on that way is
paid for at every start: only modules that Python loads in no time, hence no ``typing`` here.
"""

import ctypes
import os
import sys

from integrations.media.landlock import confine
from integrations.media.seccomp import refuse_calls

_PR_CAPBSET_DROP = 24
_PR_SET_NO_NEW_PRIVS = 38
_CAPABILITIES = range(64)
_KEPT = (1, 2)
"""Reading and writing files of other owners, as a service that runs as root may have to."""

_IOPRIO_SET = {"x86_64": 251, "aarch64": 30}
_LAST_OF_BEST_EFFORT = (2 << 13) | 7

_above = os.path.dirname
_PROJECT = _above(_above(_above(os.path.abspath(__file__))))
_LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib")
_SYSTEM = (
    *("/usr/share", "/etc/ld.so.cache", "/etc/fonts", "/etc/localtime"),
    *("/proc/cpuinfo", "/proc/meminfo", "/proc/self", "/sys/devices/system/cpu"),
    *("/dev/null", "/dev/zero", "/dev/urandom"),
)
_OURS = (f"{_PROJECT}/domain", f"{_PROJECT}/integrations")


def raise_walls(program: str, *, reads: list[str], writes: list[str]) -> None:
    """No way back, also not for the program that this process becomes."""
    if sys.platform != "linux":
        return
    kernel = ctypes.CDLL(None)
    for capability in _CAPABILITIES:
        if capability not in _KEPT:
            kernel.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)
    kernel.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    machine = os.uname().machine
    if machine in _IOPRIO_SET:
        kernel.syscall(_IOPRIO_SET[machine], 1, 0, _LAST_OF_BEST_EFFORT)
    real = os.path.realpath(program)
    ours = real == os.path.realpath(sys.executable)
    confine(
        executed=[real, *_LIBRARIES],
        read=[*_SYSTEM, _above(real), *(_python(program) if ours else ()), *reads],
        listed=[_PROJECT] if ours else [],
        written=["/dev/null", *writes],
    )
    refuse_calls()


def _python(program: str) -> list[str]:
    """What our own programs need: the interpreter, its packages and our code."""
    return [*(_above(_above(path)) for path in (os.path.realpath(program), program)), *_OURS]
