import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.access import NotSignedIn
from domain.ids import UserId
from entrypoints.http.tokens import LIFETIME, MAX_BYTES, AccessTokens
from tests.build import new_id

NOW = datetime(2030, 1, 1, 12, tzinfo=UTC)
SECRET = "the-first-secret-key-of-this-service"
OTHER = "an-older-secret-key-of-this-service"
WHO = UserId(new_id())
SESSION = new_id()
HEADER = {"alg": "HS256", "typ": "at+jwt"}


def key_of(secret: str) -> bytes:
    return hmac.digest(secret.encode(), b"stakazo access token v1", "sha256")


def claims(**changed: Any) -> dict[str, Any]:
    issued = int(NOW.timestamp())
    usual = {
        "iss": "stakazo",
        "aud": "stakazo-api",
        "sub": WHO,
        "purpose": "session",
        "iat": issued,
        "exp": issued + 600,
        "jti": SESSION,
    }
    merged = {**usual, **changed}
    return {name: value for name, value in merged.items() if value is not Ellipsis}


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def forge(
    payload: Mapping[str, Any] | str,
    header: Mapping[str, Any] | str = HEADER,
    *,
    key: bytes | None = None,
    digest: str = "sha256",
) -> str:
    """A token with whatever is wanted inside, signed with our own key: the worst case."""
    head = header if isinstance(header, str) else json.dumps(header)
    body = payload if isinstance(payload, str) else json.dumps(payload)
    signed = f"{b64(head.encode())}.{b64(body.encode())}"
    mac = hmac.digest(key if key is not None else key_of(SECRET), signed.encode(), digest)
    return f"{signed}.{b64(mac)}"


def doubled(name: str, value: str) -> str:
    """The usual claims with one member named twice, the second one in effect."""
    return json.dumps(claims())[:-1] + f', "{name}": {value}}}'


