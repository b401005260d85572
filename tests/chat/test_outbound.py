"""Rows become calls, and the ends of calls become outcomes."""

from typing import Any

import pytest

from bot.chat import chart
from bot.demo.lookalike import Lookalike
from bot.demo.telegram.faults import Broken, Drop, Fault, Hang, Refusal, Refuse, TooMany
from bot.demo.telegram.model import Document, Picture
from bot.demo.telegram.pictures import dimensions
from bot.outbox.outcome import Fault as NeverSendable
from bot.outbox.outcome import Gone, Outcome, Retry, Sent, Unknown
from bot.storage.parcels import content_of
from tests.support.sending import delivery, way_out

ROWS = [[{"label": "Sì", "data": "r1:yes"}, {"label": "Sito", "url": "https://example.org/"}]]


def _words(text: str) -> dict[str, Any]:
    """The payload of a message without buttons."""
    return {"text": text, "rows": []}


async def _send(telegram: Lookalike, payload: dict[str, Any], chat_id: int, kind: str = "message") -> Outcome:
    async with way_out(telegram) as out:
        return await out.sender.send(delivery(content_of(kind, payload), chat_id=chat_id))


async def test_a_message_with_buttons(telegram: Lookalike) -> None:
    """Formatting is Telegram's HTML, buttons carry data or open a page."""
    ada = telegram.user("Ada")
    await ada.says("/start")
    outcome = await _send(telegram, {"text": "<b>Vuoi</b> &lt;x&gt;?", "rows": ROWS}, ada.id)
    asked = await ada.sees("Vuoi <x>?")
    assert outcome == Sent(asked.id)
    assert asked.html == "<b>Vuoi</b> &lt;x&gt;?"
    assert [(button.label, button.data, button.url) for button in asked.buttons[0]] == [
        ("Sì", "r1:yes", None),
        ("Sito", None, "https://example.org/"),
    ]


async def test_an_edit_takes_the_place_of_its_message(telegram: Lookalike) -> None:
    """Words and buttons change, the number stays."""
    ada = telegram.user("Ada")
    await ada.says("/start")
    await _send(telegram, {"text": "Vuoi?", "rows": ROWS}, ada.id)
    asked = await ada.sees("Vuoi?")
    outcome = await _send(telegram, {**_words("Fatto"), "message_id": asked.id}, ada.id, "edit")
    changed = await ada.sees("Fatto")
    assert outcome == Sent(asked.id)
    assert (changed.is_edited, changed.id, changed.labels) == (True, asked.id, [])


async def test_an_edit_of_what_cannot_be_edited_is_said_anew(telegram: Lookalike) -> None:
    """The person reads the words all the same."""
    ada = telegram.user("Ada")
    own = await ada.says("/start")
    for number in (own.id, 999):
        await _send(telegram, {**_words(f"Fatto {number}"), "message_id": number}, ada.id, "edit")
        assert not (await ada.sees(f"Fatto {number}")).is_edited


CHART = {
    "title": "Casa",
    "unit": "m³",
    "bars": [{"below": ["15", "feb", "2015"], "height": 1.5, "above": "1,5"}],
}


async def test_a_picture_is_drawn_and_sent_with_its_words_and_buttons(telegram: Lookalike) -> None:
    """It arrives as a photo; the words stand below it as Telegram's HTML."""
    ada = telegram.user("Ada")
    await ada.says("/start")
    outcome = await _send(
        telegram, {"text": "<b>Ecco</b> &amp; qui", "rows": ROWS, "chart": CHART}, ada.id, "photo"
    )
    seen = await ada.sees("Ecco & qui")
    photo = seen.message.content
    assert isinstance(photo, Picture)
    assert (outcome, seen.html, seen.labels) == (Sent(seen.id), "<b>Ecco</b> &amp; qui", ["Sì", "Sito"])
    assert (photo.width, photo.height) == (chart.WIDTH, chart.HEIGHT)
    assert dimensions(telegram.world.files[photo.file_id]) == (chart.WIDTH, chart.HEIGHT)


async def test_a_file_is_sent_under_its_name(telegram: Lookalike) -> None:
    """With its caption as Telegram's HTML, and what it holds unchanged."""
    ada = telegram.user("Ada")
    await ada.says("/start")
    payload = {"name": "sportello.ics", "content": "BEGIN:VCALENDAR\r\nÈ\r\n", "caption": "<b>Ecco</b>"}
    outcome = await _send(telegram, payload, ada.id, "document")
    seen = await ada.sees("Ecco")
    document = seen.message.content
    assert isinstance(document, Document)
    assert (outcome, seen.html, document.name) == (Sent(seen.id), "<b>Ecco</b>", "sportello.ics")
    assert telegram.world.files[document.file_id].decode() == payload["content"]


