"""The numbers that people call in need, which are neither questions nor readings of a meter."""

from typing import Final

from handlers.shared.replies import spelled

EMERGENCY_NUMBERS: Final = frozenset({"112", "113", "115", "118"})
#: The fault line (seed 000) as well: written instead of dialled.
TO_CALL: Final = EMERGENCY_NUMBERS | {"803500"}
#: What may stand around the number of somebody who writes it here, folded.
_AROUND: Final = frozenset(
    """
    il al lo l n nr num numero chiama chiamo chiamate chiamare chiamatemi devo voglio per favore subito aiuto
    the number call please help now die der den nummer ruf rufen rufe anrufen bitte hilfe notruf
    """.split()  # noqa: SIM905 - a list of words reads best as words
)


def emergency_number(text: str) -> str | None:
    """The emergency number that is all a message says, however it is grouped; None where it says more."""
    typed = spelled(text)
    digits = "".join(word for word in typed if word.isdecimal())
    is_alone = all(word.isdecimal() or word in _AROUND for word in typed)
    return digits if is_alone and digits in EMERGENCY_NUMBERS else None