def respelled(token: str) -> str:
    """The same signature bytes in another spelling of their last character."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    last = alphabet.index(token[-1])
    return token[:-1] + alphabet[last ^ 1]


SECONDS = int(NOW.timestamp())
GOOD = forge(claims())

ATTACKS: Mapping[str, Callable[[], str]] = {
    "nothing": lambda: "",
    "two segments": lambda: GOOD.rsplit(".", 1)[0],
    "four segments": lambda: GOOD + ".x",
    "five segments, as encryption has": lambda: "a.b.c.d.e",
    "an empty signature": lambda: GOOD.rsplit(".", 1)[0] + ".",
    "a changed signature": lambda: GOOD[:-6] + ("AAAAAA" if GOOD[-6:] != "AAAAAA" else "BBBBBB"),
    "a respelled signature": lambda: respelled(GOOD),
    "a padded signature": lambda: GOOD + "=",
    "white space around it": lambda: f" {GOOD}",
    "a line break inside": lambda: GOOD.replace(".", ".\n", 1),
    "letters outside of ASCII": lambda: GOOD + "é",
    "standard base64 letters": lambda: GOOD.replace(".", ".+/", 1),
    "alg none": lambda: forge(claims(), {"alg": "none", "typ": "at+jwt"}),
    "alg none and no signature": lambda: (
        f"{b64(json.dumps({'alg': 'none', 'typ': 'at+jwt'}).encode())}."
        f"{b64(json.dumps(claims()).encode())}."
    ),
    "alg NONE": lambda: forge(claims(), {"alg": "NONE", "typ": "at+jwt"}),
    "alg HS512": lambda: forge(claims(), {"alg": "HS512", "typ": "at+jwt"}, digest="sha512"),
    "alg RS256 with our key as the public one": lambda: forge(
        claims(), {"alg": "RS256", "typ": "at+jwt"}
    ),
    "no alg": lambda: forge(claims(), {"typ": "at+jwt"}),
    "alg named twice": lambda: forge(claims(), '{"alg":"none","alg":"HS256","typ":"at+jwt"}'),
    "typ JWT": lambda: forge(claims(), {"alg": "HS256", "typ": "JWT"}),
    "no typ": lambda: forge(claims(), {"alg": "HS256"}),
    "a kid": lambda: forge(claims(), {**HEADER, "kid": "../../dev/null"}),
    "a jku": lambda: forge(claims(), {**HEADER, "jku": "https://evil.example/keys"}),
    "a jwk of its own": lambda: forge(
        claims(), {**HEADER, "jwk": {"kty": "oct", "k": "AAAA"}}, key=b"\0\0\0"
    ),
    "crit": lambda: forge(claims(), {**HEADER, "crit": ["exp"]}),
    "b64 false": lambda: forge(claims(), {**HEADER, "b64": False, "crit": ["b64"]}),
    "zip": lambda: forge(claims(), {**HEADER, "zip": "DEF"}),
    "a header that is a list": lambda: forge(claims(), '["HS256"]'),
    "a header that is no JSON": lambda: forge(claims(), "HS256"),
    "a deeply nested header": lambda: forge(claims(), "[" * 2_000),
    "an empty key": lambda: forge(claims(), key=b""),
    "the secret itself as key": lambda: forge(claims(), key=SECRET.encode()),
    "a stranger's key": lambda: forge(claims(), key=key_of("a stranger's secret key")),
    "a hash without a key": lambda: (
        GOOD.rsplit(".", 1)[0] + "." + b64(hashlib.sha256(GOOD.rsplit(".", 1)[0].encode()).digest())
    ),
    "run out": lambda: forge(claims(iat=SECONDS - 700, exp=SECONDS - 100)),
    "running out this second": lambda: forge(claims(iat=SECONDS - 600, exp=SECONDS)),
    "exp as text": lambda: forge(claims(exp=str(SECONDS + 600))),
    "exp as a fraction": lambda: forge(claims(exp=SECONDS + 600.5)),
    "exp in milliseconds": lambda: forge(claims(exp=(SECONDS + 600) * 1000)),
    "exp true": lambda: forge(claims(exp=True)),
    "exp null": lambda: forge(claims(exp=None)),
    "no exp": lambda: forge(claims(exp=...)),
    "exp infinite": lambda: forge(json.dumps(claims()).replace(str(SECONDS + 600), "Infinity")),
    "exp beyond all numbers": lambda: forge(
        json.dumps(claims()).replace(str(SECONDS + 600), "1e999")
    ),
    "a life of ten years": lambda: forge(claims(exp=SECONDS + 10 * 365 * 86_400)),
    "a life one second too long": lambda: forge(
        claims(exp=SECONDS + int(LIFETIME.total_seconds()) + 1)
    ),
    "iat in the future": lambda: forge(claims(iat=SECONDS + 3_600, exp=SECONDS + 7_200)),
    "iat as text": lambda: forge(claims(iat=str(SECONDS))),
    "iat after exp": lambda: forge(claims(iat=SECONDS + 20, exp=SECONDS + 10)),
    "no iat": lambda: forge(claims(iat=...)),
    "another issuer": lambda: forge(claims(iss="stakazo.evil.example")),
    "no issuer": lambda: forge(claims(iss=...)),
    "another audience": lambda: forge(claims(aud="stakazo-worker")),
    "several audiences": lambda: forge(claims(aud=["stakazo-api", "other"])),
    "no audience": lambda: forge(claims(aud=...)),
    "a refresh token": lambda: forge(claims(purpose="refresh")),
    "an approval link": lambda: forge(claims(purpose="approval")),
    "no purpose": lambda: forge(claims(purpose=...)),
    "an empty sub": lambda: forge(claims(sub="")),
    "a sub that is a number": lambda: forge(claims(sub=1)),
    "a sub with a NUL": lambda: forge(claims(sub=f"{WHO}\0")),
    "a sub in capitals": lambda: forge(claims(sub=WHO.upper())),
    "a sub with a line break": lambda: forge(claims(sub=f"{WHO}\n")),
    "a sub that is a query": lambda: forge(claims(sub="' OR 1=1 --")),
    "no sub": lambda: forge(claims(sub=...)),
    "no jti": lambda: forge(claims(jti=...)),
    "a role that wants to be believed": lambda: forge(claims(role="admin")),
    "sub named twice": lambda: forge(doubled("sub", json.dumps(new_id()))),
    "exp named twice": lambda: forge(doubled("exp", str(SECONDS + 700))),
    "claims that are a list": lambda: forge("[]"),
    "claims that are text": lambda: forge('"sub"'),
    "claims that are no JSON": lambda: forge("sub"),
    "deeply nested claims": lambda: forge('{"a":' * 500 + "1" + "}" * 500),
    "a million bytes": lambda: forge(claims(jti="x" * 1_000_000)),
    "one byte too many": lambda: "a.b." + "c" * (MAX_BYTES - 3),
}


@pytest.fixture
def tokens() -> AccessTokens:
    return AccessTokens([SECRET, OTHER])


class TestReading:
    def test_gives_back_who_it_was_issued_to(self, tokens: AccessTokens) -> None:
        token = tokens.issue(WHO, now=NOW, jti=SESSION)

        assert tokens.read(token.text, now=NOW + timedelta(hours=1)) == WHO
        assert token.expires_in_s == LIFETIME.total_seconds()

    def test_takes_what_the_attacks_start_from(self, tokens: AccessTokens) -> None:
        assert tokens.read(GOOD, now=NOW) == WHO

    def test_takes_what_an_older_key_signed(self, tokens: AccessTokens) -> None:
        token = AccessTokens([OTHER]).issue(WHO, now=NOW, jti=SESSION)

        assert tokens.read(token.text, now=NOW) == WHO

    def test_refuses_a_key_that_was_taken_out(self, tokens: AccessTokens) -> None:
        token = tokens.issue(WHO, now=NOW, jti=SESSION)

        with pytest.raises(NotSignedIn):
            AccessTokens([OTHER]).read(token.text, now=NOW)

    def test_refuses_it_after_its_lifetime(self, tokens: AccessTokens) -> None:
        token = tokens.issue(WHO, now=NOW, jti=SESSION)

        with pytest.raises(NotSignedIn):
            tokens.read(token.text, now=NOW + LIFETIME)

    @pytest.mark.parametrize("attack", list(ATTACKS))
    def test_refuses(self, tokens: AccessTokens, attack: str) -> None:
        with pytest.raises(NotSignedIn):
            tokens.read(ATTACKS[attack](), now=NOW)


class TestMaking:
    def test_needs_a_key(self) -> None:
        with pytest.raises(ValueError, match="key"):
            AccessTokens([])
