import asyncio
from collections import deque
from dataclasses import replace
from pathlib import Path

import pytest

from domain.ids import BlobKey
from domain.ports import TranscriberUnavailable
from domain.texts.transcripts import TEXTS
from domain.transcript import Transcript, written
from domain.video import MAX_BYTES, MediaRefused
from integrations.transcription import Workplace
from integrations.transcription.openai_api import Access, OpenAITranscriber
from tests.fakes.transcription_server import KEY, Mood, TranscriptionServer
from tests.fakes.transcription_server import MAX_BYTES as MOST
from tests.integrations.media.making import chunks, lavfi, make, nothing
from tests.integrations.transcription.beeping import WORDS, beeping, numbers

TWENTY_MINUTES = 1_230
"""Seconds, and a little more, so that there are three parts."""


@pytest.fixture(scope="module")
def twenty_minutes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return beeping(tmp_path_factory.mktemp("long") / "v.mkv", seconds=TWENTY_MINUTES)


def access(server: TranscriptionServer) -> Access:
    return Access(api_key=KEY, base_url=server.url)


async def stored(workplace: Workplace, path: Path) -> BlobKey:
    return (await workplace.store.put(chunks(path), max_bytes=MAX_BYTES)).key


async def heard(
    workplace: Workplace, path: Path, asked: Access, progress: list[float] | None = None
) -> Transcript:
    async def tell(share: float) -> None:
        if progress is not None:
            progress.append(share)

    source = await stored(workplace, path)
    return await OpenAITranscriber(workplace, asked).transcribe(source, on_progress=tell)


