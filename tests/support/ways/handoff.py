"""The ways through a case, as its customer goes them."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from bot.services import people
from bot.services.people import Sender
from bot.services.questions.questions import Questions
from handlers.handoff.states import AwaitComment, AwaitFirstMessage, InCase, JustClosed
from tests.support.paper import CHAT, PaperChat
from tests.support.recoverywalk import presses, says, waits
from tests.support.ways.walked import Walked, chat_of_a_stranger


def _chat_with_a_desk(tx: Connection, folder: Path, questions: Questions) -> PaperChat:
    chat = chat_of_a_stranger(tx, folder, questions)
    people.meet(tx, Sender(CHAT, "Ada", "it"), chat.clock())
    chat.has_desk = True
    return chat


_WISHED: Final = says("/operatore", "Scrivi qui il tuo messaggio")
_WRITTEN: Final = says("il contatore fa uno strano rumore", "Ricevuto: la tua pratica ha il numero 12")
_OPENED: Final = (_WISHED, _WRITTEN)
_CLOSED: Final = (*_OPENED, presses("✅ Risolto, grazie", "la tua pratica numero 12 è chiusa"))

WAYS: Final[Mapping[str, Walked]] = {
    "case": Walked(
        {
            "a curious tap": (_WISHED, waits(timedelta(hours=1))),
            "in words, and back to the bot": (
                says("voglio parlare con un operatore", "Scrivi qui il tuo messaggio"),
                _WRITTEN,
                says("e lampeggia anche"),
                presses("🤖 Torna al bot", "ti rispondo di nuovo io"),
            ),
            "settled, five stars and a word": (
                *_CLOSED,
                presses("5 ⭐", "Vuoi aggiungere due parole?"),
                says("la signora era davvero paziente", "arrivano alle persone dello sportello"),
            ),
            "one star and no word": (
                *_CLOSED,
                presses("1 ⭐", "Mi dispiace"),
                presses("No, grazie", "Quando hai bisogno, sono qui"),
            ),
            "settled in words, and it is not": (
                *_OPENED,
                says("grazie, ho risolto", "la tua pratica numero 12 è chiusa"),
                says("grazie mille"),
                says("anzi no, lampeggia ancora", "Ho riaperto la tua pratica"),
            ),
        },
        opening=_chat_with_a_desk,
        cancelled=r"Va bene, (annullato\. Quando hai bisogno, sono qui\.|ti rispondo di nuovo io\. .*)",
        for_people=(AwaitFirstMessage, InCase, JustClosed),
        quiet=(InCase,),
        takes_any_words=(AwaitFirstMessage, InCase, JustClosed, AwaitComment),
        takes_questions=(AwaitFirstMessage, InCase, JustClosed, AwaitComment),
        has_desk=True,
    ),
}
