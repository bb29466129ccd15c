import pytest

from domain.texts import Locale
from entrypoints.http.locale import preferred


class TestPreferred:
    @pytest.mark.parametrize(
        ("header", "locale"),
        [
            ("es", Locale.ES),
            ("es-MX,es;q=0.9,en;q=0.8", Locale.ES),
            ("en-GB,es;q=0.5", Locale.EN),
            ("de,fr;q=0.9,es;q=0.1", Locale.ES),
            ("es;q=0.2,en;q=0.7", Locale.EN),
            ("ES-ar", Locale.ES),
        ],
    )
    def test_is_the_best_that_is_spoken_here(self, header: str, locale: Locale) -> None:
        other = Locale.EN if locale is Locale.ES else Locale.ES

        assert preferred(header, default=other) is locale

    @pytest.mark.parametrize("header", ["", "de", "*", "es;q=0", "es;q=x", ";;;,,,", "q" * 100_000])
    def test_is_the_default_otherwise(self, header: str) -> None:
        assert preferred(header, default=Locale.ES) is Locale.ES
        assert preferred(header, default=Locale.EN) is Locale.EN
