"""The ways through the offer of several answers."""

from collections.abc import Mapping
from typing import Final

from tests.support.recoverywalk import presses, says
from tests.support.ways.walked import Walked

_OFFERED: Final = says("ho perso la password", "Quale di queste intendi?")

WAYS: Final[Mapping[str, Walked]] = {
    "questions": Walked(
        {
            "none of these": (_OFFERED, presses("Nessuna di queste", "Su questo non ho una risposta sicura")),
            "the first": (_OFFERED, says("la prima", "password")),
            "a portal": (_OFFERED, says("energia corrente", "password")),
        },
        ends_with_an_answer=True,
    ),
}
