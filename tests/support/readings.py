"""Ada's three gas supplies on paper, and the ways through every state of sending a reading."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection

from bot.services.questions.questions import Questions
from handlers.readings import listing, send
from tests.support import readingwalk
from tests.support.customers import csv_file
from tests.support.paper import CHAT, PaperChat
from tests.support.readingwalk import BARN, HOUSE, OF_OTHERS, POWER, SHOP
from tests.support.recoverywalk import Act, presses, says

if TYPE_CHECKING:
    from handlers.contract.dialog import State

HOUSE_BUTTON: Final = "🔥 Via delle Prove 1, Borgo Esempio"
SHOP_BUTTON: Final = "🔥 Corso Prova 7, Borgo Esempio"
_TO_HOUSE: Final = (says("/autolettura"), presses(HOUSE_BUTTON))
_TO_SHOP: Final = (says("/autolettura"), presses(SHOP_BUTTON))
#: Together they come through every state that asks something.
WAYS: Final[tuple[tuple[Act, ...], ...]] = (
    (*_TO_HOUSE, says("1546"), presses("✏️ Correggi"), says("1547")),
    (*_TO_HOUSE, says("1000"), presses("No, riguardo il numero")),
    (*_TO_SHOP, says("121000"), says("130500")),
    (*_TO_SHOP, says("121000"), says("1"), says("sì")),
    (says("1546"), presses(HOUSE_BUTTON), says("sì"), presses("🗑 Cancella")),
)


def chat_of_ada(tx: Connection, folder: Path, questions: Questions) -> PaperChat:
    """Ada, linked to a contract with three gas supplies and one for power."""
    readingwalk.take(tx, csv_file(folder, HOUSE, BARN, SHOP, POWER, OF_OTHERS), CHAT)
    return PaperChat(tx, questions)


def in_every_state(chat: PaperChat, happens: Callable[[], None]) -> None:
    """Go every way; let it happen, aside, in every state that asks something, once in each."""
    asking = {*send.DIALOG.states, *listing.DIALOG.states}
    visited: set[State] = set()
    for way in WAYS:
        with chat.aside():
            for act in way:
                chat.does(act)
                state = chat.state
                if state is not None and type(state) in asking and state not in visited:
                    visited.add(state)
                    with chat.aside():
                        happens()
    assert {type(state) for state in visited} == asking
