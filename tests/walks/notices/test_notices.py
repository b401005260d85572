"""Notices as people meet them: addresses, choices, answers, what is planned; a restart after every turn."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.demo.lookalike import Lookalike
from bot.demo.telegram.model import Document
from bot.gateways.mail import MemoryMail
from bot.storage.engine import Database
from bot.storage.tables import consents, follows, notice_choices, notice_news
from handlers.contract.notices import NoticeNews
from tests.conftest import OpenDesk
from tests.support.clock import Clock
from tests.support.linkwalk import LinkWalk
from tests.support.notices import OUTAGE, TUESDAY, hear, tell

_WELCOME = "Sono Sportello"
_SETTINGS = "I tuoi avvisi"


@pytest.fixture
async def walk(telegram: Lookalike, open_desk: OpenDesk) -> LinkWalk:
    """Ada, linked to nothing, on 15 January 2026 at 13:00 in Rome."""
    walk = LinkWalk(telegram, open_desk, MemoryMail())
    await walk.says("/start", _WELCOME)
    return walk


async def _told(walk: LinkWalk, database: Database, facts: NoticeNews, *seen: str) -> None:
    await database.write(lambda tx: tell(tx, walk.person.id, facts, walk.clock()))
    async with walk.opened():
        for words in seen:
            await walk.person.sees(words)


async def _answers(database: Database) -> list[tuple[bool, str | None]]:
    rows = await database.read(lambda tx: tx.execute(select(notice_news).order_by("news_id")).all())
    return [(row.confirmed_at is not None, row.answer) for row in rows]


async def test_an_address_is_followed_and_let_go(walk: LinkWalk, database: Database) -> None:
    """In the person's own words; the same twice is one; removing edits the screen in its place."""
    await walk.says("voglio seguire la casa di mia mamma", "Quale indirizzo vuoi seguire?")
    await walk.says("via Verdi 12, Cesena", "Seguo via Verdi 12, Cesena: va bene?")
    await walk.presses("Sì, seguilo", "da ora ti scrivo anche per i lavori programmati in via Verdi 12")
    await walk.says("/segui VIA VERDI 12, cesena", "va bene?")
    await walk.says("sì", "da ora ti scrivo")
    rows = await database.read(lambda tx: tx.execute(select(follows)).all())
    assert [(row.street, row.street_number, row.comune) for row in rows] == [("via Verdi", "12", "Cesena")]
    await walk.says("/avvisi", "📍 via Verdi 12, Cesena")
    await walk.presses("🗑 via Verdi 12, Cesena", "anche senza contratto")
    assert walk.last[0].is_edited
    assert await database.read(lambda tx: tx.execute(select(follows)).all()) == []


async def test_the_eleventh_address_is_refused(walk: LinkWalk) -> None:
    """Ten are enough, and the eleventh is not begun."""
    async with walk.opened():
        for number in range(1, 11):
            await walk.person.says(f"/segui via Verdi {number}, Cesena")
            await walk.person.sees("va bene?")
            await walk.person.says("sì")
            await walk.person.sees("da ora ti scrivo")
    await walk.says("/segui", "Segui già 10 indirizzi")
    await walk.says("/segui via Verdi 11, Cesena", "Segui già 10 indirizzi")


async def test_choices_are_switched_in_their_place(walk: LinkWalk, database: Database) -> None:
    """Each press edits the screen; an old button says what it wants, so that it never switches back."""
    await walk.says("/avvisi", _SETTINGS)
    await walk.presses("🔔 Interruzioni: sì", _SETTINGS)
    assert "🔕 Interruzioni: no" in walk.last[0].labels
    await walk.presses("🌙 Silenzio di notte: sì", _SETTINGS)
    row = await database.read(lambda tx: tx.execute(select(notice_choices)).one())
    assert (row.outages, row.replacements, row.evening, row.quiet_hours) == (False, True, True, False)
    await walk.says("/avvisi interruzioni no", _SETTINGS)
    row = await database.read(lambda tx: tx.execute(select(notice_choices)).one())
    assert not row.outages


async def test_offers_come_only_after_a_yes_and_end_with_a_press(walk: LinkWalk, database: Database) -> None:
    """Both purposes stand on the screen; each decision is kept with its moment and its words."""

    async def decided() -> list[tuple[str, bool]]:
        rows = await database.read(lambda tx: tx.execute(select(consents)).all())
        return sorted((row.purpose, row.given) for row in rows)

    await walk.says("/avvisi", "🎁 Le offerte arrivano solo se dici di sì")
    await walk.presses("🎁 Offerte: no", _SETTINGS)
    assert await decided() == [("promotional", True)]
    await walk.says("/avviso basta offerte", "niente più offerte")
    assert await decided() == [("promotional", False)]
    await walk.says("/avvisi", _SETTINGS)
    await walk.presses("📣 Messaggi sul servizio: sì", _SETTINGS)
    assert await decided() == [("promotional", False), ("service", False)]
    assert "🎁 Offerte: no" in walk.last[0].labels


