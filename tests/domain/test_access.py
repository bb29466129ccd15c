from dataclasses import replace

import pytest

from domain.access import Forbidden, NotSignedIn, Permission, Role, principal_of
from tests.build import NOON, a_user


class TestPrincipal:
    @pytest.mark.parametrize(
        ("role", "may"),
        [
            (Role.VIEWER, {Permission.READ}),
            (Role.EDITOR, {Permission.READ, Permission.WRITE, Permission.OUTWARD}),
            (Role.ADMIN, set(Permission)),
        ],
    )
    def test_may_exactly_what_the_role_grants(self, role: Role, may: set[Permission]) -> None:
        principal = principal_of(replace(a_user(), role=role))

        assert {permission for permission in Permission if principal.may(permission)} == may

    def test_may_no_more_than_its_tokens_scope(self) -> None:
        principal = principal_of(
            replace(a_user(), role=Role.ADMIN), scopes=frozenset({Permission.READ})
        )

        with pytest.raises(Forbidden):
            principal.require(Permission.WRITE)

    def test_is_refused_to_who_was_disabled(self) -> None:
        with pytest.raises(NotSignedIn):
            principal_of(replace(a_user(), disabled_at=NOON))
