import ast
from pathlib import Path

import pytest

import domain
from domain.cutting import CannotCut
from domain.errors import DomainError, Invalid, NotFound
from domain.texts import TEXTS, Locale

ROOT = Path(domain.__file__).parent.parent
PACKAGES = ("domain", "tools", "agent", "persistence", "integrations", "entrypoints")
REASONED = {
    "Invalid": "invalid",
    "CannotCut": "cannot_cut",
    "CannotPlan": "cannot_plan",
    "MediaRefused": "media_refused",
    "VariantDoesNotFit": "does_not_fit",
    "TooLate": "too_late",
    "ConnectionRefused": "connection",
}


def everything_below(kind: type[DomainError]) -> set[type[DomainError]]:
    return {kind}.union(*(everything_below(sub) for sub in kind.__subclasses__()))


def raised_with_a_reason() -> set[str]:
    calls = (
        node
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    )
    return {
        f"{REASONED[call.func.id]}.{call.args[0].value!s}"
        for call in calls
        if isinstance(call.func, ast.Name)
        and call.func.id in REASONED
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }


class TestDomainError:
    def test_has_a_sentence_for_every_code(self) -> None:
        plain = {
            kind.code
            for kind in everything_below(DomainError)
            if kind.key is DomainError.key and kind.text is DomainError.text
        }

        codes = plain - set(REASONED.values())
        assert {code for code in codes if f"error.{code}" not in TEXTS} == set()

    def test_has_a_sentence_for_every_reason_in_the_code(self) -> None:
        assert {key for key in raised_with_a_reason() if key not in TEXTS} == set()

    @pytest.mark.parametrize(
        ("locale", "says"),
        [(Locale.EN, "I cannot find video “x”."), (Locale.ES, "No encuentro el vídeo «x».")],
    )
    def test_speaks_the_persons_language(self, locale: Locale, says: str) -> None:
        assert NotFound(what="video", ref="x").text(locale) == says

    def test_names_the_text_to_say_it_again(self) -> None:
        assert CannotCut("count", most=50).key == "cannot_cut.count"
        assert Invalid("email").key == "invalid.email"
        assert NotFound(what="video", ref="x").key == "error.not_found"
