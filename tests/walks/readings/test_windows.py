"""When no reading is taken: what is said, who is reminded, and what a window that closes in between does."""

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import insert

from bot.demo.lookalike import Lookalike
from bot.gateways.mail import MemoryMail
from bot.local_time import ROME
from bot.storage import tables
from bot.storage.engine import Database
from tests.conftest import OpenDesk
from tests.support.customers import HEADER
from tests.support.readingwalk import HOUSE, ReadingWalk, sign

_ASKED = "Quali 5 cifre segna adesso il contatore"
_UNDERSTOOD = "Ho capito 1."
_SHUT = "In questo momento per Via delle Prove 1, Borgo Esempio non si possono mandare letture"


@pytest.fixture
async def walk(telegram: Lookalike, open_desk: OpenDesk, database: Database, tmp_path: Path) -> ReadingWalk:
    """Ada, linked to a supply of a vendor without windows so far; Thursday, 15 January 2026, 13:00."""
    walk = ReadingWalk(telegram, open_desk, MemoryMail())
    header = f"{HEADER},vendor"
    await sign(database, tmp_path, f"{HOUSE},gas-modello", linked=walk.person.id, header=header)
    return walk


async def _opens(database: Database, opens: str, closes: str) -> None:
    moments = [datetime.fromisoformat(moment).replace(tzinfo=ROME) for moment in (opens, closes)]
    window = {"vendor": "gas-modello", "opens_at": moments[0], "closes_at": moments[1]}
    await database.write(lambda tx: tx.execute(insert(tables.reading_windows).values(window)))


async def test_the_next_window_and_its_reminders(walk: ReadingWalk, database: Database) -> None:
    """It is said when one may send, also to who writes a number; and a reminder leads right in."""
    await walk.says("/autolettura", f"{_SHUT}, e le prossime date non le so ancora")
    await _opens(database, "2026-01-17T08:00", "2026-01-25T22:00")
    await walk.says("/autolettura", f"{_SHUT}: si ricomincia sabato alle 8:00. Ti scrivo io quando si può?")
    await walk.says("sì", "Va bene: quando si può mandare la lettura")
    await walk.presses("🔔 Sì, ricordamelo", "Va bene: quando si può mandare la lettura")
    await walk.says("1546", _SHUT)
    await walk.catches_up(days=1, hours=19)
    await walk.catches_up("Adesso puoi mandare la lettura del gas", hours=1)
    await walk.says("1546", _UNDERSTOOD)
    await walk.says("annulla", "annullato")
    await walk.catches_up("il periodo finisce domenica alle 22:00", days=6)
    await walk.presses("📟 Manda la lettura", _ASKED)
    await walk.says("1600", _UNDERSTOOD)
    await walk.says("sì", "Fatto!")


async def test_reminders_that_are_not_wanted(walk: ReadingWalk, database: Database) -> None:
    """One press and there are no more; they can be turned on again, in any words of the three languages."""
    await _opens(database, "2026-01-15T08:00", "2026-01-25T22:00")
    await walk.says("ciao", "Che cosa posso fare per te?")
    await walk.catches_up("Adesso puoi mandare la lettura del gas")
    await walk.presses("🔕 Non ricordarmelo più", "non ti scrivo più per ricordarti la lettura")
    await walk.catches_up(days=8)
    await walk.says("/promemoria", "Vuoi che ti scriva quando si può mandare la lettura")
    await walk.says("no", "non ti scrivo più")
    await walk.presses("🔕 No, non ricordarmelo", "non ti scrivo più")
    await walk.says("/reminders on", "Va bene: quando si può mandare la lettura")
    await walk.catches_up("il periodo finisce domenica alle 22:00", hours=1)


async def test_a_window_that_closes_in_between(walk: ReadingWalk, database: Database) -> None:
    """Who says yes a minute late is told so, and when the next window opens."""
    await walk.says("/promemoria no", "non ti scrivo più")
    await _opens(database, "2026-01-10T08:00", "2026-01-15T13:30")
    await _opens(database, "2026-02-10T08:00", "2026-02-14T22:00")
    await walk.says("/autolettura", _ASKED)
    await walk.says("1546", _UNDERSTOOD)
    walk.clock.turn(minutes=30)
    await walk.presses(
        "✅ Sì", "non l’ho più potuta prendere", f"{_SHUT}: si ricomincia martedì 10 febbraio alle 8:00"
    )
    await walk.says("/annulla", "annullato")
