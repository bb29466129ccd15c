"""These need the extra ``whisper``; its weights they do not, so that no network is asked."""

import inspect
from pathlib import Path

import pytest

from domain.ports import TranscriberUnavailable
from domain.video import MAX_BYTES
from integrations.transcription import TranscriptionSettings, Workplace, build
from tests.integrations.media.making import chunks, nothing
from tests.integrations.transcription.beeping import beeping

faster_whisper = pytest.importorskip("faster_whisper")


def test_the_library_takes_what_the_scripts_give_it() -> None:
    model = inspect.signature(faster_whisper.WhisperModel.__init__).parameters
    transcribe = inspect.signature(faster_whisper.WhisperModel.transcribe).parameters
    download = inspect.signature(faster_whisper.download_model).parameters

    assert {"device", "compute_type", "cpu_threads", "local_files_only"} <= set(model)
    assert {"word_timestamps", "vad_filter", "condition_on_previous_text"} <= set(transcribe)
    assert "output_dir" in download


async def test_a_model_that_nobody_knows_is_named_and_leaves_nothing_behind(
    workplace: Workplace, tmp_path: Path
) -> None:
    settings = TranscriptionSettings(
        weights=tmp_path / "weights", choice="whisper", whisper_model="no such model"
    )
    transcriber = build(settings, workplace)
    assert transcriber is not None
    path = beeping(tmp_path / "v.mkv", seconds=2)
    source = await workplace.store.put(chunks(path), max_bytes=MAX_BYTES)

    with pytest.raises(TranscriberUnavailable, match="weights_missing"):
        await transcriber.transcribe(source.key, on_progress=nothing)

    assert list(workplace.workshop.folder.iterdir()) == []


async def test_weights_that_are_broken_are_named(workplace: Workplace, tmp_path: Path) -> None:
    weights = tmp_path / "weights" / "small"
    weights.mkdir(parents=True)
    (weights / "model.bin").write_bytes(b"no weights")
    transcriber = build(
        TranscriptionSettings(weights=tmp_path / "weights", choice="whisper"), workplace
    )
    assert transcriber is not None
    path = beeping(tmp_path / "v.mkv", seconds=2)
    source = await workplace.store.put(chunks(path), max_bytes=MAX_BYTES)

    with pytest.raises(TranscriberUnavailable, match="out_of_order"):
        await transcriber.transcribe(source.key, on_progress=nothing)
