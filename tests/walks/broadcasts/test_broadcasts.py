"""A broadcast as people get it: their language, picture and buttons, and the press that ends offers."""

from functools import partial
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import Connection

from bot.demo.lookalike import Lookalike
from bot.demo.telegram.model import Picture
from bot.demo.telegram.pictures import meter
from bot.services import consents
from bot.services.broadcasts import outcomes, store
from bot.services.broadcasts.broadcast import Draft, LinkButton
from bot.storage.engine import Database
from tests.conftest import OpenDesk
from tests.support.broadcastroom import draft
from tests.support.clock import Clock

_BUTTON: Final = LinkButton("https://example.org/orari", {"it": "Gli orari", "de": "Öffnungszeiten"})


def _release(tx: Connection, of: Draft, clock: Clock) -> int:
    number = store.create(tx, of, "anna", clock()).broadcast_id
    store.approve(tx, number, "bruno", clock(), count=2, above=0)
    store.send(tx, number, "anna", clock())
    return number


async def test_offers_arrive_in_ones_language_with_their_way_out(  # noqa: PLR0913, PLR0917 - what it stands on
    telegram: Lookalike,
    open_desk: OpenDesk,
    database: Database,
    clock: Clock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Words, picture and buttons; the press ends offers, and the next one is for nobody."""
    ada, jonas = telegram.user("Ada"), telegram.user("Jonas", language="de")
    monkeypatch.chdir(tmp_path)
    picture = tmp_path / "var" / "broadcasts" / "p.png"
    picture.parent.mkdir(parents=True)
    picture.write_bytes(meter("03017"))
    texts = {"it": "Ciao {name}, <b>offerta</b>", "de": "Hallo {name}, <b>Angebot</b>"}
    offer = draft(texts=texts, purpose="promotional", buttons=(_BUTTON,), picture=picture.name, urgent=True)
    async with open_desk(now=clock) as bot:
        for person in (ada, jonas):
            await person.says("/start")
            await telegram.until(partial(_has_heard, telegram, person.id), "the greeting")
            await database.write(
                partial(consents.decide, person_id=person.id, purpose="promotional", wanted=True, now=clock())
            )
        first = await database.write(partial(_release, of=offer, clock=clock))
        await bot.catch_up()
        seen = await ada.sees("Ciao Ada, offerta")
        assert isinstance(seen.message.content, Picture)
        assert seen.labels == ["Gli orari", "🔕 Basta offerte"]
        assert (await jonas.sees("Hallo Jonas, Angebot")).labels == [
            "Öffnungszeiten",
            "🔕 Keine Angebote mehr",
        ]
        await ada.presses("🔕 Basta offerte", on=seen)
        await ada.sees("niente più offerte")
        await bot.catch_up()
        second = await database.write(partial(_release, of=offer, clock=clock))
        await bot.catch_up()
        await bot.catch_up()
        counted = await database.read(partial(_total, number=second))
        last = await database.write(partial(outcomes.answered, person_id=ada.id, now=clock()))
    assert counted == 1
    assert str(last).endswith(f"(n. {first})")


def _total(tx: Connection, number: int) -> int:
    return sum(outcomes.counts(tx, number).values())


def _has_heard(telegram: Lookalike, chat_id: int) -> bool:
    return bool(telegram.journal.of("sendMessage", chat_id=chat_id))
