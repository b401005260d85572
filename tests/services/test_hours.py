"""When the help line answers: weekdays, Saturdays, holidays, and across the change of the clock."""

from datetime import UTC, datetime, time

import pytest

from bot.config import HelpLine, HelpLines, OpeningHours, load
from bot.errors import ConfigurationFaulty
from bot.i18n import Texts
from bot.local_time import ROME
from bot.services.hours import Hours
from handlers.contract.speech import Say, Telephone

_HOURS = Hours({"e-distribuzione": HelpLines().e_distribuzione})
_TEXTS = Texts.load(telephone=_HOURS.say)


def _rome(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=ROME).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2026-01-15 10:00", "(aperto ora, fino alle 18:00)"),
        ("2026-01-15 09:00", "(aperto ora, fino alle 18:00)"),
        ("2026-01-15 08:59", "(ora è chiuso, riapre alle 9:00)"),
        ("2026-01-15 18:00", "(ora è chiuso, riapre domani alle 9:00)"),
        ("2026-01-17 10:00", "(aperto ora, fino alle 13:00)"),
        ("2026-01-17 13:00", "(ora è chiuso, riapre lunedì alle 9:00)"),
        ("2026-01-18 10:00", "(ora è chiuso, riapre domani alle 9:00)"),
        # Epiphany is a Tuesday.
        ("2026-01-06 10:00", "(ora è chiuso, riapre domani alle 9:00)"),
        # Christmas is a Friday, Saint Stephen's a Saturday.
        ("2026-12-24 19:00", "(ora è chiuso, riapre lunedì alle 9:00)"),
        # Easter Monday moves with the moon.
        ("2026-04-04 14:00", "(ora è chiuso, riapre martedì alle 9:00)"),
        # The Sunday on which summer time begins.
        ("2026-03-29 01:30", "(ora è chiuso, riapre domani alle 9:00)"),
        # New Year's Eve is no holiday, the day after is one, in another year.
        ("2026-12-31 17:00", "(aperto ora, fino alle 18:00)"),
        ("2026-12-31 18:30", "(ora è chiuso, riapre sabato alle 9:00)"),
    ],
)
def test_a_help_line_is_said_in_the_light_of_the_hour(now: str, said: str) -> None:
    """Open until when, or closed until when; holidays are closed."""
    words = _TEXTS.render(Say("{line}", line=Telephone("e-distribuzione")), "it", 0, _rome(now)).text
    assert words == f"<b>803500</b> {said}"


def test_a_line_without_hours_is_only_a_number() -> None:
    """Nothing is promised of it."""
    hours, now = Hours({"x": HelpLine(number="800000")}), _rome("2026-01-15 10:00")
    assert _TEXTS.render(hours.say("x", now), "it", 0, now).text == "<b>800000</b>"


def test_hours_are_written_as_on_a_door() -> None:
    """In the configuration: 9:00-18:00."""
    line = HelpLine.model_validate({"number": "1", "weekdays": "9:00-18:00", "saturday": "8:30 – 12:00"})
    assert line.weekdays == OpeningHours(opens=time(9), closes=time(18))
    assert line.saturday == OpeningHours(opens=time(8, 30), closes=time(12))


@pytest.mark.parametrize("hours", ["18:00-9:00", "sempre", "9-18", "25:00-26:00"])
def test_wrong_hours_are_refused(hours: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of the configuration is a sentence, as every other."""
    monkeypatch.setenv("SPORTELLO_HELP_LINES__E_DISTRIBUZIONE", f'{{"number": "1", "weekdays": "{hours}"}}')
    with pytest.raises(ConfigurationFaulty):
        load()
