"""The ways through following an address."""

from collections.abc import Mapping
from typing import Final

from handlers.notices import follow
from tests.support.recoverywalk import presses, says
from tests.support.ways.walked import Walked

_ASKED: Final = "Quale indirizzo vuoi seguire?"
_CONFIRM: Final = "Seguo via Verdi 12, Cesena: va bene?"
_DONE: Final = "da ora ti scrivo anche per i lavori programmati in"
_TO_ADDRESS: Final = (says("/segui", _ASKED),)
_TO_CONFIRM: Final = (*_TO_ADDRESS, says("via Verdi 12, Cesena", _CONFIRM))
_IN_LETTERS: Final = "Scrivimi l’indirizzo"
_WHICH: Final = "Quale via di Borgo Esempio intendi con «Via Fratelli Prove»?"
_TO_STREET: Final = (*_TO_ADDRESS, says("Via Fratelli Prove 1, Borgo Esempio", _WHICH))

WAYS: Final[Mapping[str, Walked]] = {
    "follow": Walked(
        {
            "at once": (*_TO_CONFIRM, presses("Sì, seguilo", _DONE)),
            "by a yes": (*_TO_CONFIRM, says("sì", _DONE)),
            "written again": (
                *_TO_CONFIRM,
                presses("No, lo riscrivo", _ASKED),
                says("via Verdi 14, Cesena", "Seguo via Verdi 14, Cesena"),
                says("no", _ASKED),
            ),
            "put right": (*_TO_CONFIRM, says("via Verdi 14, Cesena", "Seguo via Verdi 14, Cesena")),
            "part by part": (
                *_TO_ADDRESS,
                says("via Verdi", "In quale comune si trova via Verdi?"),
                says("Cesena", "Quale numero civico in via Verdi, Cesena?"),
                says("12", _CONFIRM),
            ),
            "without a number": (
                *_TO_ADDRESS,
                says("via Verdi, Cesena", "Quale numero civico"),
                presses("Senza numero", "Seguo via Verdi, Cesena: va bene?"),
            ),
            "in doubt, one of them": (
                *_TO_STREET,
                presses("Via delle Prove", "Seguo Via delle Prove 1, Borgo Esempio"),
                says("sì", _DONE),
            ),
            "in doubt, as it was written": (
                *_TO_STREET,
                presses("Nessuna, come ho scritto io", "Seguo Via Fratelli Prove 1, Borgo Esempio"),
            ),
            "in doubt, without a number": (
                *_TO_ADDRESS,
                says("Via Fratelli Prove, Borgo Esempio", _WHICH),
                presses("Via delle Prove", "Quale numero civico in Via delle Prove"),
                says("3", "Seguo Via delle Prove 3, Borgo Esempio"),
            ),
        },
        takes_any_words=(follow.AwaitAddress,),
        photo_answered=dict.fromkeys((follow.AwaitAddress, follow.AwaitStreet), _IN_LETTERS),
        sticker_answered=dict.fromkeys((follow.AwaitAddress, follow.AwaitStreet), _IN_LETTERS),
    ),
}
