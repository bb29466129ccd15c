"""Secrets that we choose ourselves, made from the service's keys: nothing has to be kept, and a
change of the keys changes them too. All of them are good; the first is the one to hand out."""

import hmac
from collections.abc import Sequence

from domain.platforms import Platform


def verify_tokens(secret_keys: Sequence[str], platform: Platform) -> tuple[str, ...]:
    """What a platform gives back to us when it asks whether our address is really ours."""
    return _derived(secret_keys, f"webhook verify {platform}")


def hub_secrets(secret_keys: Sequence[str]) -> tuple[str, ...]:
    """What the hub of YouTube signs with."""
    return _derived(secret_keys, "websub hub")


def _derived(secret_keys: Sequence[str], purpose: str) -> tuple[str, ...]:
    about = f"stakazo {purpose} v1".encode()
    return tuple(hmac.digest(key.encode(), about, "sha256").hex() for key in secret_keys)
