import json
from types import MappingProxyType

import pytest

from domain.canonical import Json, canonical
from persistence.clean import clean, clean_text, to_json


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("plain ñ 🎬", "plain ñ 🎬"),
        ("a\x00b", "a\ufffdb"),
        ("lone \ud800", "lone \ufffd"),
        ("pair \ud83c\udfac", "pair 🎬"),
    ],
)
def test_text_keeps_what_can_be_kept(text: str, kept: str) -> None:
    assert clean_text(text) == kept


@pytest.mark.parametrize(
    "value",
    [
        {"a\x00": [float("nan"), float("-inf"), 2**60, -(2**60), "\udfff"]},
        [{"deep": ({"\ud800": None},)}],
        2**53 - 1,
        True,
    ],
)
def test_cleaned_values_have_canonical_bytes(value: Json) -> None:
    assert canonical(clean(value))


def test_json_takes_read_only_mappings() -> None:
    assert json.loads(to_json(MappingProxyType({"a": MappingProxyType({"b": (1, 2)})}))) == {
        "a": {"b": [1, 2]}
    }


@pytest.mark.parametrize("value", [{"a": 1}, ["NaN"], "Infinity", "🎬 \\u0000", None])
def test_json_of_a_clean_value_is_the_value(value: Json) -> None:
    assert json.loads(to_json(value)) == value
