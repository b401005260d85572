"""The list of readings: what has become of each, a picture of the use, deleting while that is possible."""

import asyncio
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select, update

from bot.demo.lookalike import Lookalike
from bot.gateways.mail import MemoryMail
from bot.storage import tables
from bot.storage.engine import Database
from tests.conftest import OpenDesk
from tests.support.clock import Clock
from tests.support.readingwalk import BARN, HOUSE, OF_OTHERS, ReadingWalk, sign

_CONFIRM = "Confermi la cancellazione della lettura del 15/01/2026 ?"
_GONE = "la lettura del 15/01/2026 è cancellata"
_LATE = "La lettura del 15/01/2026 non si può più cancellare: è già partita."


@pytest.fixture
async def walk(telegram: Lookalike, open_desk: OpenDesk, database: Database, tmp_path: Path) -> ReadingWalk:
    """Ada, linked to one gas supply, on 15 January 2026 at 13:00 in Rome."""
    walk = ReadingWalk(telegram, open_desk, MemoryMail())
    await sign(database, tmp_path, HOUSE, OF_OTHERS, linked=walk.person.id)
    return walk


async def _send(walk: ReadingWalk, value: str) -> None:
    await walk.says(value, "È giusto?")
    await walk.says("sì", "Fatto! La tua lettura è al sicuro")


async def _earlier(walk: ReadingWalk, database: Database, *readings: tuple[int, int, str]) -> None:
    """Readings of earlier months: so many days ago, cubic metres in thirty days, state."""
    columns = (tables.supplies.c.supply_id, tables.supplies.c.customer_id)
    house = select(*columns).where(tables.supplies.c.point == "00000000100101")
    today = date(2026, 1, 15)
    rows: list[dict[str, object]] = [
        {
            "person_id": walk.person.id,
            "taken_on": today - timedelta(days=days),
            "sent_at": Clock()() - timedelta(days=days),
            "meter": 1234 - days,
            "used_m3": used,
            "used_days": 30,
            "state": state,
            "doubts": [],
            "reason": "Foto illeggibile <b>" if state == "refused" else None,
        }
        for days, used, state in readings
    ]
    await database.write(
        lambda tx: tx.execute(
            insert(tables.readings), [{**tx.execute(house).mappings().one(), **row} for row in rows]
        )
    )


async def test_a_reading_is_listed_and_deleted(walk: ReadingWalk) -> None:
    """It is seen with its use and state; a no keeps it, a yes deletes it, and then it is gone."""
    await _send(walk, "1546")
    await walk.says("/letture", "1.546 · 15/01/2026 · ⏳ Da acquisire")
    assert "312 m³ in 31 giorni, circa 10 al giorno" in walk.shown.text
    await walk.presses("🗑 Cancella", _CONFIRM)
    assert walk.shown.labels == ["Sì", "No", "✕ Annulla"]
    await walk.presses("No", "la lettura resta")
    await walk.says("/letture", "1.546")
    await walk.presses("🗑 Cancella", _CONFIRM)
    await walk.says("dove trovo il codice cliente?", "DATI CLIENTE", _CONFIRM)
    await walk.says("sento odore di gas", "112")
    await walk.sends_photo("Foto e file", _CONFIRM)
    old = walk.shown
    await walk.says("sì", _GONE)
    await walk.presses("Sì", "non vale più", on=old)
    await walk.says("/letture", "Non hai ancora mandato letture")
    await walk.says("/cancella 1", _GONE)


async def test_acquired_in_between(walk: ReadingWalk) -> None:
    """Half an hour later the company has it: the list says so, and an old button comes too late."""
    await _send(walk, "1546")
    await walk.presses("🗑 Cancella", _CONFIRM)
    await walk.catches_up(minutes=31)
    await walk.presses("Sì", _LATE)
    await walk.says("/letture", "✅ Acquisita")
    assert walk.shown.labels == ["📟 Manda la lettura", "✋ È sbagliata"]
    await walk.says("/cancella 1", _LATE)
    await walk.says("/autolettura", "La tua lettura di oggi ce l’ho già")
    assert walk.shown.labels == ["📋 Le mie letture", "✋ È sbagliata"]


async def test_a_wrong_reading_that_has_left_is_no_dead_end(walk: ReadingWalk) -> None:
    """Wherever it is shown a button leads on: whom to tell and what, and to a person; nothing is deleted."""
    await _send(walk, "1546")
    await walk.catches_up(minutes=31)
    for where in ("/letture", "/autolettura"):
        await walk.says(where, "1.546")
        await walk.presses("✋ È sbagliata", _LATE)
        assert "scrivi a info@energiacorrente.it" in walk.shown.text
        assert walk.shown.labels == ["🙋 Parla con una persona"]
    await walk.says("ho sbagliato", _LATE)
    await walk.presses("🙋 Parla con una persona", "Ecco come parlare con una persona")
    await walk.says("/letture", "1.546 · 15/01/2026 · ✅ Acquisita")


