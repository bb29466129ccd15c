"""A script: fetches Whisper's weights once, for the processes that may not ask a network."""

import sys
from pathlib import Path

from faster_whisper.utils import download_model


def main() -> None:
    """The folder appears only when everything is in it."""
    model, folder = sys.argv[1:]
    unfinished = Path(f"{folder}.unfinished")
    download_model(model, output_dir=str(unfinished))
    unfinished.rename(folder)


if __name__ == "__main__":
    main()
