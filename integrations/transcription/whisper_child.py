"""A script: hears the words of one sound file with faster-whisper, on the CPU."""

import json
import sys
from typing import Any

from faster_whisper import WhisperModel


def main() -> None:
    path, settings = sys.argv[1], json.loads(sys.argv[2])
    sys.stdout.write(json.dumps(hear(path, settings["weights"], settings["threads"])) + "\n")


def hear(path: str, weights: str, threads: int) -> dict[str, Any]:
    """In the form in which OpenAI's API answers."""
    model = WhisperModel(
        weights, device="cpu", compute_type="int8", cpu_threads=threads, local_files_only=True
    )
    segments, info = model.transcribe(
        path, word_timestamps=True, vad_filter=True, condition_on_previous_text=False
    )
    heard = list(segments)
    return {
        "language": info.language,
        "text": "".join(segment.text for segment in heard),
        "segments": [
            {
                "start": segment.start,
                "end": segment.end,
                "text": segment.text,
                "no_speech_prob": segment.no_speech_prob,
                "avg_logprob": segment.avg_logprob,
                "compression_ratio": segment.compression_ratio,
            }
            for segment in heard
        ],
        "words": [
            {"word": word.word, "start": word.start, "end": word.end}
            for segment in heard
            for word in segment.words or ()
        ],
    }


if __name__ == "__main__":
    main()