class TestTranscribe:
    async def test_gives_every_word_its_time_and_its_punctuation(
        self, workplace: Workplace, server: TranscriptionServer, tmp_path: Path
    ) -> None:
        path = beeping(tmp_path / "v.mkv", seconds=10)
        progress: list[float] = []

        transcript = await heard(workplace, path, access(server), progress)

        assert transcript.language == "es"
        assert transcript.transcriber == "openai:whisper-1"
        assert written(transcript.words[:5]) == "¿Beep0, beep1, beep2, beep3, beep4?"
        for second, word in enumerate(transcript.words):
            assert abs(word.span.start_ms - second * 1000) <= 20
            assert abs(word.span.end_ms - second * 1000 - 300) <= 20
        assert progress == [1.0]

    async def test_asks_as_the_protocol_wants_it(
        self, workplace: Workplace, server: TranscriptionServer, tmp_path: Path
    ) -> None:
        await heard(workplace, beeping(tmp_path / "v.mkv", seconds=2), access(server))

        (asked,) = server.asked
        assert asked.file_name.endswith(".flac")
        assert asked.fields == {
            "model": ["whisper-1"],
            "response_format": ["verbose_json"],
            "timestamp_granularities[]": ["word", "segment"],
        }

    @pytest.mark.parametrize("container", ["mkv", "mp4"])
    async def test_counts_from_the_first_picture(
        self, workplace: Workplace, server: TranscriptionServer, tmp_path: Path, container: str
    ) -> None:
        path = beeping(tmp_path / f"v.{container}", seconds=8, picture_from_s=2.5)

        transcript = await heard(workplace, path, access(server))

        assert numbers(transcript.words) == [3, 4, 5, 6, 7]
        for second, word in enumerate(transcript.words, start=3):
            assert abs(word.span.start_ms - (second * 1000 - 2500)) <= 25

    async def test_loses_and_doubles_no_word_between_parts(
        self, workplace: Workplace, server: TranscriptionServer, twenty_minutes: Path
    ) -> None:
        progress: list[float] = []

        transcript = await heard(workplace, twenty_minutes, access(server), progress)

        assert len(server.asked) == 3
        assert max(len(asked.sound) for asked in server.asked) < MOST
        assert numbers(transcript.words) == [second % WORDS for second in range(TWENTY_MINUTES)]
        for second, word in enumerate(transcript.words):
            assert abs(word.span.start_ms - second * 1000) <= 20
        assert progress == [pytest.approx(part / 3) for part in (1, 2, 3)]

    async def test_asks_nobody_about_silence(
        self, workplace: Workplace, server: TranscriptionServer, tmp_path: Path
    ) -> None:
        path = beeping(tmp_path / "v.mkv", seconds=3, silent=True)

        transcript = await heard(workplace, path, access(server))

        assert transcript.words == ()
        assert server.asked == []

    async def test_finds_no_words_in_a_video_without_sound(
        self, workplace: Workplace, server: TranscriptionServer, tmp_path: Path
    ) -> None:
        path = make(tmp_path / "v.mp4", *lavfi("color=gray:s=64x64:r=5:d=2"))

        assert (await heard(workplace, path, access(server))).words == ()

    async def test_cleans_what_nobody_can_have_said(
        self, workplace: Workplace, server: TranscriptionServer, tmp_path: Path
    ) -> None:
        times = (("late", 900.0, 901.0), ("one", -1.0, 0.5), ("three", 2.0, 2.0), ("two", 1.0, 2.9))
        server.answer = {
            "language": "english",
            "text": "One, two three.",
            "words": [{"word": word, "start": start, "end": end} for word, start, end in times],
            "segments": [],
        }

        transcript = await heard(workplace, beeping(tmp_path / "v.mkv", seconds=4), access(server))

        spans = [(word.span.start_ms, word.span.end_ms) for word in transcript.words]
        assert spans == [(0, 500), (1000, 2000), (2000, 2060)]

    @pytest.mark.parametrize(
        "times",
        [
            [(500, 900), (1000, 1400), (0, 0.4)],
            [(0.5, 0.1), (1.5, 1.1)],
        ],
    )
    async def test_keeps_no_transcript_most_words_of_which_are_wrong(
        self,
        workplace: Workplace,
        server: TranscriptionServer,
        tmp_path: Path,
        times: list[tuple[float, float]],
    ) -> None:
        words = [{"word": "one", "start": start, "end": end} for start, end in times]
        server.answer = {"language": "english", "text": "One one one.", "words": words}

        with pytest.raises(TranscriberUnavailable, match="answer_unreadable"):
            await heard(workplace, beeping(tmp_path / "v.mkv", seconds=4), access(server))

    @pytest.mark.parametrize("word", [None, {"word": "♪", "start": 0.5, "end": 900.0}])
    async def test_takes_music_and_silence_for_a_transcript_without_words(
        self,
        workplace: Workplace,
        server: TranscriptionServer,
        tmp_path: Path,
        word: dict[str, object] | None,
    ) -> None:
        server.answer = {"language": "english", "text": "", "words": [word] if word else []}

        transcript = await heard(workplace, beeping(tmp_path / "v.mkv", seconds=2), access(server))

        assert transcript.words == ()

    async def test_refuses_what_is_not_a_video(
        self, workplace: Workplace, server: TranscriptionServer, tmp_path: Path
    ) -> None:
        (tmp_path / "v.mp4").write_bytes(b"no video at all")

        with pytest.raises(MediaRefused):
            await heard(workplace, tmp_path / "v.mp4", access(server))


