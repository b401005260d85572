"""Faults of the runner itself: at the commit, in a time-out, in an apology; and a server that goes away."""

import pytest
from sqlalchemy import Connection, create_engine, select, text

from bot.demo.lookalike import Lookalike
from bot.outbox import dispatcher as dispatcher_module
from bot.storage.tables import sessions, updates
from bot.turns import runner
from tests.conftest import OpenDesk
from tests.support.breaking import refuse, relent
from tests.support.clock import Clock
from tests.support.logbook import Logbook, log
from tests.support.watching import until_stored

__all__ = ["log"]

_DEFERRED = (
    "CREATE CONSTRAINT TRIGGER refuses AFTER INSERT ON deliveries DEFERRABLE INITIALLY DEFERRED "
    "FOR EACH ROW WHEN (NEW.chat_id = {chat_id} AND NEW.payload::text LIKE '%portale%') "
    "EXECUTE FUNCTION refuses()"
)
_FUNCTION = (
    "CREATE FUNCTION refuses() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'no'; END $$ LANGUAGE plpgsql"
)


def _states(tx: Connection) -> list[str]:
    return list(tx.execute(select(updates.c.state).order_by(updates.c.update_id)).scalars())


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_turn_that_fails_at_its_commit_is_apologised_for(
    telegram: Lookalike, open_desk: OpenDesk, log: Logbook
) -> None:
    """The database accepts each statement and refuses the whole: set aside, and the chat goes on."""
    ada = telegram.user("Ada")
    async with open_desk() as desk:
        await ada.says("/help")

        def break_commits(tx: Connection) -> None:
            tx.execute(text(_FUNCTION))
            # The colon of a cast is no parameter.
            tx.exec_driver_sql(_DEFERRED.format(chat_id=ada.id).replace("%", "%%"))

        await desk.database.write(break_commits)
        await ada.says("/recupera")
        await ada.sees("la colpa è mia")
        await ada.says("/gas")
        await until_stored(desk.database, _states, ["done", "failed", "done"])
    log.forgive("a turn failed")


async def test_an_apology_that_fails_itself_holds_up_no_chat(
    telegram: Lookalike, open_desk: OpenDesk, log: Logbook
) -> None:
    """No delivery to this chat can be kept: its updates are set aside in silence, and later ones answered."""
    ada, bruno = telegram.user("Ada"), telegram.user("Bruno")
    async with open_desk() as desk:
        await desk.database.write(lambda tx: refuse(tx, "INSERT", "deliveries", f"NEW.chat_id = {ada.id}"))
        await ada.says("/recupera")
        await ada.says("/recupera")
        await bruno.says("/recupera")
        await bruno.sees("Di quale portale")
        await until_stored(desk.database, _states, ["failed", "failed", "done"])
        await desk.database.write(lambda tx: relent(tx, "deliveries"))
        await ada.says("/recupera")
        await ada.sees("Di quale portale")
    log.forgive("a turn failed")


def _open_dialogs(tx: Connection) -> int:
    return len(tx.execute(select(sessions.c.chat_id).where(sessions.c.dialog.is_not(None))).all())


async def test_a_time_out_that_fails_closes_the_dialog(
    telegram: Lookalike, open_desk: OpenDesk, log: Logbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its goodbye cannot be kept: it would fail at each look for ever; so it is closed without one."""
    monkeypatch.setattr(runner, "_SWEEP_EVERY_S", 0.02)
    ada, clock = telegram.user("Ada"), Clock()
    async with open_desk(now=clock) as desk:
        await ada.says("/recupera")
        await ada.sees("Di quale portale")
        await desk.database.write(lambda tx: refuse(tx, "INSERT", "deliveries", f"NEW.chat_id = {ada.id}"))
        clock.turn(days=40)
        await until_stored(desk.database, _open_dialogs, 0)
        await desk.database.write(lambda tx: relent(tx, "deliveries"))
        await ada.says("/recupera")
        await ada.sees("Di quale portale")
    assert log.faults.count("a turn failed") == 1
    log.forgive("a turn failed")


@pytest.mark.parametrize("hours", [-1, 1])
async def test_a_clock_set_by_an_hour_ends_no_dialog_in_the_middle(
    telegram: Lookalike, open_desk: OpenDesk, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    """The next word is taken where the dialog stood."""
    monkeypatch.setattr(runner, "_SWEEP_EVERY_S", 0.02)
    ada, clock = telegram.user("Ada"), Clock()
    async with open_desk(now=clock) as desk:
        await ada.says("/recupera e-distribuzione password")
        await ada.sees("«recupera password»")
        clock.turn(hours=hours)
        await desk.catch_up()
        await ada.presses("Ci sono")
        await ada.sees("Con quale e-mail")


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_connections_that_the_server_ends_lose_nothing(
    telegram: Lookalike,
    open_desk: OpenDesk,
    log: Logbook,
    monkeypatch: pytest.MonkeyPatch,
    database_url: str,
) -> None:
    """While PostgreSQL lets nobody in, everything waits; afterwards each question has one answer."""
    monkeypatch.setattr(runner, "_DATABASE_WAIT_S", 0.02)
    monkeypatch.setattr(runner, "_SWEEP_EVERY_S", 0.02)
    monkeypatch.setattr(dispatcher_module, "_DATABASE_WAIT_S", 0.02)
    people = [telegram.user(f"P{number}") for number in range(8)]
    server = create_engine(_postgres(database_url), isolation_level="AUTOCOMMIT")
    name = database_url.rpartition("/test_")[2].partition("?")[0]
    async with open_desk():
        for walker in people[:4]:
            await walker.says("/recupera")
        with server.connect() as connection:
            connection.execute(text(f"ALTER DATABASE test_{name} ALLOW_CONNECTIONS false"))
            ending = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"
            connection.execute(text(ending), {"name": f"test_{name}"})
            for walker in people[4:]:
                await walker.says("/recupera")
            await log.says("updates cannot be kept, so they are not acknowledged")
            connection.execute(text(f"ALTER DATABASE test_{name} ALLOW_CONNECTIONS true"))
        for walker in people:
            await walker.sees("Di quale portale")
    server.dispose()
    for walker in people:
        assert [bubble.by_bot for bubble in walker.chat].count(True) == 1
    for sentence in set(log.faults):
        assert "database" in sentence or "cannot be" in sentence
        log.forgive(sentence)


def _postgres(address: str) -> str:
    return address.replace(address[address.rindex("/test_") : address.index("?")], "/postgres")