async def test_a_picture_without_words_is_sent_too(telegram: Lookalike) -> None:
    """Its words may follow in a message of their own; an open keyboard is taken away with it."""
    ada = telegram.user("Ada")
    await ada.says("/start")
    asked = {"text": "Il tuo numero?", "rows": [], "contact": "Ecco"}
    await _send(telegram, asked, ada.id)
    await ada.sees("Il tuo numero?")
    assert ada.keyboard == [["Ecco"]]
    payload = {"text": "", "rows": [], "chart": CHART, "closes_keyboard": True}
    outcome = await _send(telegram, payload, ada.id, "photo")
    assert (outcome, ada.keyboard, ada.last.text) == (Sent(ada.last.id), [], "")


async def test_words_that_should_take_the_place_of_a_picture_are_said_anew(telegram: Lookalike) -> None:
    """Telegram turns no picture into words; the person reads them all the same."""
    ada = telegram.user("Ada")
    await ada.says("/start")
    await _send(telegram, {"text": "Ecco", "rows": ROWS, "chart": CHART}, ada.id, "photo")
    picture = await ada.sees("Ecco")
    outcome = await _send(telegram, {**_words("Fatto"), "message_id": picture.id}, ada.id, "edit")
    said = await ada.sees("Fatto")
    assert (outcome, said.is_edited, said.id) == (Sent(said.id), False, picture.id + 1)


@pytest.mark.parametrize("fault", [Drop(), TooMany(1)])
async def test_a_picture_that_may_not_have_arrived_has_the_same_outcomes_as_words(
    telegram: Lookalike, fault: Fault
) -> None:
    """A broken line is of unknown outcome, a 429 is surely not sent."""
    ada = telegram.user("Ada")
    await ada.says("/start")
    async with way_out(telegram) as out:
        telegram.faults.switch_on(fault, method="sendPhoto")
        payload = {**_words("Ecco"), "chart": CHART}
        outcome = await out.sender.send(delivery(content_of("photo", payload), chat_id=ada.id))
        telegram.faults.clear()
        await out.sender.reopened()
    assert isinstance(outcome, Retry if isinstance(fault, TooMany) else Unknown)


async def test_an_edit_that_changes_nothing_is_done(telegram: Lookalike) -> None:
    """Telegram's refusal of it is no fault: it is already so."""
    ada = telegram.user("Ada")
    await ada.says("/start")
    await _send(telegram, _words("Uguale"), ada.id)
    said = await ada.sees("Uguale")
    assert await _send(telegram, {**_words("Uguale"), "message_id": said.id}, ada.id, "edit") == Sent()


async def test_a_button_that_telegram_has_forgotten_is_done(telegram: Lookalike) -> None:
    """Nobody waits for its answer any more."""
    assert await _send(telegram, {"callback_id": "1", "text": "Ecco"}, 0, "callback") == Sent()


async def test_somebody_who_blocked_the_bot_is_gone(telegram: Lookalike) -> None:
    """So is somebody who was never met."""
    ada, bruno = telegram.user("Ada"), telegram.user("Bruno")
    await ada.says("/start")
    await ada.blocks()
    for chat_id in (ada.id, bruno.id, 12345):
        assert isinstance(await _send(telegram, _words("ciao"), chat_id), Gone)


@pytest.mark.parametrize("status", ["member", "kicked"])
async def test_leaving_a_group_is_done_even_if_it_was_too_late(telegram: Lookalike, status: str) -> None:
    """Whether the bot went or was thrown out, it is out."""
    ada = telegram.user("Ada")
    group = telegram.group("Piazza")
    telegram.world.set_status(group.id, ada.person, "member")
    if status == "kicked":
        telegram.world.set_status(group.id, ada.person, "kicked")
    assert await _send(telegram, {}, group.id, "leave") == Sent()
    assert telegram.world.rooms[group.id].status != "member"


@pytest.mark.parametrize(
    ("payload", "kind"),
    [
        (_words("<b>offen"), "message"),
        (_words("x" * 4097), "message"),
        (_words(""), "message"),
        (_words("x"), "photo_of_the_future"),
    ],
)
async def test_what_telegram_can_never_take_is_a_fault(
    telegram: Lookalike, payload: dict[str, Any], kind: str
) -> None:
    """It is not tried again."""
    ada = telegram.user("Ada")
    await ada.says("/start")
    assert isinstance(await _send(telegram, payload, ada.id, kind), NeverSendable)


@pytest.mark.parametrize(
    ("fault", "kind", "closes"),
    [
        (Refuse(), Unknown, True),
        (Drop(), Unknown, True),
        (Hang(accepted=True), Unknown, True),
        (Broken(502), Unknown, True),
        (TooMany(7), Retry, False),
    ],
)
async def test_failures_of_the_line(telegram: Lookalike, fault: Fault, kind: type, *, closes: bool) -> None:
    """Without an answer nobody knows, and the line is closed; a 429 is Telegram's own word."""
    ada = telegram.user("Ada")
    await ada.says("/start")
    async with way_out(telegram, timeout_s=0.2) as out:
        telegram.faults.switch_on(fault)
        outcome = await out.sender.send(delivery(content_of("message", _words("ciao")), chat_id=ada.id))
        assert isinstance(outcome, kind)
        assert out.sender.is_open is not closes
        telegram.faults.clear()
        await out.sender.reopened()


