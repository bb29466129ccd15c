import pytest

from domain.video import shown, title_from


class TestShown:
    @pytest.mark.parametrize(
        ("source", "seen"),
        [
            ("talk.mp4", "talk.mp4"),
            ("https://a.example/b/c.mp4?sig=secret#x", "https://a.example/b/c.mp4"),
            ("https://me:secret@a.example/c.mp4", "https://a.example/c.mp4"),
            ("https://a.example", "https://a.example"),
        ],
    )
    def test_keeps_secrets_of_addresses_back(self, source: str, seen: str) -> None:
        assert shown(source) == seen


class TestTitleFrom:
    @pytest.mark.parametrize(
        ("title", "source", "made"),
        [
            ("My talk", "x.mp4", "My talk"),
            (None, "folder/My talk.final.mp4", "My talk.final"),
            (None, "https://a.example/b/c.mp4", "c"),
            ("a\x00b\n c", "x", "a b c"),
            ("x" * 500, "x", "x" * 200),
            ("   ", "x", "video"),
        ],
    )
    def test_is_printable_and_never_empty(self, title: str | None, source: str, made: str) -> None:
        assert title_from(title, source) == made
