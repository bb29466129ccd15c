import json

import pytest

from domain.publication import Remedy, Setback
from integrations.platforms.tiktok_chunks import cut
from integrations.platforms.tiktok_handle import Handle, handle_in, upload_address

API = "https://open.tiktokapis.com"


def a_handle() -> Handle:
    secret = "https://open-upload.tiktokapis.com/v/?upload_token=secret"
    return Handle(publish_id="v_pub_file~1", upload_url=secret, cut=cut(50_000_123))


class TestAHandle:
    def test_comes_back_as_it_was_kept(self) -> None:
        assert handle_in(a_handle().text()) == a_handle()

    def test_says_how_the_file_was_cut(self) -> None:
        kept = json.loads(a_handle().text())

        assert kept["publish_id"] == "v_pub_file~1"
        assert (kept["chunk_size"], kept["total_chunk_count"]) == (10_000_000, 5)
        assert kept["size"] == 50_000_123

    def test_shows_its_address_to_nobody(self) -> None:
        assert "secret" not in repr(a_handle())

    @pytest.mark.parametrize("text", ["", "secret", "[]", '{"publish_id": "secret"}'])
    def test_that_cannot_be_read_is_for_a_person_and_stays_secret(self, text: str) -> None:
        with pytest.raises(Setback) as lost:
            handle_in(text)

        assert lost.value.remedy is Remedy.HUMAN
        assert "secret" not in str(lost.value)
        assert lost.value.__suppress_context__


class TestAnUploadAddress:
    def test_of_tiktok_is_kept_whole(self) -> None:
        url = "https://open-upload.tiktokapis.com/v/?upload_id=1&upload_token=a%2Fb"

        assert upload_address(url, api=API) == url

    def test_on_the_host_of_the_api_moves_with_it(self) -> None:
        address = upload_address(
            "http://127.0.0.1:1/tiktok/upload/1?t=a%2Fb", api="http://127.0.0.1:1/tiktok/api"
        )
        handle = Handle(publish_id="p", upload_url=address, cut=cut(1))

        moved = handle.address("http://127.0.0.1:2/tiktok/api")

        assert moved == "http://127.0.0.1:2/tiktok/upload/1?t=a%2Fb"

    @pytest.mark.parametrize(
        "url",
        [
            "https://elsewhere.example/v",
            "https://open-upload.tiktokapis.com.elsewhere.example/v",
            "http://open-upload.tiktokapis.com/v",
            "ftp://open.tiktokapis.com/v",
            "https://[",
            "https://open-upload.tiktokapis.com:99999999/v",
        ],
    )
    def test_of_anybody_else_is_refused(self, url: str) -> None:
        with pytest.raises(Setback) as refused:
            upload_address(url, api=API)

        assert refused.value.code == "odd_upload_address"
        assert url not in str(refused.value)
