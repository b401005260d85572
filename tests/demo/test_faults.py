"""Faults on demand, and the journal in which every call is found again."""

import asyncio

import pytest
from aiohttp import ClientConnectionError, ClientConnectorError, ClientTimeout

from bot.demo.lookalike import Lookalike
from bot.demo.telegram.faults import Broken, Drop, Hang, Refuse, TooMany
from tests.demo.conftest import Caller


async def test_too_many(bot: Caller, telegram: Lookalike) -> None:
    """429 carries retry_after, for as many calls of the method as asked for."""
    ada = telegram.user("Ada")
    await ada.says("/start")
    telegram.faults.switch_on(TooMany(3), method="sendMessage", times=2)
    bodies = [await bot.call("sendMessage", chat_id=ada.id, text=str(number)) for number in range(3)]
    assert bodies[0] == bodies[1]
    assert bodies[0] == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 3",
        "parameters": {"retry_after": 3},
    }
    assert [call.status for call in telegram.journal.of("sendMessage")] == [429, 429, 200]
    assert [bubble.text for bubble in ada.chat] == ["/start", "2"]


async def test_bad_gateway(bot: Caller, telegram: Lookalike) -> None:
    """A broken gateway answers in HTML, whatever the method, until it is switched off."""
    with telegram.faults.during(Broken(502)):
        async with bot.http.post(f"{bot.base}/getMe") as response:
            assert (response.status, response.content_type) == (502, "text/html")
    assert (await bot.result("getMe"))["is_bot"]


@pytest.mark.parametrize(("fault", "texts"), [(Refuse(), ["/start"]), (Drop(), ["/start", "ciao"])])
async def test_broken_connections(
    bot: Caller, telegram: Lookalike, fault: Refuse | Drop, texts: list[str]
) -> None:
    """The connection breaks either way; only the dropped call has happened."""
    ada = telegram.user("Ada")
    await ada.says("/start")
    with telegram.faults.during(fault, method="sendMessage"), pytest.raises(ClientConnectionError):
        await bot.call("sendMessage", chat_id=ada.id, text="ciao")
    assert [bubble.text for bubble in ada.chat] == texts
    assert [call.status for call in telegram.journal.of("sendMessage")] == [None]


@pytest.mark.parametrize(
    ("fault", "texts"), [(Hang(), ["/start"]), (Hang(accepted=True), ["/start", "ciao"])]
)
async def test_silence(bot: Caller, telegram: Lookalike, fault: Hang, texts: list[str]) -> None:
    """No answer comes; when the fault is taken away, the connection breaks."""
    ada = telegram.user("Ada")
    await ada.says("/start")
    switch = telegram.faults.switch_on(fault, chat_id=ada.id)
    call = asyncio.create_task(bot.call("sendMessage", chat_id=ada.id, text="ciao"))
    await telegram.until(lambda: telegram.journal.of("sendMessage"), "the call")
    assert (await bot.result("getMe"))["is_bot"]
    telegram.faults.switch_off(switch)
    with pytest.raises(ClientConnectionError):
        await call
    assert [bubble.text for bubble in ada.chat] == texts


async def test_a_caller_that_gives_up(bot: Caller, telegram: Lookalike) -> None:
    """A caller may run into its own time limit."""
    with telegram.faults.during(Hang()), pytest.raises(TimeoutError):
        await bot.http.post(f"{bot.base}/getMe", timeout=ClientTimeout(total=0.05))


async def test_away_and_back(bot: Caller, telegram: Lookalike) -> None:
    """Away, connections are cut and refused; back, everything is where it was."""
    ada = telegram.user("Ada")
    poll = asyncio.create_task(bot.call("getUpdates", timeout=30))
    await telegram.until(lambda: telegram.journal.of("getUpdates"), "a poll")
    await telegram.go_away()
    with pytest.raises(ClientConnectionError):
        await poll
    with pytest.raises(ClientConnectorError):
        await bot.call("getMe")
    await ada.says("ciao")
    await telegram.come_back()
    assert [update["message"]["text"] for update in await bot.result("getUpdates")] == ["ciao"]


async def test_journal(bot: Caller, telegram: Lookalike) -> None:
    """Each call is written down with its parameters, its chat and its moment."""
    ada, bruno = telegram.user("Ada"), telegram.user("Bruno")
    await ada.says("/start")
    await bruno.says("/start")
    for chat_id in (ada.id, bruno.id):
        await bot.result("sendMessage", chat_id=chat_id, text="ciao")
    calls = await telegram.called("sendMessage", times=2)
    assert [(call.chat_id, call.parameters["text"]) for call in calls] == [
        (ada.id, "ciao"),
        (bruno.id, "ciao"),
    ]
    assert calls[0].at <= calls[1].at
    assert telegram.journal.of("sendMessage", chat_id=bruno.id) == calls[1:]
