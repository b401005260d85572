"""The numbers that people call in need, which are neither questions nor readings of a meter."""

import re
from typing import Final

from handlers.shared.replies import spelled

EMERGENCY_NUMBERS: Final = frozenset({"112", "113", "115", "118"})
#: Numbers that are free to call in Italy, as 803500 (seed 000) and the help lines of others.
_FREEPHONE: Final = re.compile(r"803\d{3}|800\d{6}", re.ASCII)
#: What may stand around the number of somebody who writes it here, folded.
_AROUND: Final = frozenset(
    """
    il al lo l n nr num numero chiama chiamo chiamate chiamare chiamatemi devo voglio per favore subito aiuto
    the number call please help now die der den nummer ruf rufen rufe anrufen bitte hilfe notruf
    """.split()  # noqa: SIM905 - a list of words reads best as words
)


def is_to_call(digits: str) -> bool:
    """Whether these digits are a number that people call in need: of an emergency, or a freephone number."""
    return digits in EMERGENCY_NUMBERS or _FREEPHONE.fullmatch(digits) is not None


def emergency_number(text: str) -> str | None:
    """The emergency number that is all a message says, however it is grouped; None where it says more."""
    typed = spelled(text)
    digits = "".join(word for word in typed if word.isdecimal())
    is_alone = all(word.isdecimal() or word in _AROUND for word in typed)
    return digits if is_alone and digits in EMERGENCY_NUMBERS else None
