"""Every way from a dialog to a person: one tap, a case, and on its card all that was said before."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from bot.storage.engine import Database
from handlers.contract.notices import NoticeNews
from tests.conftest import empty_database
from tests.support.deskwalk import DeskWalk
from tests.support.notices import OUTAGE, TUESDAY, tell
from tests.support.readingwalk import HOUSE, OF_OTHERS, POWER, sign
from tests.support.recoverywalk import BRANCHES, Act, presses, says

#: 31 days after the last known reading of the supplies.
_THURSDAY: Final = datetime(2026, 1, 15, 12, tzinfo=UTC)
_TAKEN_ON: Final = "Se ne occupa una persona: la tua pratica ha il numero 1"
_PERSON: Final = "🙋 Parla con una persona"
_REPLACED: Final = replace(OUTAGE, kind="replacement", company="Squadra Prova")


@dataclass(frozen=True, slots=True)
class Way:
    """What the customer does, what stands on the card and what must not."""

    acts: tuple[Act, ...]
    card: tuple[str, ...]
    hidden: str = "Segreta123"
    #: A notice that came before.
    news: NoticeNews | None = None


def _dead_end(branch: str) -> tuple[Act, ...]:
    """The same walk where there is a desk: at its end somebody takes it on, instead of numbers to call."""
    *before, last = BRANCHES[branch]
    return (*before, replace(last, seen=(_TAKEN_ON,)))


_WAYS: Final = {
    "two misses": Way(
        (
            says("xyzzy quux blorp frobnitz", "Puoi dirmelo con altre parole"),
            says("blorp quux zzzz xyzzy", "Una persona può aiutarti meglio di me"),
            presses(_PERSON, "Scrivi qui il tuo messaggio"),
            says("mi serve una copia del contratto", "la tua pratica ha il numero 1"),
        ),
        ("il bot non ha capito, due volte", "👤 13:00 blorp quux zzzz xyzzy", "PDR …0101", "%"),
    ),
    "no validated mobile": Way(
        _dead_end("no validated mobile"),
        ("nessun cellulare registrato", "• l’e-mail registrata non è più mia"),
    ),
    "a code that never comes": Way(
        _dead_end("a code that never comes"),
        ("• ho guardato nello spam", "• ho provato con un altro browser"),
    ),
    "no tries left": Way(_dead_end("a password that is not accepted"), ("sto recuperando la password",)),
    "a meter that was replaced": Way(
        (says("1000", "è meno dell’ultima lettura"), presses("Sì, è un contatore nuovo", _TAKEN_ON)),
        ("contatore sostituito", "1.000"),
    ),
    "a day that does not suit": Way(
        (presses("📆 Non posso quel giorno", _TAKEN_ON),),
        ("non può il giorno dei lavori", "📨", "martedì 20 gennaio, dalle 9:00 alle 13:30 · Via Verdi 12"),
        news=NoticeNews(1, "published", _REPLACED),
    ),
    "still off": Way(
        (presses("👎 No", "non sia ancora tornata"), presses(_PERSON, _TAKEN_ON)),
        ("ancora", "📨 Interruzione programmata della corrente · martedì 20 gennaio"),
        news=NoticeNews(1, "restored", OUTAGE, (TUESDAY,)),
    ),
    "a secret that was hidden": Way(
        (
            says("la mia password è Segreta123!", "Ho cancellato il tuo messaggio"),
            says("/operatore", "Scrivi qui il tuo messaggio"),
            says("non riesco a entrare", "la tua pratica ha il numero 1"),
        ),
        ("vuole parlare con una persona", "Ho cancellato il tuo messaggio"),
    ),
}


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """SQLite alone: which way leads in is no matter of the database."""
    with empty_database(request, "sqlite", tmp_path) as address:
        yield address


@pytest.mark.parametrize("way", _WAYS.values(), ids=_WAYS)
async def test_every_way_leads_to_a_person(
    walk: DeskWalk, database: Database, tmp_path: Path, way: Way
) -> None:
    """The card says why, what was tried and said, whose supplies, masked; a secret stands nowhere."""
    walk.clock.set(_THURSDAY)
    await sign(database, tmp_path, HOUSE, POWER, OF_OTHERS, linked=walk.ada.id)
    async with walk.opened():
        if way.news is not None:
            news = way.news
            await walk.turn_within(lambda: walk.ada.says("/start"))
            await database.write(lambda tx: tell(tx, walk.ada.id, news, walk.clock()))
            await walk.ada.sees("Via Verdi")
        for act in way.acts:
            await walk.does(act)
    olga = walk.operator()
    assert [topic.name.rpartition(" · ")[0] for topic in walk.topics] == ["№ 1 · Ada"]
    card = await olga.sees("Richiesta n. 1 · Ada")
    for words in way.card:
        assert words in card.text, card.text
    assert way.hidden not in olga.picture()
    assert "00000000100101" not in olga.picture()


async def test_a_wrong_reading_is_shown_with_its_photo(
    walk: DeskWalk, database: Database, tmp_path: Path
) -> None:
    """Value, day and state on the card, and the picture right below it."""
    walk.clock.set(_THURSDAY)
    await sign(database, tmp_path, HOUSE, POWER, OF_OTHERS, linked=walk.ada.id)
    async with walk.opened() as bot:
        await walk.ada.sends_photo("1546")
        await walk.does(presses("✅ Sì", "La tua lettura è al sicuro"))
        walk.clock.turn(minutes=40)
        await bot.catch_up()
        await walk.does(says("/letture", "✅ Acquisita"))
        await walk.does(presses("✋ È sbagliata", "non si può più cancellare"))
        await walk.does(presses(_PERSON, _TAKEN_ON))
    olga = walk.operator()
    card = await olga.sees("Richiesta n. 1 · Ada")
    assert "📟 1.546 m³ il 15/01/2026, acquisita" in card.text
    assert [line.kind for line in olga.transcript] == ["text", "photo"]
