"""The ways through sending a reading, its photo, reminders of windows, and deleting a reading."""

from collections.abc import Mapping
from typing import Final

from handlers.readings.photo import AwaitPhoto
from handlers.readings.states import AwaitReplaced, AwaitSupply, AwaitValue, AwaitYes
from tests.support.readings import HOUSE_BUTTON, SHOP_BUTTON, chat_of_ada
from tests.support.recoverywalk import presses, says
from tests.support.ways.walked import Walked

_WHICH: Final = "Di quale fornitura è la lettura?"
_TO_HOUSE: Final = (says("/autolettura", _WHICH), presses(HOUSE_BUTTON, "Quali 5 cifre segna adesso"))
_TO_SHOP: Final = (
    says("/autolettura", _WHICH),
    presses(SHOP_BUTTON, "Prima il contatore: quali 6 cifre"),
    says("121000", "E il correttore"),
)
_SENT: Final = (
    says("1546", "Di quale fornitura è questo numero?"),
    presses(HOUSE_BUTTON, "Ho capito 1.546: 312 m³"),
    says("sì", "La tua lettura è al sicuro"),
)
_TO_DELETE: Final = (*_SENT, presses("🗑 Cancella", "Confermi la cancellazione"))
_REMIND: Final = says("/promemoria", "Vuoi che ti scriva quando si può mandare")
_KEPT: Final = "la foto la tengo"

WAYS: Final[Mapping[str, Walked]] = {
    "self-reading": Walked(
        {
            "a number that is corrected": (
                *_TO_HOUSE,
                says("1546", "Ho capito 1.546"),
                presses("✏️ Correggi", "Quali 5 cifre segna adesso"),
                says("1547", "Ho capito 1.547"),
            ),
            "less than the last one": (
                *_TO_HOUSE,
                says("1000", "1.000 è meno dell’ultima lettura"),
                presses("No, riguardo il numero", "Quali 5 cifre segna adesso"),
            ),
            "two counters": (*_TO_SHOP, says("130500", "Correttore: ho capito 130.500")),
            "two counters, one of them at its beginning": (
                *_TO_SHOP,
                says("1", "Correttore: ho capito 1."),
                says("sì", "contatore 121.000, correttore 1"),
            ),
            "a number unasked": _SENT,
        },
        opening=chat_of_ada,
        goodbye="non è partita",
        keeps_photo=(AwaitSupply, AwaitValue, AwaitYes, AwaitReplaced),
        photo_answered=dict.fromkeys((AwaitSupply, AwaitValue, AwaitYes, AwaitReplaced), _KEPT),
        tried="• sto mandando la lettura del gas di",
        tried_in=(AwaitValue, AwaitYes, AwaitReplaced),
    ),
    "reading-photo": Walked(
        {
            "no photo": (*_SENT, says("no", "la lettura è a posto anche senza foto")),
            "regret": (*_SENT, says("ho sbagliato", "Confermi la cancellazione")),
        },
        opening=chat_of_ada,
        cancelled=r"Non c’è più niente da annullare, e la tua lettura n\. \d+ resta\..*",
        keeps_photo=(AwaitPhoto,),
        photo_answered={AwaitPhoto: "Ho messo la foto"},
    ),
    "reading-reminders": Walked(
        {
            "yes": (_REMIND, says("sì", "ti scrivo. E ancora una volta")),
            "no": (_REMIND, says("no", "non ti scrivo più")),
        },
        opening=chat_of_ada,
    ),
    "readings": Walked(
        {
            "deleted": (*_TO_DELETE, presses("Sì", "è cancellata")),
            "kept": (*_TO_DELETE, says("no", "la lettura resta")),
        },
        opening=chat_of_ada,
    ),
}
