"""A message that a database cannot hold blocks nothing."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from bot.demo.lookalike import Lookalike
from bot.services.context import TurnContext
from bot.storage.outbox import Parcel
from bot.turns import runner, turn
from bot.turns.incoming import Incoming
from bot.turns.turn import TurnParts
from tests.conftest import OpenDesk
from tests.support.logbook import Logbook


async def test_a_message_that_cannot_be_kept_is_set_aside(
    telegram: Lookalike, open_desk: OpenDesk, log: Logbook
) -> None:
    """PostgreSQL holds no NUL: the chat goes on behind such a message, on either database."""
    ada = telegram.user("Ada")
    sender = {"id": ada.id, "is_bot": False, "first_name": "Ada", "language_code": "it"}
    chat = {"id": ada.id, "type": "private", "first_name": "Ada"}
    message = {"message_id": 1000, "date": 1, "chat": chat, "from": sender, "text": "una domanda\0strana"}
    async with open_desk():
        telegram.injects({"message": message}, chat_id=ada.id)
        await ada.says("/recupera")
        await ada.sees("Di quale portale")
    log.forgive("a turn failed", is_sure=False)


def _missing_column(tx: Connection) -> None:
    tx.execute(text("SELECT no_such_column FROM persons"))


def _constraint(tx: Connection) -> None:
    tx.execute(text("INSERT INTO updates (update_id) VALUES (-1)"))


def _no_statement(tx: Connection) -> None:
    tx.execute(text("no statement"))


def _away(_tx: Connection) -> None:
    raise OperationalError("SELECT", None, Exception("server closed the connection"))


def _fail_once(monkeypatch: pytest.MonkeyPatch, failing: Callable[[Connection], None]) -> None:
    whole = turn.take

    def take(parts: TurnParts, tx: Connection, incoming: Incoming, context: TurnContext) -> list[Parcel]:
        del parts, incoming, context
        monkeypatch.setattr(turn, "take", whole)
        failing(tx)
        raise AssertionError("it did not fail")

    monkeypatch.setattr(turn, "take", take)


@pytest.mark.parametrize("failing", [_missing_column, _constraint, _no_statement])
async def test_a_fault_of_ours_in_the_database_holds_up_no_chat(
    telegram: Lookalike,
    open_desk: OpenDesk,
    log: Logbook,
    monkeypatch: pytest.MonkeyPatch,
    failing: Callable[[Connection], None],
) -> None:
    """The turn fails like any other: set aside, with an apology, and the next one is taken."""
    ada = telegram.user("Ada")
    async with open_desk():
        _fail_once(monkeypatch, failing)
        await ada.says("/gas")
        await ada.sees("la colpa è mia")
        await ada.says("/recupera")
        await ada.sees("Di quale portale")
    log.forgive("a turn failed")


async def test_a_turn_that_a_database_that_is_away_refused_is_taken_later(
    telegram: Lookalike, open_desk: OpenDesk, log: Logbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is lost, and nobody is told."""
    monkeypatch.setattr(runner, "_DATABASE_WAIT_S", 0.01)
    ada = telegram.user("Ada")
    async with open_desk():
        _fail_once(monkeypatch, _away)
        await ada.says("/recupera")
        await ada.sees("Di quale portale")
    log.forgive("the database refused a turn; trying again")
