from domain.account import Account
from integrations.platforms.parts import REMEMBERED_FOR, remembered
from tests.build import an_account
from tests.fakes.clock import FixedClock


class Counting:
    def __init__(self) -> None:
        self.asked: list[str | None] = []

    async def __call__(self, account: Account, refused: str | None) -> str:
        self.asked.append(refused)
        return f"{account.handle} {len(self.asked)}"


class TestRemembered:
    async def test_asks_once_for_several_calls_in_a_row(self) -> None:
        token, clock, account = Counting(), FixedClock(), an_account()
        good = remembered(token, clock)

        first = [await good(account, None) for _ in range(3)]
        clock.forward(seconds=REMEMBERED_FOR.total_seconds())
        later = await good(account, None)

        assert len(set(first)) == 1
        assert later not in first

    async def test_asks_again_at_once_for_one_that_was_refused(self) -> None:
        token, account = Counting(), an_account()
        good = remembered(token, FixedClock())
        first = await good(account, None)

        second = await good(account, first)

        assert token.asked == [None, first]
        assert second == await good(account, None) != first

    async def test_keeps_accounts_apart(self) -> None:
        good = remembered(Counting(), FixedClock())

        one, other = (
            await good(an_account(handle="a"), None),
            await good(an_account(handle="b"), None),
        )

        assert one != other