async def test_a_429_says_for_how_long(telegram: Lookalike) -> None:
    """Its seconds are obeyed."""
    ada = telegram.user("Ada")
    await ada.says("/start")
    telegram.faults.switch_on(TooMany(7), times=1)
    outcome = await _send(telegram, _words("ciao"), ada.id)
    assert isinstance(outcome, Retry)
    assert outcome.after is not None
    assert outcome.after.total_seconds() == 7


@pytest.mark.parametrize(
    ("fault", "wait_s"),
    [
        (Refusal(429, "Too Many Requests: retry after 17"), 17),
        (Refusal(429, "Too Many Requests"), 5),
        (Refusal(429), 5),
        (Refusal(429, "retry after 0"), 1),
        (Refusal(429, "retry after 999999999"), 3600),
        (Refusal(420, "FLOOD_WAIT_17"), 17),
        (Refusal(420, "FLOOD_WAIT (17)"), 17),
        (Refusal(420, "Enhance your calm"), 5),
        (Refusal(400, "Bad Request: FLOOD_WAIT_17"), 17),
        (Refusal(403, "FLOOD_PREMIUM_WAIT_3"), 3),
        (Broken(429), 5),
        (Broken(420), 5),
        (TooMany(0), 1),
        (TooMany(10**12), 3600),
    ],
)
async def test_too_many_requests_in_any_form_wait(telegram: Lookalike, fault: Fault, wait_s: float) -> None:
    """With or without `parameters`, as JSON or a page: not carried out, so sent after the wait."""
    ada = telegram.user("Ada")
    await ada.says("/start")
    telegram.faults.switch_on(fault, method="sendMessage", times=1)
    outcome = await _send(telegram, _words("ciao"), ada.id)
    assert isinstance(outcome, Retry)
    assert outcome.after is not None
    assert outcome.after.total_seconds() == wait_s


@pytest.mark.parametrize("status", [402, 405, 406, 411, 413, 414, 415, 422, 451, 499])
@pytest.mark.parametrize("form", [Broken, Refusal])
async def test_another_refusal_is_no_unknown_outcome(
    telegram: Lookalike, status: int, form: type[Broken | Refusal]
) -> None:
    """Surely not carried out, and the same request would be refused again; the line stays open."""
    ada = telegram.user("Ada")
    await ada.says("/start")
    async with way_out(telegram) as out:
        telegram.faults.switch_on(form(status), method="sendMessage", times=1)
        outcome = await out.sender.send(delivery(content_of("message", _words("ciao")), chat_id=ada.id))
        assert outcome == NeverSendable(f"status {status}")
        assert out.sender.is_open


async def test_a_request_that_timed_out_at_the_server_is_unknown(telegram: Lookalike) -> None:
    """408: it may have been begun."""
    ada = telegram.user("Ada")
    await ada.says("/start")
    telegram.faults.switch_on(Refusal(408), method="sendMessage", times=1)
    assert isinstance(await _send(telegram, _words("ciao"), ada.id), Unknown)


async def test_a_conflict_was_surely_not_carried_out(telegram: Lookalike) -> None:
    """It passes."""
    telegram.faults.switch_on(Refusal(409, "Conflict"), method="sendMessage", times=1)
    assert isinstance(await _send(telegram, _words("ciao"), 5), Retry)


async def test_a_picture_too_large_for_a_gateway_costs_no_words(telegram: Lookalike) -> None:
    """413 meets the picture; its words and buttons go alone."""
    ada = telegram.user("Ada")
    await ada.says("/start")
    telegram.faults.switch_on(Broken(413), method="sendPhoto")
    await _send(telegram, {"text": "Ecco", "rows": ROWS, "chart": CHART}, ada.id, "photo")
    assert (await ada.sees("Ecco")).labels == ["Sì", "Sito"]


async def test_no_connection_is_surely_not_sent(telegram: Lookalike) -> None:
    """It may be tried again at any time, without a second copy."""
    async with way_out(telegram) as out:
        await telegram.go_away()
        outcome = await out.sender.send(delivery(content_of("message", _words("ciao")), chat_id=5))
        assert isinstance(outcome, Retry)
        assert not out.sender.is_open
        await telegram.come_back()
        await out.sender.reopened()


async def test_a_picture_that_cannot_be_drawn_costs_no_words(telegram: Lookalike) -> None:
    """Figures that this release does not understand are left out, and what was to be said is said."""
    ada = telegram.user("Ada")
    await ada.says("/start")
    await _send(telegram, {"text": "Ecco", "rows": ROWS, "chart": {"bars": "?"}}, ada.id, "photo")
    seen = await ada.sees("Ecco")
    assert [button.label for button in seen.buttons[0]] == ["Sì", "Sito"]
