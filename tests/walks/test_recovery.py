"""The guided recovery, walked to its ends; the bot is restarted after every turn."""

import pytest

from bot.demo.lookalike import Lookalike
from tests.clock import Clock
from tests.conftest import OpenDesk

from .restarting import RestartedWalk


@pytest.fixture
def walk(telegram: Lookalike, open_desk: OpenDesk) -> RestartedWalk:
    """Ada, and a clock that only the test turns: a Thursday, 13:00 in Rome."""
    return RestartedWalk(telegram.user("Ada"), open_desk, Clock())


async def test_a_password_of_e_distribuzione(walk: RestartedWalk) -> None:
    """The straight way: portal, what is lost, the page, the address, the code, the password."""
    await walk.says("/recupera", "Di quale portale")
    await walk.presses("E-Distribuzione (rete elettrica)", "che cosa ti serve")
    await walk.presses("La password", "Recupera dati")
    await walk.presses("Ci sono", "Con quale e-mail")
    await walk.presses("È un’e-mail normale", "premi INVIA")
    await walk.presses("Ho premuto INVIA", "Il codice scade alle 13:30")
    await walk.presses("Sì", "nuova password")
    await walk.presses("Sì", "Ce l’abbiamo fatta")
