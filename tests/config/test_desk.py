"""The section [desk]: hours as on a door, from file and environment, and faults in words."""

from datetime import time
from pathlib import Path

import pytest

from bot import config
from bot.config.desk import Desk, DeskHours
from bot.config.help_lines import OpeningHours
from bot.errors import ConfigurationFaulty

_LONG = OpeningHours(opens=time(8, 30), closes=time(20))


@pytest.fixture(autouse=True)
def _own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _load(file: str = "") -> Desk:
    Path("config.toml").write_text(file)
    return config.load().desk


def test_the_defaults_are_promises() -> None:
    """Working days from nine to six, reminders after ten and thirty minutes, two days of silence."""
    desk = _load()
    assert desk.hours == DeskHours(weekdays=OpeningHours(opens=time(9), closes=time(18)))
    assert (desk.operator_name, desk.replies, desk.only_replies) == ("Servizio Clienti", None, False)
    assert (desk.remind_after_minutes, desk.escalate_after_minutes) == (10, 30)
    assert (desk.close_after_hours, desk.delete_topic_after_days) == (48, None)


@pytest.mark.parametrize(
    ("file", "hours"),
    [
        ('[desk]\nhours = "8:30-20:00"', DeskHours(weekdays=_LONG)),
        ('[desk.hours]\nweekdays = "8:30-20:00"', DeskHours(weekdays=_LONG)),
        ('[desk.hours]\nsunday = "08:30 – 20:00"', DeskHours(sunday=_LONG)),
        ('[desk.hours.saturday]\nopens = "08:30"\ncloses = "20:00"', DeskHours(saturday=_LONG)),
    ],
)
def test_hours_are_a_line_or_a_table(file: str, hours: DeskHours) -> None:
    """One span is for working days; a table names the days, and leaves the others as they are by default."""
    assert _load(file).hours == hours


@pytest.mark.parametrize(
    ("name", "value", "desk"),
    [
        ("HOURS", "8:30-20:00", Desk(hours=DeskHours(weekdays=_LONG))),
        ("HOURS", '{"saturday": "8:30-20:00"}', Desk(hours=DeskHours(saturday=_LONG))),
        ("HOURS__SUNDAY", "8:30-20:00", Desk(hours=DeskHours(sunday=_LONG))),
        ("OPERATOR_NAME", "Lo sportello", Desk(operator_name="Lo sportello")),
        ("REMIND_AFTER_MINUTES", "5", Desk(remind_after_minutes=5)),
        ("DELETE_TOPIC_AFTER_DAYS", "90", Desk(delete_topic_after_days=90)),
        ("ONLY_REPLIES", "true", Desk(only_replies=True)),
        ("REPLIES", "replies.toml", Desk(replies=Path("replies.toml"))),
    ],
)
def test_the_environment_names_every_key(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, desk: Desk
) -> None:
    """SPORTELLO_DESK__…, as for all sections."""
    monkeypatch.setenv(f"SPORTELLO_DESK__{name}", value)
    assert _load() == desk


@pytest.mark.parametrize(
    ("file", "fault"),
    [
        ('hours = "sempre"', "opening hours are written like 9:00-18:00, not 'sempre'"),
        ('hours = "18:00-9:00"', "opening hours must end after they begin"),
        ('hours = {monday = "9:00-18:00"}', "unknown key desk.hours.monday"),
        ("hours = 9", "desk.hours: "),
        ("hour = 9", "unknown key desk.hour"),
        ('operator_name = ""', "desk.operator_name: "),
        ("remind_after_minutes = 0", "desk.remind_after_minutes: "),
        ('escalate_after_minutes = "soon"', "desk.escalate_after_minutes: "),
        ("close_after_hours = -1", "desk.close_after_hours: "),
        ("delete_topic_after_days = 0", "desk.delete_topic_after_days: "),
    ],
)
def test_a_faulty_desk_is_refused_in_words(file: str, fault: str) -> None:
    """The key is named, and what it may be."""
    with pytest.raises(ConfigurationFaulty) as refused:
        _load(f"[desk]\n{file}")
    assert any(fault in sentence for sentence in refused.value.faults)


@pytest.mark.parametrize("value", ["sempre", "9-18", "["])
def test_faulty_hours_in_the_environment_are_refused_in_words(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    """Whoever sets a variable hears what its value should look like."""
    monkeypatch.setenv("SPORTELLO_DESK__HOURS", value)
    with pytest.raises(ConfigurationFaulty) as refused:
        _load()
    assert any("9:00-18:00" in sentence for sentence in refused.value.faults)
