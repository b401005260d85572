"""The ways through connecting supplies, naming one, and taking a connection away."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, insert, select

from bot.services.questions.questions import Questions
from bot.storage.tables import customers, links
from handlers.linking import link, supplies
from tests.support.customers import ADA_CODE, ADA_TAX_CODE
from tests.support.paper import CHAT, PaperChat
from tests.support.recoverywalk import presses, says, shares, waits
from tests.support.ways.walked import Walked, chat_of_a_stranger

_HOW: Final = "Come preferisci?"
_SENT: Final = "il link: scade alle 13:30"
_DONE: Final = "Fatto! Ora il tuo Telegram è collegato"
_TO_PROOF: Final = (
    says("/collega", "codice cliente"),
    says(ADA_CODE, "codice fiscale"),
    says(ADA_TAX_CODE, _HOW),
)
_TO_CONTACT: Final = (*_TO_PROOF, presses("📱 Con il mio numero", "Condividi il mio numero"))
_TO_LETTER: Final = (*_TO_PROOF, presses("✉️ Con un’e-mail", _SENT))
_TYPE_IT: Final = "Da lì non riesco a leggerlo"

_HOME: Final = "✏️ 🔥 Via delle Prove 1, Borgo Esempio"
_ASKED: Final = "Come chiamiamo la fornitura"
_TO_NAME: Final = (says("/forniture", "Ada Ferrini", "Bruno Salvemini"), presses(_HOME, _ASKED))
_TO_LEAVE: Final = (says("/scollega", "Quale collegamento tolgo?"),)
_TO_YES: Final = (*_TO_LEAVE, presses("Ada Ferrini (…001)", "Tolgo il collegamento con Ada"))


def chat_of_two_contracts(tx: Connection, folder: Path, questions: Questions) -> PaperChat:
    """Ada, connected to her contract and to Bruno's."""
    chat = chat_of_a_stranger(tx, folder, questions)
    both = select(customers.c.customer_id).where(customers.c.code.in_(["001001", "001002"]))
    for customer_id in tx.execute(both).scalars().all():
        facts = {"person_id": CHAT, "proof": "phone", "linked_at": chat.clock()}
        tx.execute(insert(links).values(customer_id=customer_id, **facts))
    return chat


WAYS: Final[Mapping[str, Walked]] = {
    "link": Walked(
        {
            "by the own number": (*_TO_CONTACT, shares("393990000001", _DONE, "Ada Ferrini")),
            "by a number that is another's": (
                *_TO_CONTACT,
                shares("393990000002", "Con questi dati non riesco a collegarti", _HOW),
            ),
            "by a number that is shared at once": (*_TO_PROOF, shares("393990000001", _DONE, "Ada Ferrini")),
            "by letter, sent again, then by number": (
                *_TO_LETTER,
                waits(timedelta(minutes=5)),
                presses("📨 Mandala di nuovo", "scade alle 13:35"),
                presses("📱 Con il mio numero", "Condividi il mio numero"),
            ),
            "a letter that expires in silence": (
                *_TO_LETTER,
                waits(timedelta(minutes=31), "ormai è scaduto", _HOW),
            ),
            "back to the readings": (
                says("/collega autolettura", "codice cliente"),
                says(f"è {ADA_CODE}", "codice fiscale"),
                says(ADA_TAX_CODE, _HOW),
            ),
        },
        goodbye="Ci eravamo fermati",
        photo_answered=dict.fromkeys((link.AwaitCode, link.AwaitTaxCode), _TYPE_IT),
        sticker_answered=dict.fromkeys((link.AwaitCode, link.AwaitTaxCode), _TYPE_IT),
    ),
    "supplies": Walked(
        {
            "a name": (
                *_TO_NAME,
                says("x" * 31, "un po’ lungo", _ASKED),
                says("Casa", "Casa: Via delle Prove 1", "Bruno Salvemini"),
                presses("✏️ 🔥 Casa", _ASKED),
                presses("Senza nome", "🔥 Via delle Prove 1, Borgo Esempio · PDR …0101", "Bruno Salvemini"),
            ),
            "one of two, then the other": (
                *_TO_YES,
                presses("Sì, scollega", "ho tolto il collegamento"),
                says("/scollega", "Tolgo il collegamento con Bruno"),
                says("sì", "ho tolto il collegamento"),
            ),
        },
        opening=chat_of_two_contracts,
        takes_any_words=(supplies.AwaitNickname,),
        photo_answered={supplies.AwaitNickname: "un nome scritto"},
        sticker_answered={supplies.AwaitNickname: "un nome scritto"},
    ),
}
