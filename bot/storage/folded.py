"""Names as they are searched: without accents, capitals, apostrophes and signs, a blank between words."""

import re
from typing import Final

from faq.language import fold

_WORD: Final = re.compile(r"[^\W_]+")


def folded(name: str) -> str:
    """Fold a name; what people mean as one name is one: ``D’Angelo, Niccolò`` is ``dangelo niccolo``."""
    return " ".join(_WORD.findall(fold.plain(name).replace("'", "")))