class TestTrouble:
    @pytest.mark.parametrize(
        "moods", [[Mood.RATE_LIMITED], [Mood.BROKEN], [Mood.RATE_LIMITED, Mood.BROKEN]]
    )
    async def test_that_passes_is_waited_out(
        self, workplace: Workplace, server: TranscriptionServer, tmp_path: Path, moods: list[Mood]
    ) -> None:
        server.moods = deque(moods)

        transcript = await heard(workplace, beeping(tmp_path / "v.mkv", seconds=2), access(server))

        assert len(transcript.words) == 2
        assert len(server.asked) == len(moods) + 1

    @pytest.mark.parametrize(
        ("mood", "reason"),
        [
            (Mood.RATE_LIMITED, "too_many_requests"),
            (Mood.NO_CREDIT, "no_credit"),
            (Mood.BROKEN, "out_of_order"),
            (Mood.TOO_LARGE, "audio_too_large"),
            (Mood.UNKNOWN_MODEL, "model_unknown"),
            (Mood.GARBLED, "answer_unreadable"),
        ],
    )
    async def test_that_stays_is_named_and_leaves_nothing_behind(
        self,
        workplace: Workplace,
        server: TranscriptionServer,
        tmp_path: Path,
        mood: Mood,
        reason: str,
    ) -> None:
        server.mood = mood

        assert f"transcriber.{reason}" in TEXTS
        with pytest.raises(TranscriberUnavailable, match=reason):
            await heard(
                workplace,
                beeping(tmp_path / "v.mkv", seconds=2),
                replace(access(server), retries=1),
            )

        assert list(workplace.workshop.folder.iterdir()) == []

    @pytest.mark.parametrize(
        "answer",
        [
            f'{{"words": [{{"word": "x", "start": 0, "end": 1{"0" * 400}}}]}}',
            f'{{"words": [{{"word": "x", "start": 0, "end": 1{"0" * 5000}}}]}}',
            "[" * 100_000,
        ],
        ids=["beyond floats", "beyond numbers", "deep"],
    )
    async def test_of_an_answer_beyond_all_measure_is_named(
        self, workplace: Workplace, server: TranscriptionServer, tmp_path: Path, answer: str
    ) -> None:
        server.answer = answer

        with pytest.raises(TranscriberUnavailable, match="answer_unreadable"):
            await heard(workplace, beeping(tmp_path / "v.mkv", seconds=2), access(server))

    @pytest.mark.parametrize(("retry_after", "asked"), [("0.2", 2), ("3600", 1)])
    async def test_is_not_waited_out_beyond_all_patience(
        self,
        workplace: Workplace,
        server: TranscriptionServer,
        tmp_path: Path,
        retry_after: str,
        asked: int,
    ) -> None:
        server.mood, server.retry_after = Mood.RATE_LIMITED, retry_after
        impatient = replace(access(server), patience_s=0.35)

        with pytest.raises(TranscriberUnavailable, match="too_many_requests"):
            await heard(workplace, beeping(tmp_path / "v.mkv", seconds=2), impatient)

        assert len(server.asked) == asked

    @pytest.mark.parametrize("key", ["sk-wrong", "sk-clé"])
    async def test_with_the_key_is_named_and_not_tried_again(
        self, workplace: Workplace, server: TranscriptionServer, tmp_path: Path, key: str
    ) -> None:
        wrong = replace(access(server), api_key=key)

        with pytest.raises(TranscriberUnavailable, match="key_refused"):
            await heard(workplace, beeping(tmp_path / "v.mkv", seconds=2), wrong)

    async def test_to_reach_the_server_is_named(
        self, workplace: Workplace, tmp_path: Path, unused_tcp_port: int
    ) -> None:
        nobody = Access(api_key=KEY, base_url=f"http://127.0.0.1:{unused_tcp_port}/v1", retries=0)

        with pytest.raises(TranscriberUnavailable, match="unreachable"):
            await heard(workplace, beeping(tmp_path / "v.mkv", seconds=2), nobody)

    async def test_of_an_answer_that_never_comes_ends(
        self, workplace: Workplace, server: TranscriptionServer, tmp_path: Path
    ) -> None:
        server.mood = Mood.SILENT
        impatient = replace(access(server), answer_s=0.2)

        with pytest.raises(TranscriberUnavailable, match="too_slow"):
            await heard(workplace, beeping(tmp_path / "v.mkv", seconds=1), impatient)

        assert len(server.asked) == 1

    async def test_of_one_part_ends_the_others_at_once(
        self, workplace: Workplace, server: TranscriptionServer, twenty_minutes: Path
    ) -> None:
        server.moods = deque([Mood.SILENT, Mood.TOO_LARGE])
        async with asyncio.timeout(30):
            with pytest.raises(TranscriberUnavailable, match="audio_too_large"):
                await heard(workplace, twenty_minutes, access(server))

        assert list(workplace.workshop.folder.iterdir()) == []


class TestCancelling:
    async def test_ends_the_call_and_leaves_nothing_behind(
        self, workplace: Workplace, server: TranscriptionServer, tmp_path: Path
    ) -> None:
        server.mood = Mood.SILENT
        source = await stored(workplace, beeping(tmp_path / "v.mkv", seconds=2))
        transcriber = OpenAITranscriber(workplace, access(server))
        listening = asyncio.create_task(transcriber.transcribe(source, on_progress=nothing))
        await asyncio.wait_for(server.here.wait(), 30)

        listening.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(listening, 1)

        assert list(workplace.workshop.folder.iterdir()) == []
