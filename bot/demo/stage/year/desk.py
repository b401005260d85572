"""The cases of the demo's year: opened, answered, closed, and what their customers thought of it."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, func, insert, select

from bot.demo.stage.year.calendar import days, moments
from bot.storage.tables import case_entries, cases

_CASES_A_DAY: Final = 2
_OPERATORS: Final = ((1, "Olga Marchetti"), (2, "Marta Donati"))
#: So long ago a case may have been opened and still be closed by now.
_OVER: Final = timedelta(days=1)
_STARS: Final = (None, 5, 4, 3, 2, 1)
_HOW_OFTEN: Final = (40, 36, 14, 6, 2, 2)


def work(tx: Connection, chance: random.Random, words: Any, people: list[int], now: datetime) -> None:  # noqa: ANN401 - TOML
    """Let the desk have worked; the words of a case are kept as long as the demo keeps questions."""
    opened = [moment for day in days(now) for moment in moments(chance, day, _CASES_A_DAY, now - _OVER)]
    talks = [chance.choice(words["talk"]) for _ in opened]
    rows = [
        _case(chance, moment, talk, chance.choice(people), words["opinions"])
        for moment, talk in zip(opened, talks, strict=True)
    ]
    first = int(tx.execute(select(func.coalesce(func.max(cases.c.case_id), 0))).scalar_one()) + 1
    tx.execute(insert(cases), [row | {"case_id": first + number} for number, row in enumerate(rows)])
    written = [
        entry
        for number, (row, talk) in enumerate(zip(rows, talks, strict=True))
        for entry in _entries(first + number, row, talk)
    ]
    tx.execute(insert(case_entries), written)


def _case(
    chance: random.Random,
    opened_at: datetime,
    talk: Any,  # noqa: ANN401 - TOML
    person_id: int,
    opinions: list[str],
) -> dict[str, Any]:
    operator_id, operator = chance.choice(_OPERATORS)
    answered_at = opened_at + timedelta(minutes=chance.randint(1, 25))
    last_at = answered_at + timedelta(minutes=2 * len(talk["lines"]))
    stars = chance.choices(_STARS, _HOW_OFTEN)[0]
    has_opinion = stars is not None and stars > 3 and chance.random() < 0.3  # noqa: PLR2004 - some are glad to say so
    return {
        "person_id": person_id,
        "reason": talk["reason"],
        "state": "closed",
        "language": "it",
        "subject": talk["subject"],
        "opened_at": opened_at,
        "first_answered_at": answered_at,
        "last_written_at": last_at,
        "assigned_to": operator_id,
        "assigned_name": operator,
        "assigned_at": answered_at,
        "closed_at": last_at + timedelta(minutes=5),
        "ending": chance.choices(("operator", "customer", "silence"), (60, 30, 10))[0],
        "stars": stars,
        "comment": chance.choice(opinions) if has_opinion else None,
        "topic_state": "deleted",
    }


def _entries(case_id: int, row: dict[str, Any], talk: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - TOML
    """Yield what was written by turns, the customer first."""
    for number, line in enumerate(talk["lines"]):
        is_customers = number % 2 == 0
        begin = row["opened_at"] if number == 0 else row["first_answered_at"]
        moment = begin + timedelta(minutes=2 * max(0, number - 1))
        yield {
            "case_id": case_id,
            "side": "customer" if is_customers else "operator",
            "kind": "text",
            "html": line,
            "operator_id": None if is_customers else row["assigned_to"],
            "operator_name": None if is_customers else row["assigned_name"],
            "state": "across",
            "written_at": moment,
            "across_at": moment,
        }