async def test_no_longer_ones_own_in_between(walk: ReadingWalk, database: Database) -> None:
    """A question about a reading that is out of reach is closed, and not asked again."""
    await _send(walk, "1546")
    await walk.presses("🗑 Cancella", _CONFIRM)
    await database.write(lambda tx: tx.execute(delete(tables.links)))
    await walk.says("sì", "non la trovo tra le tue")
    await walk.says("ciao", "Ciao!")


async def test_refused_by_the_company(walk: ReadingWalk, tmp_path: Path) -> None:
    """The person reads why, sees it in the list, and may send another one on the same day."""
    await _send(walk, "1546")
    await walk.catches_up(minutes=31)
    replies = tmp_path / "readings" / "replies"
    await asyncio.to_thread(replies.mkdir, exist_ok=True)
    reply = "reading_id,reason\n1,La foto mostra <1456>\n"
    await asyncio.to_thread((replies / "one.csv").write_text, reply, encoding="utf-8")
    await walk.catches_up("lettura del gas del 15/01/2026", minutes=1)
    assert "«La foto mostra <1456>»" in walk.shown.text
    await walk.says("/letture", "1.546 · 15/01/2026 · ❌ Rifiutata: La foto mostra <1456>")
    await walk.presses("📟 Manda un’altra lettura", "Ultima lettura: 1.234, il 15/12/2025")
    await walk.says("1456", "È giusto?")
    await walk.says("sì", "è la n. 2")


async def test_a_question_left_open(walk: ReadingWalk) -> None:
    """Cancelled or left alone, nothing is deleted."""
    await _send(walk, "1546")
    await walk.presses("🗑 Cancella", _CONFIRM)
    await walk.presses("✕ Annulla", "annullato")
    await walk.presses("🗑 Cancella", _CONFIRM)
    await walk.says("indietro", "primo passo", _CONFIRM)
    await walk.waits(minutes=60)
    await walk.says("/letture", "1.546")


async def test_a_year_in_a_picture(walk: ReadingWalk, database: Database) -> None:
    """With two readings or more there is a picture; a refused one is told with its reason, and not drawn."""
    await _earlier(walk, database, (31, 300, "acquired"), (62, 150, "acquired"), (93, 9000, "refused"))
    await walk.says("/letture", "1.203 · 15/12/2025 · ✅ Acquisita")
    assert "❌ Rifiutata: Foto illeggibile <b>" in walk.shown.text
    assert len(walk.telegram.journal.of("sendPhoto")) == 1


async def test_many_readings(walk: ReadingWalk, database: Database) -> None:
    """The newest are told in words, and how many more there are."""
    await _earlier(walk, database, *((30 * month, 300, "acquired") for month in range(1, 15)))
    await walk.says("/letture", "1.204 · 16/12/2025")
    assert walk.shown.text.count("✅ Acquisita") == 6
    assert "… e altre prima: 8" in walk.shown.text
    assert walk.shown.labels == ["📟 Manda la lettura", "✋ È sbagliata"]


async def test_several_supplies_and_pending_ones(
    walk: ReadingWalk, database: Database, tmp_path: Path
) -> None:
    """Each supply has a message of its own; of several that can be deleted each button names its date."""
    await sign(database, tmp_path, HOUSE, BARN)
    await _earlier(walk, database, (1, 5, "pending"))
    await database.write(lambda tx: tx.execute(update(tables.readings).values(sent_at=Clock()())))
    await walk.says("1240", "Di quale fornitura")
    await walk.presses("🔥 Via delle Prove 1, Borgo Esempio", "È giusto?")
    await walk.says("sì", "Fatto!")
    await walk.says("/readings", "1.240 · 15/01/2026", "Vicolo del Saggio 9")
    assert walk.last[0].labels == ["🗑 15/01/2026", "🗑 14/01/2026"]
    await walk.presses("🗑 14/01/2026", "lettura del 14/01/2026 ?")
    await walk.presses("Sì", "la lettura del 14/01/2026 è cancellata")


@pytest.mark.parametrize("argument", ["2", "99", "1x", "9" * 40, ""])
async def test_a_reading_that_is_not_ones_own(walk: ReadingWalk, argument: str) -> None:
    """A forged button shows and deletes nobody's reading."""
    bruno = walk.telegram.user("Bruno")
    await _send(walk, "1546")
    seen = "non la trovo tra le tue" if argument in {"2", "99"} else "Qui troverai le tue letture"
    await walk.says(f"/cancella {argument}".strip(), seen, by=bruno)
    await walk.says("/cancella 1", "non la trovo tra le tue", by=bruno)
    await walk.says("/letture", "1.546")
