"""What the rehearsal signs is what the receiver takes for true."""

from datetime import UTC, datetime, timedelta

from domain.platforms import Platform
from integrations.rehearsal.tiktok.hooks import sign
from integrations.webhooks import VERIFY, Keys
from tests.integrations.webhooks.sending import APP, SECRET, tiktok_event

AT = datetime(2026, 11, 22, tzinfo=UTC)
KEYS = Keys(secrets=(SECRET,), app_id=APP)


def test_tiktoks_rehearsal_signs_as_tiktok_does() -> None:
    body = tiktok_event("post.publish.complete")
    headers = [("TikTok-Signature", sign(body, at=int(AT.timestamp())))]

    assert VERIFY[Platform.TIKTOK](body, headers, KEYS, AT)
    assert not VERIFY[Platform.TIKTOK](body, headers, KEYS, AT + timedelta(minutes=6))
