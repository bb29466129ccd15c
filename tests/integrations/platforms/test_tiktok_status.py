from datetime import UTC, datetime
from typing import Any

import pytest

from domain.publication import Privacy, Remedy, Setback, Sighting, Stage
from integrations.platforms.tiktok_calls import Said
from integrations.platforms.tiktok_status import id_text, report_of, sighting_of
from tests.integrations.platforms.tiktok_playing import a_post

NOW = datetime(2030, 1, 1, 12, tzinfo=UTC)
BIG = 7_312_345_678_901_234_567
SIZE = 25_000_000


def seen(
    status: str = "PROCESSING_UPLOAD",
    *,
    crossed_at: datetime | None = NOW,
    privacy: Privacy = Privacy.PUBLIC,
    known: tuple[str, ...] = (),
    **data: Any,
) -> Sighting:
    data = {"status": status, **data}
    said = Said(call="status", status=200, code="ok", trace="2026", data=data)
    post = a_post(privacy=privacy)
    return sighting_of(report_of(said), post, size=SIZE, crossed_at=crossed_at, known=known)


class TestAnUpload:
    def test_that_lacks_bytes_is_nothing_yet(self) -> None:
        assert seen(uploaded_bytes=SIZE - 1).stage is Stage.NOTHING

    def test_that_has_all_bytes_is_being_processed(self) -> None:
        assert seen(uploaded_bytes=SIZE).stage is Stage.PROCESSING

    def test_that_says_no_count_is_nothing_while_the_last_bytes_were_not_sent(self) -> None:
        assert seen(crossed_at=None).stage is Stage.NOTHING

    def test_that_says_no_count_may_be_anything_once_they_were(self) -> None:
        assert seen().stage is Stage.PROCESSING


class TestAPost:
    def test_that_is_complete_is_live_under_its_first_id(self) -> None:
        live = seen("PUBLISH_COMPLETE", publicaly_available_post_id=[BIG, "7400000000000000001"])

        assert (live.stage, live.external_id) == (Stage.LIVE, str(BIG))
        assert live.more_ids == ("7400000000000000001",)

    def test_that_is_known_as_another_one_is_not_it(self) -> None:
        live = seen("PUBLISH_COMPLETE", publicaly_available_post_id=[1, 2], known=("1",))

        assert (live.external_id, live.more_ids) == ("2", ())

    @pytest.mark.parametrize("ids", [[], None, "7", [1.5], [None], ["x"]])
    def test_without_an_id_is_live_and_its_id_follows(self, ids: object) -> None:
        live = seen("PUBLISH_COMPLETE", publicaly_available_post_id=ids)

        assert (live.stage, live.external_id) == (Stage.LIVE, None)
        assert live.evidence["post_id"] == "to follow"

    def test_for_its_owner_alone_never_gets_an_id(self) -> None:
        live = seen("PUBLISH_COMPLETE", privacy=Privacy.PRIVATE)

        assert (live.stage, live.external_id) == (Stage.LIVE, None)
        assert live.evidence["post_id"] == "none for a private post"

    def test_in_the_inbox_waits_for_a_person(self) -> None:
        assert seen("SEND_TO_USER_INBOX").stage is Stage.INBOX

    def test_that_is_fetched_is_being_processed(self) -> None:
        assert seen("PROCESSING_DOWNLOAD").stage is Stage.PROCESSING

    def test_that_failed_says_why_and_what_next(self) -> None:
        failed = seen("FAILED", fail_reason="frame_rate_check_failed")

        assert (failed.stage, failed.code) == (Stage.FAILED, "frame_rate_check_failed")
        assert failed.remedy is Remedy.FIX_MEDIA

    def test_with_a_word_that_nobody_knows_is_undecided(self) -> None:
        odd = seen("AWAITING_THE_MOON")

        assert odd.stage is Stage.PROCESSING
        assert odd.evidence["status"] == "AWAITING_THE_MOON"

    def test_without_any_word_is_no_answer(self) -> None:
        with pytest.raises(Setback) as odd:
            seen("")

        assert odd.value.remedy is Remedy.RETRY


class TestAnId:
    @pytest.mark.parametrize(("value", "text"), [(BIG, str(BIG)), (str(BIG), str(BIG))])
    def test_is_text_however_it_came(self, value: object, text: str) -> None:
        assert id_text(value) == text

    @pytest.mark.parametrize("value", [7.3e18, True, None, "", "7x", "٣", -1])
    def test_is_nothing_else(self, value: object) -> None:
        assert id_text(value) is None
