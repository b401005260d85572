"""What a case makes known to its customer: every fact has words, and every cause that is known too."""

from datetime import UTC, datetime, timedelta

import pytest

from handlers.contract.desk import Ending
from handlers.contract.desk_news import (
    AllArrives,
    AnsweredBy,
    CaseClosed,
    CaseReopened,
    Cause,
    ClosingSoon,
    DeskFacts,
    MessageWithdrawn,
    NotPassedOn,
    StillWaiting,
)
from handlers.handoff import say_news
from handlers.handoff.phrases import usual

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "facts",
    [
        AnsweredBy("Sportello"),
        StillWaiting(None, None),
        StillWaiting(None, timedelta(minutes=12)),
        StillWaiting(NOON, None),
        ClosingSoon(12, NOON),
        CaseReopened(12),
        MessageWithdrawn(),
        AllArrives(),
        *(CaseClosed(12, ending, asks_stars=asked) for ending in Ending for asked in (True, False)),
        *(NotPassedOn(kind, cause) for kind in ("photo", "new") for cause in Cause),
    ],
)
def test_every_fact_has_words(facts: DeskFacts) -> None:
    """None raises, and stars are asked for only where they are wanted."""
    say = say_news(facts)
    assert say.text
    stars = [button for row in say.rows for button in row if "⭐" in button.label]
    assert len(stars) == (5 if isinstance(facts, CaseClosed) and facts.asks_stars else 0)


@pytest.mark.parametrize(
    ("wait", "words"),
    [
        (timedelta(seconds=20), "about 5 minutes"),
        (timedelta(minutes=11), "about 15 minutes"),
        (timedelta(minutes=56), "about an hour"),
        (timedelta(hours=1, minutes=1), "about 2 hours"),
        (timedelta(hours=23, minutes=30), "about a day"),
        (timedelta(hours=30), "about 2 days"),
    ],
)
def test_a_usual_wait_is_rounded_up(wait: timedelta, words: str) -> None:
    """Nobody waits longer than was said because of a rounding."""
    say = usual(wait)
    assert say.text.format(**say.values) == words
