"""Dangers and the wish for a person, recognised in any message before anything is ranked."""

import re

from faq.text import fold

_SIGNS = (
    ("urgent-gas-leak", r"(odore|puzza|fuga|perdita|sento|smell|riecht)\w* .*(gas|metano)"),
    ("urgent-electric-danger", r"(cav[oi]|fil[oi]|scintill\w+|scossa)\b.*(terra|scopert|penzol|cadut|strada)"),
    ("urgent-power-cut", r"(manca|senza|saltata|andata via|blackout|stromausfall|power cut).*"),
    ("operator", r"(operatore|umano|persona|qualcuno|human)"),
)


def recognise(text: str) -> str | None:
    """The id of the danger (or "operator") that a message reports, the gravest first; None if none."""
    folded = fold(text)
    return next((name for name, sign in _SIGNS if re.search(sign, folded)), None)
