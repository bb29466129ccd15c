import json

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from domain.canonical import Json, canonical

letters = st.characters(codec="utf-8")
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(min_value=-(2**53) + 1, max_value=2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(letters),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(letters), inner, max_size=4)
    ),
    max_leaves=12,
)


class TestCanonical:
    @given(values)
    def test_agrees_with_an_independent_implementation(self, value: Json) -> None:
        assert canonical(value) == rfc8785.dumps(value)

    @given(values)
    def test_reads_back_as_the_same_value(self, value: Json) -> None:
        plain = json.dumps(value)

        assert json.loads(canonical(value), parse_int=float) == json.loads(plain, parse_int=float)

    def test_sorts_names_by_utf_16_as_the_standard_says(self) -> None:
        assert canonical({"\ufb33": 1, "\U0001f600": 2}) == '{"\U0001f600":2,"\ufb33":1}'.encode()

    @pytest.mark.parametrize("value", [float("nan"), float("inf"), 2**53, "\ud800"])
    def test_refuses_what_json_cannot_say_exactly(self, value: Json) -> None:
        with pytest.raises(ValueError):
            canonical(value)
