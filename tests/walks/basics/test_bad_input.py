"""Whatever people and programs send: a sensible word or silence, formatting intact, nothing in the log."""

from typing import Any

import pytest
from sqlalchemy import Connection, select

from bot.app import App
from bot.demo.lookalike import Lookalike
from bot.demo.telegram.model import Formatted
from bot.demo.walker import Bubble, Walker
from bot.storage.tables import updates
from tests.support.logbook import Logbook
from tests.support.watching import until_stored

pytestmark = pytest.mark.usefixtures("desk")

IN_WORDS = "Dimmi in poche parole"
HELLO = "Che cosa posso fare per te?"
TOAST_OLD = "Questo pulsante non vale più"


def _message(person: Walker, **content: object) -> dict[str, Any]:
    sender = {"id": person.id, "first_name": "Ada", "is_bot": False, "language_code": "it"}
    chat = {"id": person.id, "type": "private", "first_name": "Ada"}
    return {"message_id": 900, "date": 1_768_478_400, "chat": chat, "from": sender, **content}


async def _is_alive(person: Walker) -> None:
    """The next one is answered."""
    await person.says("ciao")
    await person.sees(HELLO)


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("😀😀😀", IN_WORDS),
        ("👨‍👩‍👧‍👦 ❤️ 🇮🇹", IN_WORDS),
        ("...", IN_WORDS),
        ("\u200f", IN_WORDS),
        ("مرحبا، نسيت كلمة المرور", ""),
        ("\u202eolleh", ""),
        ("Z̷̢̛a̸l̵g̶o̷ " * 50, ""),
        ("x" * 4096, ""),
        ("password " * 455, ""),
        ("<b>ciao</b><script>alert(1)</script> & <i>", ""),
        ("*ciao* _a_ `b` [c](https://example.org) ~d~ ||e||", ""),
        ("{answer} {0} %s {number.emergency} {{", ""),
        ("'; DROP TABLE persons; --", ""),
        ("/chiedi", ""),
        ("/faq", ""),
        ("/faq <b>", ""),
        ("/faq ed-browser 999999999999999999999999999", ""),
        ("/voto 999999999999999999999999999 si", ""),
        ("/voto 5 si", ""),
        ("/lingua <b>", "In che lingua"),
        ("/" + "a" * 300, ""),
        ("a\nb\r\nc\td\x07", ""),
    ],
)
async def test_odd_words_get_a_sensible_answer(telegram: Lookalike, words: str, answer: str) -> None:
    """One message in, one message out, which Telegram could read; then the next one is answered."""
    ada = telegram.user("Ada")
    await ada.says(words)
    await ada.sees(answer)
    await _is_alive(ada)
    assert all(call.status == 200 for call in telegram.journal.of("sendMessage"))
    assert len([bubble for bubble in ada.chat if bubble.by_bot]) == 2


@pytest.mark.parametrize("words", ["   ", "\n"])
async def test_a_message_of_blanks_is_met_with_silence(telegram: Lookalike, words: str) -> None:
    """Telegram's own apps send none; a program may."""
    ada = telegram.user("Ada")
    await ada.says_formatted(Formatted(words))
    await _is_alive(ada)
    assert len([bubble for bubble in ada.chat if bubble.by_bot]) == 1


@pytest.mark.parametrize(
    "data",
    ["", "x", "r1:none", "r999999999:none", "r0:", "r9999999999999:none", "{}", "none", "\u202e", "è" * 32],
)
async def test_a_foreign_callback_is_answered_and_never_carried_out(telegram: Lookalike, data: str) -> None:
    """The button stops waiting and says that it is void; nothing else happens."""
    ada = telegram.user("Ada")
    await ada.says("/start")
    welcome = await ada.sees("Sono Sportello")
    await ada.sends_data(data, on=welcome)
    await ada.sees(TOAST_OLD)
    await _is_alive(ada)
    assert _texts(ada) == [welcome.text, ada.last.text]


def _texts(person: Walker) -> list[str]:
    bubbles: list[Bubble] = [bubble for bubble in person.chat if bubble.by_bot]
    return [bubble.text for bubble in bubbles]


async def test_a_choice_of_another_dialog_is_void(telegram: Lookalike) -> None:
    """A forged value under the right revision changes nothing, and the offer stays open."""
    ada = telegram.user("Ada")
    await ada.says("ho perso la password")
    offer = await ada.sees("Quale di queste intendi?")
    data = next(button.data for row in offer.buttons for button in row if button.label == "Nessuna di queste")
    assert data is not None
    await ada.sends_data(data.replace("none", "confirm-everything"), on=offer)
    await telegram.called("answerCallbackQuery")
    await ada.presses("Nessuna di queste")
    await ada.sees("Su questo non ho una risposta sicura")


async def test_a_button_that_telegram_has_forgotten_is_no_fault(telegram: Lookalike) -> None:
    """The bot was away for too long: the press still counts, only its toast is lost."""
    ada = telegram.user("Ada")
    await ada.says("/start")
    await ada.sees("Sono Sportello")
    await ada.presses("🌐 Lingua")
    telegram.world.forget_queries()
    await ada.sees("In che lingua parliamo?")
    await _is_alive(ada)


