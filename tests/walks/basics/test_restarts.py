"""Restarts, several bots, and faults of the line: the person notices nothing, and nothing comes twice."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import ClientSession
from sqlalchemy import select, update

from bot.app import App
from bot.chat import webhook
from bot.config import Settings
from bot.demo.lookalike import Lookalike
from bot.demo.telegram.faults import Hang
from bot.demo.walker import Walker
from bot.services.questions.questions import Questions
from bot.storage.tables import sessions
from bot.wiring import build
from tests.conftest import OpenDesk, settings_for
from tests.support.clock import Clock
from tests.support.logbook import Logbook

SECRET = "made-up-secret-of-a-test"
#: A whole conversation: what is done, and what is seen.
STEPS = [
    ("says", "/start", "Sono Sportello"),
    ("says", "ho perso la password", "Quale di queste intendi?"),
    ("presses", "Nessuna di queste", "Su questo non ho una risposta sicura"),
    ("says", "ho perso la password", "Quale di queste intendi?"),
    ("says", "/lingua", "In che lingua parliamo?"),
    ("presses", "English", "From now on we speak English"),
    ("says", "none of these", "A person can help you better"),
    ("presses", "🙋 Talk to a person", "803500"),
    ("says", "/annulla", "There is nothing to cancel"),
]


async def _step(person: Walker, act: str, what: str, seen: str) -> None:
    await (person.says(what) if act == "says" else person.presses(what))
    await person.sees(seen)


async def test_a_restart_between_any_two_steps_is_not_noticed(
    telegram: Lookalike, open_desk: OpenDesk
) -> None:
    """After every single turn the bot is stopped and another one started; the conversation goes on."""
    ada = telegram.user("Ada")
    for step in STEPS:
        async with open_desk():
            await _step(ada, *step)
    assert ada.unseen == []


async def test_what_is_said_while_the_bot_is_away_is_answered_in_order(
    telegram: Lookalike, open_desk: OpenDesk
) -> None:
    """Everything that waits is answered when it is back, each once."""
    everybody = [telegram.user(name) for name in ("Ada", "Bruno", "Carla")]
    async with open_desk():
        for person in everybody:
            await person.says("/start")
            await person.sees("Sono Sportello")
    for person in everybody:
        for words in ("ciao", "grazie", "/bilancio"):
            await person.says(words)
    async with open_desk():
        for person in everybody:
            for answer in ("Che cosa posso fare per te?", "Figurati!", "Questo comando non lo conosco"):
                await person.sees(answer)
    assert [len([bubble for bubble in person.chat if bubble.by_bot]) for person in everybody] == [4, 4, 4]


async def test_a_repeated_update_does_nothing(telegram: Lookalike, open_desk: OpenDesk) -> None:
    """The same update, brought again in one life and in the next, is answered once."""
    ada = telegram.user("Ada")
    async with open_desk() as bot:
        await ada.says("ciao")
        await ada.sees("Che cosa posso fare per te?")
        again = _message(ada, "ciao")
        number = telegram.injects(again, chat_id=ada.id)
        await ada.sees("Che cosa posso fare per te?")
        await _bring_again(telegram, bot, number, again)
    async with open_desk() as bot:
        await _bring_again(telegram, bot, number, again)
        await ada.says("grazie")
        await ada.sees("Figurati!")
    assert ada.unseen == []
    assert len([bubble for bubble in ada.chat if bubble.by_bot]) == 3


async def test_a_dialog_of_another_release_is_owned_up_to_once(
    telegram: Lookalike, open_desk: OpenDesk
) -> None:
    """What an update of the bot cannot resume is said, once, and the words are answered all the same."""
    ada = telegram.user("Ada")
    async with open_desk() as bot:
        await ada.says("ho perso la password")
        offer = await ada.sees("Quale di queste intendi?")
        await bot.database.write(lambda tx: tx.execute(update(sessions).values(version=99)))
    async with open_desk():
        await ada.presses("Nessuna di queste", on=offer)
        await ada.sees("Nel frattempo sono stato aggiornato")
        await ada.sees("Questo pulsante non vale più")
        await ada.says("ciao")
        assert "ricominciare" not in (await ada.sees("Che cosa posso fare per te?")).text
    assert ada.unseen == []


async def test_a_dialog_of_another_release_that_is_overdue_is_closed_in_silence(
    telegram: Lookalike, open_desk: OpenDesk, clock: Clock
) -> None:
    """Nobody waits for it any more."""
    ada = telegram.user("Ada")
    async with open_desk(now=clock) as bot:
        await ada.says("ho perso la password")
        await ada.sees("Quale di queste intendi?")
        await bot.database.write(lambda tx: tx.execute(update(sessions).values(version=99)))
    clock.turn(hours=1)
    async with open_desk(now=clock) as bot:
        await ada.says("ciao")
        await ada.sees("Che cosa posso fare per te?")
        left = select(sessions.c.dialog, sessions.c.expires_at)
        rows = await bot.database.read(lambda tx: [tuple(row) for row in tx.execute(left)])
    assert rows == [(None, None)]
    assert len([bubble for bubble in ada.chat if bubble.by_bot]) == 2


async def test_a_stop_in_the_middle_of_a_send_loses_nothing(telegram: Lookalike, open_desk: OpenDesk) -> None:
    """Stopped while the answer is on its way: it ends well, and nothing is said again."""
    ada = telegram.user("Ada")
    async with open_desk():
        await ada.says("ciao")
        await telegram.until(lambda: telegram.journal.of("sendMessage"), "the send")
    async with open_desk():
        await ada.sees("Che cosa posso fare per te?")
        await ada.says("grazie")
        await ada.sees("Figurati!")
    assert len([bubble for bubble in ada.chat if bubble.by_bot]) == 2


async def test_telegram_away_and_back_again(telegram: Lookalike, open_desk: OpenDesk, log: Logbook) -> None:
    """Refused, then silent, then answering with errors: all is answered afterwards, in order."""
    ada = telegram.user("Ada")
    async with open_desk(send_timeout_s=0.3):
        await ada.says("/start")
        await ada.sees("Sono Sportello")
        await telegram.go_away()
        await ada.says("ciao")
        held = telegram.faults.switch_on(Hang())
        await telegram.come_back()
        await telegram.until(lambda: telegram.journal.calls[-1].fault == Hang(), "a call in the silence")
        await ada.says("grazie")
        telegram.faults.switch_off(held)
        await ada.sees("Che cosa posso fare per te?")
        await ada.sees("Figurati!")
    assert len([bubble for bubble in ada.chat if bubble.by_bot]) == 3
    for sentence in set(log.faults) & {"Telegram does not answer; waiting for it", "Telegram answers again"}:
        assert log.faults.count(sentence) == 1
        log.forgive(sentence)


def _message(person: Walker, words: str) -> dict[str, Any]:
    sender = {"id": person.id, "first_name": person.person.name, "is_bot": False, "language_code": "it"}
    chat = {"id": person.id, "type": "private", "first_name": person.person.name}
    message = {"message_id": 900, "date": 1_768_478_400, "chat": chat, "from": sender, "text": words}
    return {"message": message}


async def _bring_again(telegram: Lookalike, bot: App, number: int, body: dict[str, Any]) -> None:
    """Queue an update under a number that was there before, as after a lost acknowledgement."""
    place = telegram.injects({**body, "update_id": number})
    await telegram.until(lambda: _repeated(bot) > 0, "the repetition")
    telegram.world.updates.settle(place)


def _repeated(bot: App) -> int:
    figures = bot.metrics.exposition().decode()
    line = next((line for line in figures.splitlines() if 'outcome="repeated"' in line), "none 0")
    return int(float(line.split()[1]))


# --- by webhook, and several at once -----------------------------------------------------------------


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def _by_webhook(telegram: Lookalike, database_url: str, questions: Questions) -> AsyncIterator[str]:
    """A bot that Telegram calls; gives the address that it is called at."""
    port = _free_port()
    base = f"http://127.0.0.1:{port}"
    settings = settings_for(
        telegram, database_url, mode="webhook", webhook_url=base, webhook_secret=SECRET
    ).model_dump()
    bot = build(Settings.model_validate({**settings, "web": {"port": port}}), questions=questions)
    until = asyncio.Event()
    await bot.start()
    running = asyncio.create_task(bot.run(until))
    try:
        await telegram.called("setWebhook")
        yield base + webhook.PATH
    finally:
        until.set()
        await running
        await bot.stop()


async def test_a_conversation_by_webhook(
    telegram: Lookalike, database_url: str, questions: Questions
) -> None:
    """The same conversation, through the other door."""
    ada = telegram.user("Ada")
    async with _by_webhook(telegram, database_url, questions):
        for step in STEPS:
            await _step(ada, *step)
    assert telegram.world.updates.webhook.secret == SECRET
    assert {delivery.status for delivery in telegram.journal.deliveries} == {200}


async def test_from_webhook_to_polling_and_back(
    telegram: Lookalike, database_url: str, questions: Questions, open_desk: OpenDesk
) -> None:
    """A changed setting is enough: the bot opens the door that is configured, and closes the other."""
    ada = telegram.user("Ada")
    for round_ in range(2):
        async with _by_webhook(telegram, database_url, questions):
            await _step(ada, *STEPS[round_])
        async with open_desk():
            await _step(ada, "says", "ciao", "Che cosa posso fare per te?")


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_two_bots_on_one_database_double_nothing(
    telegram: Lookalike, database_url: str, questions: Questions
) -> None:
    """Each update is brought to both at the same moment: one answer each, in order within a chat."""
    crowd = [telegram.user(f"P{number}") for number in range(10)]
    for person in crowd:
        telegram.world.rooms[person.id].status = "member"
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    sentences = ("ciao", "grazie", "/bilancio")

    async with (
        _by_webhook(telegram, database_url, questions) as first,
        _by_webhook(telegram, database_url, questions) as second,
        ClientSession() as http,
    ):

        async def bring(url: str, body: dict[str, Any]) -> int:
            async with http.post(url, json=body, headers=headers) as response:
                return response.status

        for turn, words in enumerate(sentences):
            bodies = [
                {"update_id": 100 * turn + place, **_message(person, words)}
                for place, person in enumerate(crowd)
            ]
            posts = [bring(url, body) for body in bodies for url in (first, second)]
            assert set(await asyncio.gather(*posts)) == {200}
        for person in crowd:
            await person.sees("Questo comando non lo conosco")
    said = [[bubble.text[:9] for bubble in person.chat if bubble.by_bot] for person in crowd]
    assert said == [["Ciao! Che", "Figurati!", "Questo co"]] * 10


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_dying_bot_hands_over_to_the_one_beside_it(
    telegram: Lookalike, database_url: str, questions: Questions
) -> None:
    """One of two stops between two steps; the conversation goes on with the other."""
    ada = telegram.user("Ada")
    async with _by_webhook(telegram, database_url, questions) as first:
        await _step(ada, *STEPS[0])
        async with _by_webhook(telegram, database_url, questions):
            await _step(ada, *STEPS[1])
        # What stands between Telegram and the two now sends its calls to the one that is left.
        telegram.world.updates.webhook = replace(telegram.world.updates.webhook, url=first)
        await _step(ada, *STEPS[2])
    assert len([bubble for bubble in ada.chat if bubble.by_bot]) == 3
