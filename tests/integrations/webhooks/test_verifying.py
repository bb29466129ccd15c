from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.platforms import Platform
from integrations.webhooks import VERIFY, Headers, Keys
from tests.integrations.webhooks.sending import (
    APP,
    SECRET,
    by_instagram,
    by_tiktok,
    by_youtube,
    tiktok_event,
)

AT = 1_790_000_000
NOW = datetime.fromtimestamp(AT, UTC)
KEYS = Keys(secrets=("the next secret", SECRET), app_id=APP)
BODY = tiktok_event("post.publish.complete", publish_id="v_pub_1")
GOOD = [
    (Platform.INSTAGRAM, by_instagram(BODY)),
    (Platform.TIKTOK, by_tiktok(BODY, at=AT)),
    (Platform.YOUTUBE, by_youtube(BODY)),
    (Platform.YOUTUBE, by_youtube(BODY, algorithm="sha256")),
]
EACH = pytest.mark.parametrize(("platform", "headers"), GOOD)


def passes(platform: Platform, headers: Headers, *, body: bytes = BODY, keys: Keys = KEYS) -> bool:
    return VERIFY[platform](body, headers, keys, NOW)


@EACH
class TestEveryPlatform:
    def test_a_true_signature_passes(self, platform: Platform, headers: Headers) -> None:
        assert passes(platform, headers)

    def test_the_header_may_be_written_in_any_case(
        self, platform: Platform, headers: Headers
    ) -> None:
        [(name, value)] = headers

        assert passes(platform, [(name.upper(), value)])
        assert passes(platform, [(name.lower(), value)])

    def test_one_more_byte_is_another_body(self, platform: Platform, headers: Headers) -> None:
        assert not passes(platform, headers, body=BODY + b" ")

    def test_a_header_that_comes_twice_is_refused(
        self, platform: Platform, headers: Headers
    ) -> None:
        assert not passes(platform, [*headers, *headers])

    def test_no_header_is_refused(self, platform: Platform, headers: Headers) -> None:
        assert not passes(platform, [])

    def test_any_of_two_secrets_is_good_while_they_are_changed(
        self, platform: Platform, headers: Headers
    ) -> None:
        assert passes(platform, headers, keys=Keys(secrets=(SECRET, "old")))
        assert passes(platform, headers, keys=Keys(secrets=("new", SECRET)))
        assert not passes(platform, headers, keys=Keys(secrets=("new", "newer")))

    def test_without_a_secret_nothing_passes(self, platform: Platform, headers: Headers) -> None:
        assert not passes(platform, headers, keys=Keys(secrets=()))

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda value: "",
            lambda value: value[:-1],
            lambda value: value + "0",
            lambda value: value + ",",
            lambda value: value.replace("=", ":"),
            lambda value: value[:-1] + ("1" if value[-1] == "0" else "0"),
            lambda value: value[:-1] + "é",
            lambda value: value[:-1] + "g",
            lambda value: f"{value},{value}",
            lambda value: value.partition("=")[2],
        ],
    )
    def test_a_spoilt_signature_is_refused(
        self, platform: Platform, headers: Headers, spoil: Callable[[str], str]
    ) -> None:
        assert not passes(platform, [(name, spoil(value)) for name, value in headers])


@pytest.mark.parametrize(
    ("platform", "headers"),
    [
        (Platform.INSTAGRAM, by_instagram(BODY, secret="")),
        (Platform.TIKTOK, by_tiktok(BODY, at=AT, secret="")),
        (Platform.YOUTUBE, by_youtube(BODY, secret="")),
    ],
)
def test_a_secret_that_is_empty_opens_nothing(platform: Platform, headers: Headers) -> None:
    assert not passes(platform, headers, keys=Keys(secrets=("",)))


@given(
    platform=st.sampled_from(list(Platform)),
    names=st.lists(
        st.sampled_from(["x-hub-signature-256", "x-hub-signature", "tiktok-signature", "Host"])
    ),
    value=st.one_of(
        st.text(max_size=100),
        st.from_regex(r"(sha1|sha256|t)=[0-9a-f,s=]*"),
        st.from_regex(r"t=\d{1,30},s=[0-9a-f]{64}", fullmatch=True),
    ),
    body=st.binary(max_size=200),
)
def test_nobody_gets_past_with_anything_else(
    platform: Platform, names: list[str], value: str, body: bytes
) -> None:
    assert passes(platform, [(name, value) for name in names], body=body) is False


class TestInstagram:
    def test_the_older_signature_is_not_looked_at(self) -> None:
        assert not passes(Platform.INSTAGRAM, by_youtube(BODY))

    def test_escaped_letters_are_signed_as_they_came(self) -> None:
        body = rb'{"text":"\u00e1"}'

        assert passes(Platform.INSTAGRAM, by_instagram(body), body=body)
        assert not passes(Platform.INSTAGRAM, by_instagram(body), body='{"text":"á"}'.encode())


class TestTikTok:
    @pytest.mark.parametrize("age_s", [-300, 0, 300])
    def test_five_minutes_either_way_are_fine(self, age_s: int) -> None:
        assert passes(Platform.TIKTOK, by_tiktok(BODY, at=AT - age_s))

    @pytest.mark.parametrize("age_s", [-301, 301, 10**9])
    def test_what_is_older_or_of_the_future_is_refused(self, age_s: int) -> None:
        assert not passes(Platform.TIKTOK, by_tiktok(BODY, at=AT - age_s))

    def test_the_time_is_part_of_what_is_signed(self) -> None:
        [(name, value)] = by_tiktok(BODY, at=AT)

        assert not passes(Platform.TIKTOK, [(name, value.replace(str(AT), str(AT + 1)))])

    def test_the_parts_may_come_in_any_order(self) -> None:
        [(name, value)] = by_tiktok(BODY, at=AT)
        time, digest = value.split(",")

        assert passes(Platform.TIKTOK, [(name, f"{digest}, {time}")])

    def test_a_delivery_for_another_app_is_refused(self) -> None:
        body = tiktok_event("post.publish.complete", app="another-app")

        assert not passes(Platform.TIKTOK, by_tiktok(body, at=AT), body=body)

    def test_a_delivery_that_names_no_app_is_refused(self) -> None:
        assert not passes(Platform.TIKTOK, by_tiktok(b"{}", at=AT), body=b"{}")

    def test_what_cannot_be_read_is_theirs_all_the_same(self) -> None:
        assert passes(Platform.TIKTOK, by_tiktok(b"{", at=AT), body=b"{")


def test_keys_do_not_show_themselves() -> None:
    assert SECRET not in repr(KEYS)
