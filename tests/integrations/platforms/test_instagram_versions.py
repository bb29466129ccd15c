from datetime import date

import pytest

from integrations.platforms.instagram import VERSION
from integrations.platforms.instagram_versions import ENDS, NEWEST, ends_on


class TestTheEndOfAVersion:
    @pytest.mark.parametrize(
        ("version", "ends"),
        [
            ("v20.0", date(2026, 9, 24)),
            ("v9.0", date(2026, 9, 24)),
            ("v23.0", date(2027, 10, 8)),
            ("v27.0", None),
        ],
    )
    def test_is_known_also_of_versions_between_ours(self, version: str, ends: date | None) -> None:
        assert ends_on(version) == ends

    def test_is_known_of_the_one_that_we_use(self) -> None:
        assert VERSION in ENDS
        assert max(ENDS, key=lambda name: ENDS[name]) == NEWEST
