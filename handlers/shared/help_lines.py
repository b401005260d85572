"""How a help line is said: its number, and whether somebody answers now."""

from datetime import datetime

from handlers.contract.speech import N_, At, Clock, Say, Verbatim


def say(number: str, closes_at: datetime | None, opens_at: datetime | None) -> Say:
    """Put a line into words. ``closes_at`` None: it is closed now. ``opens_at`` None: no opening is known."""
    bold = Verbatim(f"<b>{number}</b>")
    if closes_at is not None:
        return Say(N_("{number} (open now, until {time})"), number=bold, time=Clock(closes_at))
    if opens_at is None:
        return Say("{number}", number=bold)
    return Say(N_("{number} (closed now, it opens again {moment})"), number=bold, moment=At(opens_at))
