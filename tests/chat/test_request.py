"""The HTTP way to Telegram: which failures surely did not arrive, and of which nobody knows."""

import asyncio

import pytest
from telegram.error import BadRequest, InvalidToken, RetryAfter, TelegramError

from bot.chat.request import AiohttpRequest, NoAnswer, NotSent, Refused
from bot.demo.lookalike import Lookalike
from bot.demo.telegram.faults import Broken, Drop, Fault, Hang, Refusal, Refuse, TooMany
from tests.support.sending import way_out


async def test_a_call_goes_out_and_its_answer_comes_back(telegram: Lookalike) -> None:
    """The plain case, with parameters of every kind on the way."""
    ada = telegram.user("Ada")
    await ada.says("/start")
    async with way_out(telegram) as out:
        message = await out.bot.send_message(ada.id, "<b>Grüße</b> & 😀", disable_notification=True)
    assert (await ada.sees("Grüße")).id == message.message_id


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Refuse(), NoAnswer),
        (Drop(), NoAnswer),
        (Hang(), NoAnswer),
        (Broken(502), NoAnswer),
        (Broken(500), NoAnswer),
        (TooMany(3), RetryAfter),
        (Refusal(429), RetryAfter),
        (Refusal(420), RetryAfter),
        (Refusal(413), Refused),
        (Broken(406), Refused),
    ],
)
async def test_every_failure_has_its_name(
    telegram: Lookalike, fault: Fault, error: type[TelegramError]
) -> None:
    """A connection that broke after the request went out is of unknown outcome, a 429 surely not sent."""
    async with way_out(telegram, timeout_s=0.2) as out:
        with telegram.faults.during(fault, method="getMe"), pytest.raises(error):
            await out.bot.get_me()


async def test_a_refused_connection_was_surely_not_sent(telegram: Lookalike) -> None:
    """Nobody listens: Telegram cannot have seen it."""
    async with way_out(telegram) as out:
        await telegram.go_away()
        with pytest.raises(NotSent):
            await out.bot.get_me()


async def test_a_wrong_token_is_one(telegram: Lookalike) -> None:
    """Telegram's 401 and 404 both mean that it does not know the bot."""
    async with way_out(telegram) as out:
        for wrong in (f"1:{'x' * 35}", "nonsense"):
            with pytest.raises(InvalidToken):
                await out.request.post(f"{telegram.url}/bot{wrong}/getMe")


async def test_a_refusal_keeps_telegrams_words(telegram: Lookalike) -> None:
    """They decide the outcome."""
    async with way_out(telegram) as out:
        with pytest.raises(BadRequest, match=r"[Cc]hat not found"):
            await out.bot.send_message(1, "x")


def test_an_answer_is_read_however_deep_it_nests() -> None:
    """What cannot be read is left out; an answer that holds it is no failure of the process."""
    payload = b'{"ok": true, "result": [{"update_id": 1, "x": ' + b"[" * 5000 + b"]" * 5000 + b"}]}"
    assert AiohttpRequest.parse_json_payload(payload)["result"][0]["update_id"] == 1
    with pytest.raises(NoAnswer):
        AiohttpRequest.parse_json_payload(b"[" * 5000)


async def test_no_failure_names_the_address(telegram: Lookalike) -> None:
    """The address holds the token, and errors are logged."""
    async with way_out(telegram, timeout_s=0.2) as out:
        await telegram.go_away()
        with pytest.raises(NotSent) as caught:
            await out.bot.get_me()
    assert telegram.token not in f"{caught.value!r}"


async def test_it_must_be_opened_first_and_may_be_closed_twice() -> None:
    """A programming mistake is not taken for a failure of the line."""
    request = AiohttpRequest(1.0)
    with pytest.raises(RuntimeError, match="not been initialized"):
        await request.do_request("http://127.0.0.1:1/", "POST")
    await request.initialize()
    await request.initialize()
    await request.shutdown()
    await request.shutdown()


async def test_many_calls_go_out_side_by_side(telegram: Lookalike) -> None:
    """Sixty slow calls hold up nobody else's."""
    ada = telegram.user("Ada")
    await ada.says("/start")
    async with way_out(telegram) as out:
        held = telegram.faults.switch_on(Hang(), method="sendMessage")
        calls = [asyncio.create_task(out.bot.send_message(ada.id, str(number))) for number in range(60)]
        await telegram.until(lambda: len(telegram.journal.of("sendMessage")) == 60, "60 calls at once")
        assert (await out.bot.get_me()).is_bot
        telegram.faults.switch_off(held)
        results = await asyncio.gather(*calls, return_exceptions=True)
    assert {type(result) for result in results} == {NoAnswer}
