"""How moments are said, and which moment a time of day means; across both changes of the clock."""

from datetime import UTC, datetime, time, timedelta

import pytest

from bot.i18n import Texts
from bot.local_time import ROME, latest
from handlers.contract.speech import After, At, Clock, Say, Value

_TEXTS = Texts.load()


def _rome(day: str, clock: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ROME).astimezone(UTC)


def _said(value: Value, now: datetime, language: str = "it") -> str:
    return _TEXTS.render(Say("{it}", it=value), language, 0, now).text


@pytest.mark.parametrize(
    ("day", "clock", "italian"),
    [
        ("2026-01-15", "15:42", "alle 15:42"),
        ("2026-01-15", "01:05", "all’1:05"),
        ("2026-01-16", "09:00", "domani alle 9:00"),
        ("2026-01-14", "09:00", "ieri alle 9:00"),
        ("2026-01-19", "09:00", "lunedì alle 9:00"),
        ("2026-01-22", "09:00", "giovedì 22 gennaio alle 9:00"),
    ],
)
def test_a_moment_is_said_as_people_say_it(day: str, clock: str, italian: str) -> None:
    """Today by the clock, tomorrow by name, this week by its weekday, later by its date."""
    assert _said(At(_rome(day, clock)), _rome("2026-01-15", "12:00")) == italian


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "on Thursday, 22 January at 9:00"), ("de", "am Donnerstag, 22. Januar, um 9:00 Uhr")],
)
def test_a_moment_is_said_in_the_readers_language(language: str, said: str) -> None:
    """Each language has its own order."""
    assert _said(At(_rome("2026-01-22", "09:00")), _rome("2026-01-15", "12:00"), language) == said


def test_a_wait_ends_when_that_time_has_passed_on_every_clock() -> None:
    """Half an hour across the change to summer time ends an hour and a half later on the wall."""
    now = _rome("2026-03-29", "01:45")
    assert _said(After(timedelta(minutes=30)), now) == "alle 3:15"
    assert _said(Clock(now + timedelta(minutes=30)), now) == "3:15"


def test_a_wait_over_midnight_names_the_day() -> None:
    """What expires after midnight expires tomorrow."""
    assert _said(After(timedelta(minutes=30)), _rome("2026-01-15", "23:50")) == "domani alle 0:20"


def test_a_say_among_the_values_lends_its_words() -> None:
    """Nested sentences are said in the reader's language, several one below the other."""
    said = _said((Say("✕ Cancel"), Say("{x}", x="<b>")), _rome("2026-01-15", "12:00"))
    assert said == "✕ Annulla\n&lt;b&gt;"


@pytest.mark.parametrize(
    ("now", "clock", "meant"),
    [
        (("2026-01-15", "12:00"), time(9, 30), ("2026-01-15", "09:30")),
        (("2026-01-15", "09:00"), time(9, 30), ("2026-01-14", "09:30")),
        (("2026-01-15", "12:00"), time(12, 0), ("2026-01-15", "12:00")),
        (("2026-03-29", "12:00"), time(2, 30), ("2026-03-29", "03:30")),
    ],
)
def test_a_time_of_day_means_the_latest(now: tuple[str, str], clock: time, meant: tuple[str, str]) -> None:
    """Today's where it has been, otherwise yesterday's; one that the spring leaves out is an hour later."""
    assert latest(clock, _rome(*now)) == _rome(*meant)


def test_a_day_after_a_change_of_the_clock_is_still_24_hours() -> None:
    """The evening before summer time plus 24 hours shows one hour more on the wall."""
    changed = latest(time(20, 0), _rome("2026-03-28", "21:00"))
    assert _said(At(changed + timedelta(hours=24)), _rome("2026-03-28", "21:00")) == "domani alle 21:00"
