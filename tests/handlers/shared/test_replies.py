"""Short replies as people type them."""

from datetime import time

import pytest

from handlers.shared import replies


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Sì", "yes"),
        ("si!", "yes"),
        ("è arrivata", "yes"),
        ("Fatto.", "yes"),
        ("ja", "yes"),
        ("è giusto", "yes"),
        ("Sì, confermo", "yes"),
        ("das stimmt!", "yes"),
        ("👍🏻", "yes"),
        ("👎", "no"),
        ("🤷", None),
        ("👍 ma non funziona", None),
        ("no", "no"),
        ("Non ancora…", "no"),
        ("non c'è", "no"),
        ("noch nicht", "no"),
        ("sì, ma non funziona", None),
        ("", None),
    ],
)
def test_a_yes_or_no_is_understood(text: str, meaning: str | None) -> None:
    """Only as the whole message."""
    assert replies.understood(text) == meaning


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("9:30", time(9, 30)),
        ("9.30", time(9, 30)),
        ("alle 9", time(9)),
        ("verso le 21", time(21)),
        ("all'1", time(1)),
        ("alle 9 e mezza", time(9, 30)),
        ("8 e un quarto", time(8, 15)),
        ("um 9 Uhr", time(9)),
        ("at 9:05", time(9, 5)),
        ("25:00", None),
        ("9:75", None),
        ("stamattina", None),
        ("9:30 o giù di lì, credo", None),
    ],
)
def test_a_time_of_day_is_understood(text: str, clock: time | None) -> None:
    """As clocks show it or as people say it; only as the whole message."""
    assert replies.time_of_day(text) == clock
