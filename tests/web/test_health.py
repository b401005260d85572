"""Seen from outside: alive, ready, and the figures."""

import re
from typing import NoReturn

import pytest
from aiohttp import ClientSession
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from bot.app import App
from bot.demo.lookalike import Lookalike
from bot.demo.telegram.faults import Refuse
from bot.errors import PortTaken
from bot.storage import outbox
from bot.web.server import Server
from tests.support.logbook import Logbook, log
from tests.support.watching import until_stored

__all__ = ["log"]


async def _get(bot: App, path: str) -> tuple[int, str]:
    async with ClientSession() as http, http.get(f"http://127.0.0.1:{bot.server.port}{path}") as response:
        return response.status, await response.text()


def _figure(page: str, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", page, re.MULTILINE)
    return float(found[1]) if found else 0.0


async def test_a_bot_at_work_is_alive_and_ready(desk: App) -> None:
    """Both say so in a word and in the status."""
    assert await _get(desk, "/healthz") == (200, '{"status": "alive"}')
    assert await _get(desk, "/readyz") == (200, '{"ready": true, "database": true, "started": true}')
    assert (await _get(desk, "/nowhere"))[0] == 404


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_not_ready_has_its_cause_in_a_word(desk: App, log: Logbook) -> None:
    """With the database's file gone nothing can be kept; alive all the same, and ready when it is back."""
    path = desk.database.path
    assert path is not None
    aside = path.rename(path.with_suffix(".aside"))
    facts = '{"ready": false, "database": false, "started": true, "cause": "deleted"}'
    assert await _get(desk, "/readyz") == (503, facts)
    assert (await _get(desk, "/healthz"))[0] == 200
    aside.rename(path)
    assert (await _get(desk, "/readyz"))[0] == 200
    # Where one of its parts was about to write.
    log.forgive("the outbox cannot be read; trying again", is_sure=False)
    log.forgive("the database does not answer; trying again", is_sure=False)
    log.forgive("the database refused a job; it is done again", is_sure=False)


async def test_telegram_away_makes_nobody_unready(telegram: Lookalike, desk: App, log: Logbook) -> None:
    """What comes is kept and answered later, so no supervisor should restart the bot for it."""
    await telegram.until(lambda: telegram.journal.of("getUpdates"), "the first request")
    telegram.faults.switch_on(Refuse())
    await telegram.go_away()
    await log.says("Telegram does not answer; waiting for it")
    assert (await _get(desk, "/readyz"))[0] == 200
    assert _figure((await _get(desk, "/metrics"))[1], "sportello_telegram_open") == 0
    telegram.faults.clear()
    await telegram.come_back()
    await log.says("Telegram answers again")
    log.forgive("Telegram does not answer; waiting for it")
    log.forgive("Telegram answers again")


async def test_the_figures_count_what_happened(telegram: Lookalike, desk: App) -> None:
    """Updates, turns, questions, replies, their latencies, and nothing left open."""
    ada = telegram.user("Ada")
    for words, answer in (
        ("ciao", "Che cosa"),
        ("che tempo fa domani a Bolzano", "non ho una risposta sicura"),
    ):
        await ada.says(words)
        await ada.sees(answer)
    await until_stored(desk.database, lambda tx: sum(outbox.open_counts(tx).values()), 0)
    page = (await _get(desk, "/metrics"))[1]
    expected = {
        'sportello_updates_total{outcome="new"}': 2,
        'sportello_turns_total{event="text"}': 2,
        'sportello_questions_total{decision="nomatch"}': 1,
        'sportello_sends_total{lane="reply",outcome="sent"}': 2,
        "sportello_turn_seconds_count": 2,
        "sportello_reply_seconds_count": 2,
        "sportello_send_seconds_count": 2,
        'sportello_outbox_deliveries{lane="reply",state="queued"}': 0,
        "sportello_inbox_waiting": 0,
        "sportello_readings_pending": 0,
        "sportello_telegram_open": 1,
    }
    assert {name: _figure(page, name) for name in expected} == expected


async def test_nothing_personal_stands_in_the_figures(telegram: Lookalike, desk: App) -> None:
    """Neither names nor numbers of people."""
    ada = telegram.user("Adalgisa")
    await ada.says("ciao")
    await ada.sees("Che cosa")
    page = (await _get(desk, "/metrics"))[1]
    assert [part for part in (str(ada.id), "Adalgisa", telegram.token) if part in page] == []


async def test_a_taken_port_is_named() -> None:
    """And nothing is left open behind it."""
    first = Server("127.0.0.1", 0, [])
    await first.start()
    second = Server("127.0.0.1", first.port, [])
    with pytest.raises(PortTaken, match=f"Cannot listen on 127.0.0.1:{first.port}: "):
        await second.start()
    await first.stop()


async def test_figures_are_given_while_the_database_is_away(
    desk: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are wanted most just then, and they say that it is."""

    def away(_tx: Connection) -> NoReturn:
        raise OperationalError("SELECT", None, Exception("away"))

    monkeypatch.setattr(outbox, "open_counts", away)
    status, page = await _get(desk, "/metrics")
    assert status == 200
    assert _figure(page, 'sportello_failures_total{place="database"}') == 1