async def test_a_notice_is_confirmed_answered_and_stopped(walk: LinkWalk, database: Database) -> None:
    """Read, not me, still off: each is noted, and says what follows. The notice itself stays."""
    await _told(walk, database, NoticeNews(1, "published", OUTAGE, electromedical=True), "elettromedicale")
    await walk.presses("✅ Ho letto", "Segnato, grazie.")
    assert await _answers(database) == [(True, None)]
    await walk.presses("🙅 Non sono io", "L’avviso ti è arrivato per questi indirizzi")
    assert await _answers(database) == [(True, "not_me")]
    await walk.presses("🔕 Basta avvisi così", "non ti scrivo più per le interruzioni programmate")
    await walk.presses("↩️ Riattiva", _SETTINGS)
    row = await database.read(lambda tx: tx.execute(select(notice_choices)).one())
    assert row.outages


async def test_whether_all_is_well_again_is_asked(walk: LinkWalk, database: Database) -> None:
    """A yes is thanked for; a no leads to the fault line, with the POD and a person."""
    await _told(walk, database, NoticeNews(1, "restored", OUTAGE, (TUESDAY,)), "tutto bene?")
    await walk.presses("👎 No", "non sia ancora tornata", "803500")
    assert await _answers(database) == [(True, "still_off")]
    await walk.presses("👍 Sì", "Bene, grazie!")
    assert await _answers(database) == [(True, "well")]


async def test_a_day_that_does_not_suit_leads_to_the_help_line(walk: LinkWalk, database: Database) -> None:
    """With what to tell there."""
    works = replace(OUTAGE, kind="replacement", company="Squadra Prova")
    await _told(walk, database, NoticeNews(1, "published", works), "Sostituzione del tuo contatore")
    await walk.presses("📆 Non posso quel giorno", "803500")
    assert "martedì 20 gennaio, dalle 9:00 alle 13:30" in walk.last[0].text
    await walk.presses("👍 Ho capito", "Segnato, grazie.")
    assert await _answers(database) == [(True, "not_that_day")]


async def test_the_message_of_another_is_not_found(walk: LinkWalk, database: Database) -> None:
    """Its number opens nothing and changes nothing."""
    bruno = walk.telegram.user("Bruno")
    await walk.says("/start", _WELCOME, by=bruno)
    await _told(walk, database, NoticeNews(1, "published", OUTAGE), "Interruzione programmata")
    for word in ("letto", "nonio", "manca", "calendario"):
        await walk.says(f"/avviso {word} 1", "Questo avviso non lo trovo più", by=bruno)
    assert await _answers(database) == [(False, None)]


async def test_what_is_planned_is_shown_with_its_age(walk: LinkWalk, database: Database) -> None:
    """With the door and the hours; and when data was last received."""
    await walk.says("/interruzioni", "Non so ancora dove guardare")
    await walk.says("/segui via Verdi 12, Cesena", "va bene?")
    await walk.says("sì", "da ora ti scrivo")
    await walk.says("domani staccano la luce?", "Non ho ancora ricevuto dati")
    now = Clock()()
    await database.write(lambda tx: hear(tx, now - timedelta(hours=1)))
    await walk.says("/interruzioni", "non è previsto niente")
    assert "Dati ricevuti alle 12:00." in walk.last[0].text
    await _told(walk, database, NoticeNews(1, "published", OUTAGE), "Interruzione programmata")
    await walk.says("Ci sono interruzioni programmate?", "martedì 20 gennaio, dalle 9:00 alle 13:30")


async def test_works_are_sent_for_the_calendar(walk: LinkWalk, database: Database) -> None:
    """Those of a message, and all that are ahead; what was called off is taken out again."""
    await walk.says("/segui via Verdi 12, Cesena", "va bene?")
    await walk.says("sì", "da ora ti scrivo")
    await _told(walk, database, NoticeNews(1, "published", OUTAGE), "Interruzione programmata")
    await walk.presses("📅 Nel calendario", "Apri il file per metterlo nel calendario")
    assert _file(walk).splitlines().count("UID:N-1-0@sportello") == 1
    assert "SUMMARY:Interruzione programmata della corrente" in _file(walk)
    await walk.says("/interruzioni calendario", "Apri il file per metterlo nel calendario")
    off = replace(OUTAGE, version=2)
    await _told(walk, database, NoticeNews(2, "cancelled", off, (TUESDAY,)), "non si fa più")
    await walk.presses("📅 Via dal calendario", "Apri il file per toglierlo dal calendario")
    assert {"METHOD:CANCEL", "SEQUENCE:2", "STATUS:CANCELLED"} <= set(_file(walk).splitlines())


def _file(walk: LinkWalk) -> str:
    """The file that the last message brought."""
    document = walk.last[-1].message.content
    assert isinstance(document, Document)
    assert document.name == "sportello.ics"
    return walk.telegram.world.files[document.file_id].decode()


async def test_a_stale_feed_never_says_nothing_is_planned(walk: LinkWalk, database: Database) -> None:
    """Data of two days ago cannot tell."""
    await walk.says("/segui via Verdi 12, Cesena", "va bene?")
    await walk.says("sì", "da ora ti scrivo")
    now = Clock()()
    await database.write(lambda tx: hear(tx, now - timedelta(days=2)))
    await walk.says("/interruzioni", "Gli ultimi dati li ho ricevuti")
    assert "niente" not in walk.last[0].text


async def test_the_dark_goes_before_notices(walk: LinkWalk) -> None:
    """Who is without power now is answered by the book."""
    await walk.says("manca la luce", "segnala il guasto")