@pytest.mark.parametrize(
    "more",
    [
        {"from_the_future": {"deep": [1, {"x": None}]}},
        {"entities": [{"type": "hologram", "offset": 0, "length": 4, "colour": "red"}]},
        {"reply_to_message": {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}}},
        {"forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": "X"}},
        {"chat": {"id": 0, "type": "private"}},
    ],
    ids=["a field", "an entity", "an old reply", "a forwarded message", "another chat"],
)
async def test_fields_that_we_do_not_know_are_passed_over(telegram: Lookalike, more: dict[str, Any]) -> None:
    """Telegram adds some every month; the words are answered all the same."""
    ada = telegram.user("Ada")
    await _is_alive(ada)
    if "chat" in more:
        more = {"chat": {"id": ada.id, "type": "private", "mood": "sunny"}}
    telegram.injects({"message": _message(ada, text="ciao", **more), "also_new": 1}, chat_id=ada.id)
    await ada.sees(HELLO)


@pytest.mark.parametrize(
    "body",
    [{"something_new": {"chat": {"id": 5}}}, {"message": None}, {}],
)
async def test_kinds_that_we_do_not_know_are_silent(telegram: Lookalike, body: dict[str, Any]) -> None:
    """They are done with, and hold up nobody."""
    ada = telegram.user("Ada")
    telegram.injects(body)
    await _is_alive(ada)


def _states(tx: Connection) -> list[str]:
    return list(tx.execute(select(updates.c.state).order_by(updates.c.update_id)).scalars())


@pytest.mark.parametrize(
    "body",
    [
        {"message": {"text": "ciao"}},
        {"message": [1, 2]},
        {"callback_query": {"id": 7}},
        {"message": "ciao"},
    ],
)
async def test_what_cannot_be_read_is_set_aside_and_blocks_nothing(
    telegram: Lookalike, desk: App, log: Logbook, body: dict[str, Any]
) -> None:
    """It is kept for whoever looks into it, and the chat goes on."""
    ada = telegram.user("Ada")
    telegram.injects(body)
    await _is_alive(ada)
    await until_stored(desk.database, _states, ["unreadable", "done"])
    log.forgive("an update was set aside")


async def test_an_unreadable_update_in_the_middle_of_a_chat(
    telegram: Lookalike, desk: App, log: Logbook
) -> None:
    """Those before and after it in the same chat are answered, in order."""
    ada = telegram.user("Ada")
    await ada.says("ciao")
    telegram.injects({"message": {**_message(ada, text="x"), "date": "soon"}}, chat_id=ada.id)
    await ada.says("grazie")
    await ada.sees(HELLO)
    await ada.sees("Figurati!")
    await until_stored(desk.database, _states, ["done", "unreadable", "done"])
    log.forgive("an update was set aside")


@pytest.mark.parametrize(
    ("words", "is_fault"),
    [("come \ud83d sto", True), ("una \x00 domanda", False)],
    ids=["half a letter", "NUL"],
)
async def test_a_fault_of_ours_is_owned_up_to(
    telegram: Lookalike, desk: App, log: Logbook, words: str, *, is_fault: bool
) -> None:
    """The update is set aside, the person is asked to write again in their language, the next is answered."""
    ada = telegram.user("Ada")
    await ada.says("/lingua en")
    await ada.sees("From now on we speak English")
    telegram.injects({"message": _message(ada, text=words)}, chat_id=ada.id)
    if is_fault or not desk.database.is_sqlite:
        await ada.sees("Something went wrong on my side")
        await until_stored(desk.database, _states, ["done", "failed"])
        log.forgive("a turn failed")
        assert b'sportello_failures_total{place="turn"} 1.0' in desk.metrics.exposition()
    await ada.says("ciao")
    await ada.sees("What can I do for you?")


async def test_a_fault_behind_a_button_lets_the_button_go(telegram: Lookalike, log: Logbook) -> None:
    """The apology comes, and the pressed button stops waiting."""
    ada = telegram.user("Ada")
    await ada.says("/start")
    welcome = await ada.sees("Sono Sportello")
    await ada.sends_data("/chiedi \ud83d?", on=welcome)
    await ada.sees("Qualcosa è andato storto")
    await telegram.called("answerCallbackQuery")
    log.forgive("a turn failed")
    await _is_alive(ada)


async def test_a_flood_of_odd_updates_leaves_the_others_alone(
    telegram: Lookalike, desk: App, log: Logbook
) -> None:
    """Between two questions of Ada's there is a flood of rubbish that belongs to no chat."""
    ada = telegram.user("Ada")
    await _is_alive(ada)
    for number in range(100):
        telegram.injects({"message": {"text": "x", "n": number}})
    await _is_alive(ada)
    await until_stored(desk.database, _states, ["done", *["unreadable"] * 100, "done"])
    log.forgive("an update was set aside")
