import json
from typing import Any

import httpx
import pytest

from domain.publication import Remedy, Scope
from integrations.http import Answer
from integrations.platforms.tiktok_calls import Said, said_in
from integrations.platforms.tiktok_errors import DAY_S, failure_remedy, refusal, word_of


def heard(body: bytes, status: int = 200) -> Said | None:
    return said_in("status", Answer(status=status, headers=httpx.Headers(), body=body))


def envelope(data: Any = None, **error: Any) -> bytes:
    error = {"code": "ok", "message": "", "log_id": "2026", **error}
    return json.dumps({"data": data or {}, "error": error}).encode()


class TestARefusal:
    @pytest.mark.parametrize(
        ("code", "remedy", "scope", "wait_s"),
        [
            ("access_token_invalid", Remedy.HOLD_ACCOUNT, Scope.ACCOUNT, None),
            ("scope_not_authorized", Remedy.HOLD_ACCOUNT, Scope.ACCOUNT, None),
            ("spam_risk_user_banned_from_posting", Remedy.HOLD_ACCOUNT, Scope.ACCOUNT, None),
            ("spam_risk_too_many_posts", Remedy.WAIT, Scope.ACCOUNT, DAY_S),
            ("spam_risk_too_many_pending_share", Remedy.WAIT, Scope.ACCOUNT, DAY_S),
            ("reached_active_user_cap", Remedy.WAIT, Scope.APP, DAY_S),
            ("rate_limit_exceeded", Remedy.WAIT, Scope.ACCOUNT, 60.0),
            ("privacy_level_option_mismatch", Remedy.FIX_MEDIA, Scope.POST, None),
            ("invalid_params", Remedy.FIX_MEDIA, Scope.POST, None),
            ("internal_error", Remedy.RETRY, Scope.POST, None),
        ],
    )
    @pytest.mark.parametrize("status", [200, 403, 500])
    def test_is_judged_by_its_code_and_not_by_the_status(
        self, code: str, remedy: Remedy, scope: Scope, wait_s: float | None, status: int
    ) -> None:
        said = refusal(code, status=status, trace="2026", is_read=False)

        assert (said.code, said.remedy, said.scope) == (code, remedy, scope)
        assert said.retry_after_s == wait_s
        assert said.trace == "2026"

    @pytest.mark.parametrize(
        ("status", "is_read", "remedy"),
        [
            (403, False, Remedy.HUMAN),
            (200, False, Remedy.HUMAN),
            (503, False, Remedy.RETRY),
            (403, True, Remedy.RETRY),
        ],
    )
    def test_with_a_new_word_is_for_a_person_unless_it_may_pass(
        self, status: int, is_read: bool, remedy: Remedy
    ) -> None:
        assert refusal("a_new_one", status=status, trace=None, is_read=is_read).remedy is remedy

    def test_of_an_unaudited_app_says_whose_setting_it_is(self) -> None:
        code = "unaudited_client_can_only_post_to_private_accounts"

        assert "account itself" in str(refusal(code, status=403, trace=None, is_read=False))


class TestAFailedPost:
    @pytest.mark.parametrize(
        ("reason", "remedy"),
        [
            ("file_format_check_failed", Remedy.FIX_MEDIA),
            ("duration_check_failed", Remedy.FIX_MEDIA),
            ("frame_rate_check_failed", Remedy.FIX_MEDIA),
            ("picture_size_check_failed", Remedy.FIX_MEDIA),
            ("spam_risk_text", Remedy.FIX_MEDIA),
            ("internal", Remedy.BEGIN_ANEW),
            ("auth_removed", Remedy.HOLD_ACCOUNT),
            ("spam_risk_user_banned_from_posting", Remedy.HOLD_ACCOUNT),
            ("spam_risk_too_many_posts", Remedy.WAIT),
            ("spam_risk", Remedy.HUMAN),
            ("publish_cancelled", Remedy.HUMAN),
            ("something_new", Remedy.HUMAN),
        ],
    )
    def test_calls_for_what_its_reason_says(self, reason: str, remedy: Remedy) -> None:
        assert failure_remedy(reason) is remedy


class TestTheEnvelope:
    def test_keeps_an_id_of_19_digits_to_the_last_one(self) -> None:
        said = heard(b'{"data":{"id":7312345678901234567},"error":{"code":"ok","log_id":"l"}}')

        assert said is not None
        assert str(said.data["id"]) == "7312345678901234567"

    def test_says_what_went_wrong_whatever_the_status(self) -> None:
        said = heard(envelope(code="spam_risk_too_many_posts"), status=200)

        assert said is not None
        assert (said.code, said.trace) == ("spam_risk_too_many_posts", "2026")

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"<html>Bad gateway</html>",
            b"[]",
            b"null",
            b"{}",
            b'{"data":{}}',
            b'{"data":{},"error":"ok"}',
            b'{"data":{},"error":{}}',
            b"[" * 100_000,
            b"\xff\xfe",
        ],
    )
    def test_is_not_seen_where_there_is_none(self, body: bytes) -> None:
        assert heard(body) is None

    def test_without_data_is_empty(self) -> None:
        said = heard(b'{"error":{"code":"ok"}}')

        assert said is not None
        assert said.data == {}


class TestAWord:
    def test_that_is_one_is_kept(self) -> None:
        assert word_of("PROCESSING_UPLOAD") == "PROCESSING_UPLOAD"

    @pytest.mark.parametrize("value", [None, 7, "", "https://upload/?ticket=1", "a" * 101])
    def test_that_is_none_is_not_repeated(self, value: object) -> None:
        assert word_of(value) == "unreadable"
