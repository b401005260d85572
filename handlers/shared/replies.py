"""Short replies as people type them: yes, no, a time of day."""

import re
from datetime import time
from typing import Final, Literal

from faq.language.text import fold

_YES: Final = frozenset(
    {
        "si", "si si", "si grazie", "certo", "certamente", "ok", "okay", "va bene", "fatto", "ecco fatto",
        "esatto", "giusto", "e giusto", "si e giusto", "si esatto", "corretto", "confermo", "si confermo",
        "certo che si", "perfetto", "funziona", "ci sono", "trovato", "trovata",
        "arrivato", "arrivata", "e arrivato", "e arrivata", "si e arrivato", "si e arrivata",
        "yes", "yep", "done", "it works", "correct", "that s right", "ja", "genau", "erledigt", "stimmt",
        "das stimmt", "ja stimmt", "richtig",
    }
)  # fmt: skip
_NO: Final = frozenset(
    {
        "no", "no grazie", "non ancora", "ancora no", "ancora niente", "niente", "nulla", "per niente",
        "non c e", "non arriva", "non e arrivato", "non e arrivata", "non funziona",
        "not yet", "nope", "nothing", "nein", "noch nicht", "nichts",
    }
)  # fmt: skip
#: Up, and down.
_THUMBS: Final = ("👍", "👎")
_TIME: Final = re.compile(
    r"(?:(?:verso )?(?:alle|le|all|at|um) )?(\d{1,2})(?: (\d{2})| e (mezza|un quarto))?(?: uhr)?"
)
_MINUTES: Final = {"mezza": 30, "un quarto": 15}


def understood(text: str) -> Literal["yes", "no"] | None:
    """Whether the whole message is a yes or a no."""
    words = fold(text)
    if not words and text.strip()[:1] in _THUMBS:
        return "yes" if text.strip()[0] == _THUMBS[0] else "no"
    if words in _YES:
        return "yes"
    return "no" if words in _NO else None


def time_of_day(text: str) -> time | None:
    """The time that the whole message names: "9:30", "alle 9 e mezza", "21"; None where it names none."""
    found = _TIME.fullmatch(fold(text))
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2] or _MINUTES.get(found[3], 0))
    return time(hour, minute) if hour < 24 and minute < 60 else None  # noqa: PLR2004 - as clocks have it
