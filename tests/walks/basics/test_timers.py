"""What the clock brings: expiry, goodbye and reminders, once each, also across the change to summer time."""

from datetime import UTC, datetime

import pytest

from bot.demo.lookalike import Lookalike
from bot.demo.walker import Walker
from bot.turns import runner
from tests.conftest import OpenDesk
from tests.support.clock import Clock
from tests.support.restarting import RestartedWalk


@pytest.fixture
def clock() -> Clock:
    """A clock that only the test turns."""
    return Clock()


@pytest.fixture
def walk(telegram: Lookalike, open_desk: OpenDesk, clock: Clock) -> RestartedWalk:
    """Ada, whose bot is restarted after every turn."""
    return RestartedWalk(telegram.user("Ada"), open_desk, clock)


def _turn_to(clock: Clock, moment: datetime) -> None:
    clock.turn(seconds=(moment - clock()).total_seconds())


async def _goes_to_code(walk: RestartedWalk, until: str) -> None:
    await walk.says("/recupera e-distribuzione password", "«recupera password»")
    await walk.presses("Ci sono", "Con quale e-mail")
    await walk.presses("È un’e-mail normale", "premi INVIA")
    await walk.presses("Ho premuto INVIA", f"Il codice scade {until}")


async def test_a_code_lasts_half_an_hour_across_the_change_to_summer_time(
    walk: RestartedWalk, clock: Clock
) -> None:
    """Asked for at 1:45 on the last Sunday of March, it expires at 3:15 by the wall, and not before."""
    _turn_to(clock, datetime(2026, 3, 29, 0, 45, tzinfo=UTC))
    await _goes_to_code(walk, "alle 3:15")
    await walk.waits(minutes=29)
    await walk.waits("Il codice è scaduto", "premi INVIA", minutes=1)
    await walk.waits(minutes=1)


async def test_a_code_lasts_half_an_hour_across_the_change_to_winter_time(
    walk: RestartedWalk, clock: Clock
) -> None:
    """Asked for at 2:45 for the first time, it expires at 2:15 for the second."""
    _turn_to(clock, datetime(2026, 10, 25, 0, 45, tzinfo=UTC))
    await _goes_to_code(walk, "alle 2:15")
    await walk.waits(minutes=29)
    await walk.waits("Il codice è scaduto", "premi INVIA", minutes=1)


async def test_a_reminder_comes_24_hours_later_across_the_change_to_summer_time(
    walk: RestartedWalk, clock: Clock
) -> None:
    """Changed at 20:00 on the eve, the password can be changed again at 21:00; the reminder comes then."""
    _turn_to(clock, datetime(2026, 3, 28, 20, 0, tzinfo=UTC))
    await _goes_to_code(walk, "alle 21:30")
    await walk.presses("Sì", "nuova password")
    await walk.presses("L’ho già cambiata oggi", "una volta ogni 24 ore")
    await walk.says("alle 20", "di nuovo domani alle 21:00")
    await walk.presses("Sì, ricordamelo", "ti scrivo domani alle 21:00")
    await walk.waits(hours=22, minutes=59)
    await walk.waits("Come promesso", minutes=1)
    await walk.waits(minutes=1)


async def test_a_quiet_day_is_24_hours_across_the_change(walk: RestartedWalk, clock: Clock) -> None:
    """The goodbye comes once, and the guide can be taken up again from it."""
    _turn_to(clock, datetime(2026, 3, 28, 20, 0, tzinfo=UTC))
    await walk.says("/recupera energia-corrente password", "«Hai dimenticato la Password?»")
    await walk.waits(hours=23, minutes=59)
    await walk.waits("È da un giorno che non ci sentiamo", minutes=1)
    await walk.waits(hours=30)
    await walk.presses("Riprendiamo", "«Hai dimenticato la Password?»")


async def test_a_long_absence_of_the_bot_is_caught_up_with(walk: RestartedWalk) -> None:
    """Three days later the expiry and the goodbye are said, once each, in their order."""
    await _goes_to_code(walk, "alle 13:30")
    await walk.waits("Il codice è scaduto", "È da un giorno che non ci sentiamo", days=3)
    await walk.waits(days=3)


@pytest.fixture
def ada(telegram: Lookalike) -> Walker:
    """Ada herself."""
    return telegram.user("Ada")


async def test_a_running_bot_notices_the_moment_by_itself(
    ada: Walker, open_desk: OpenDesk, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No message and no restart is needed for the expiry and the goodbye."""
    monkeypatch.setattr(runner, "_SWEEP_EVERY_S", 0.05)
    async with open_desk(now=clock):
        await ada.says("/recupera e-distribuzione password")
        await ada.sees("«recupera password»")
        await ada.presses("Ci sono")
        await ada.sees("Con quale e-mail")
        await ada.presses("È un’e-mail normale")
        await ada.sees("premi INVIA")
        await ada.presses("Ho premuto INVIA")
        await ada.sees("Il codice scade alle 13:30")
        clock.turn(minutes=30)
        await ada.sees("Il codice è scaduto")
        clock.turn(days=1)
        await ada.sees("È da un giorno che non ci sentiamo")
