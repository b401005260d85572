"""What the walks of sending a reading stand on."""

from pathlib import Path

import pytest

from bot.demo.lookalike import Lookalike
from bot.gateways.mail import MemoryMail
from bot.storage.engine import Database
from tests.conftest import OpenDesk
from tests.support.readingwalk import HOUSE, OF_OTHERS, POWER, ReadingWalk, sign

_ASKED = "Quali 5 cifre segna adesso il contatore"
_UNDERSTOOD = "Ho capito 1.546: 312 m³ in 31 giorni, circa 10 al giorno."
_DONE = "Fatto! La tua lettura è al sicuro: è la n. "
_WHERE = "Via delle Prove 1, Borgo Esempio"


@pytest.fixture
def walk(telegram: Lookalike, open_desk: OpenDesk) -> ReadingWalk:
    """Ada, a mailbox, and a clock that only the test turns: 15 January 2026, 13:00 in Rome."""
    return ReadingWalk(telegram, open_desk, MemoryMail())


@pytest.fixture
async def house(walk: ReadingWalk, database: Database, tmp_path: Path) -> ReadingWalk:
    """Ada is linked to one gas supply."""
    await sign(database, tmp_path, HOUSE, POWER, OF_OTHERS, linked=walk.person.id)
    return walk
