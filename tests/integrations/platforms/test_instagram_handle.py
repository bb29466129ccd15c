import pytest

from domain.publication import Remedy, Setback
from integrations.platforms.instagram_handle import Handle, Transport, upload_path
from tests.fakes.clock import FixedClock

HOST = "https://rupload.facebook.com"
MOVED = "http://127.0.0.1:8099/instagram/rupload"


def path(uri: object, *, host: str = HOST) -> str:
    return upload_path(uri, host=host, container="179", version="v25.0")


class TestAHandle:
    @pytest.mark.parametrize("upload", [None, "/ig-api-upload/v25.0/179"])
    def test_comes_back_as_it_was_kept(self, upload: str | None) -> None:
        handle = Handle(
            container="17900000000000001",
            transport=Transport.BYTES,
            opened_at=FixedClock().now(),
            upload=upload,
        )

        assert Handle.parse(handle.text()) == handle

    @pytest.mark.parametrize("text", ["", "null", "[]", "{}", '{"container": 1}'])
    def test_that_is_none_of_ours_needs_a_person(self, text: str) -> None:
        with pytest.raises(Setback) as setback:
            Handle.parse(text)

        assert setback.value.remedy is Remedy.HUMAN

    def test_shows_no_upload_address(self) -> None:
        handle = Handle(
            container="1",
            transport=Transport.BYTES,
            opened_at=FixedClock().now(),
            upload="/secret",
        )

        assert "secret" not in repr(handle)


class TestAnUploadAddress:
    def test_is_kept_without_its_host(self) -> None:
        assert path(f"{HOST}/ig-api-upload/v25.0/179") == "/ig-api-upload/v25.0/179"

    def test_keeps_its_query(self) -> None:
        assert path(f"{HOST}/x?sig=1") == "/x?sig=1"

    def test_is_below_a_host_that_has_a_path_of_its_own(self) -> None:
        assert path(f"{MOVED}/ig-api-upload/v25.0/179", host=MOVED) == "/ig-api-upload/v25.0/179"

    @pytest.mark.parametrize("uri", [None, "", 5])
    def test_that_is_not_given_is_the_documented_one(self, uri: object) -> None:
        assert path(uri) == "/ig-api-upload/v25.0/179"

    @pytest.mark.parametrize(
        "uri",
        [
            "https://rupload.facebook.com.evil.example/x",
            "https://evil.example/ig-api-upload/v25.0/179",
            "http://rupload.facebook.com/x",
            "https://user@rupload.facebook.com/x",
            "https://rupload.facebook.com:444/x",
            "https://rupload.facebook.com",
            "//rupload.facebook.com/x",
            "/ig-api-upload/v25.0/179",
            "https://rupload.facebook.com/a/../b",
        ],
    )
    def test_on_another_host_is_not_used(self, uri: str) -> None:
        with pytest.raises(Setback) as setback:
            path(uri)

        assert setback.value.code == "foreign_upload_address"
        assert uri not in str(setback.value)

    def test_beside_the_host_s_own_path_is_not_used(self) -> None:
        with pytest.raises(Setback):
            path("http://127.0.0.1:8099/tiktok/upload", host=MOVED)
