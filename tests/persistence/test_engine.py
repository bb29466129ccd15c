import psycopg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from persistence.engine import make_engine, url_of


async def pid(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return int((await connection.exec_driver_sql("SELECT pg_backend_pid()")).scalar_one())


class TestMakeEngine:
    async def test_reuses_its_connections(self, engine: AsyncEngine) -> None:
        assert await pid(engine) == await pid(engine)

    async def test_notices_that_the_server_closed_an_idle_connection(
        self, engine: AsyncEngine, database_url: str
    ) -> None:
        before = await pid(engine)
        with psycopg.connect(database_url, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", (before,))

        assert await pid(engine) != before

    async def test_bounds_how_long_anything_may_take(self, engine: AsyncEngine) -> None:
        async with engine.connect() as connection:
            for name in (
                "statement_timeout",
                "lock_timeout",
                "idle_in_transaction_session_timeout",
            ):
                value = await connection.exec_driver_sql(f"SHOW {name}")
                assert value.scalar_one() != "0"
            zone = await connection.exec_driver_sql("SHOW timezone")
            assert zone.scalar_one() == "UTC"

    async def test_says_who_it_is(self, database_url: str) -> None:
        engine = make_engine(database_url, application_name="stakazo worker")
        async with engine.connect() as connection:
            name = await connection.exec_driver_sql("SHOW application_name")
            assert name.scalar_one() == "stakazo worker"
        await engine.dispose()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_url_takes_every_way_to_write_the_scheme(scheme: str) -> None:
    url = url_of(f"{scheme}://ana:p%40ss@db.example.org:5433/stakazo?sslmode=require")

    assert url.drivername == "postgresql+psycopg"
    assert url.password == "p@ss"
    assert url.query == {"sslmode": "require"}
