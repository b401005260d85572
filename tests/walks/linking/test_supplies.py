"""What a person sees of their supplies, what they call them, and how they take leave."""

import pytest
from sqlalchemy import update

from bot.demo.lookalike import Lookalike
from bot.demo.stage import contracts
from bot.gateways.mail import MemoryMail
from bot.storage import tables
from bot.storage.engine import Database
from tests.conftest import OpenDesk
from tests.support.linkwalk import LinkWalk, key_of

_HOME = "✏️ 🔥 Via delle Prove 1, Borgo Esempio"
_ASKED = "Come chiamiamo la fornitura"


@pytest.fixture
async def walk(telegram: Lookalike, open_desk: OpenDesk, database: Database) -> LinkWalk:
    """Ada, linked to her contract."""
    await contracts.sign(database)
    walk = LinkWalk(telegram, open_desk, MemoryMail())
    await walk.names_ada("Come preferisci?")
    await walk.shares("Fatto!", "Ada Ferrini")
    return walk


async def test_who_is_not_linked_is_shown_the_way(walk: LinkWalk) -> None:
    """Somebody without a link finds the button that begins it."""
    bruno = walk.telegram.user("Bruno")
    for command in ("/forniture", "/scollega"):
        await walk.says(command, "Non hai ancora collegato le tue forniture", by=bruno)
    assert walk.last[0].labels == ["🔗 Collega le mie forniture"]


async def test_a_name_for_a_supply(walk: LinkWalk) -> None:
    """A supply gets a name, another one, and none again; a long one and a photo are kindly refused."""
    await walk.presses(_HOME, _ASKED)
    await walk.says("x" * 31, "un po’ lungo", _ASKED)
    await walk.sends_photo("un nome scritto", _ASKED)
    await walk.says("dove trovo il codice cliente?", "DATI CLIENTE", _ASKED)
    await walk.says("Casa <della> nonna", "Casa <della> nonna: Via delle Prove 1")
    await walk.presses("✏️ 🔥 Casa <della> nonna", _ASKED)
    await walk.says("Casa", "Casa: Via delle Prove 1")
    await walk.presses("✏️ 🔥 Casa", _ASKED)
    await walk.presses("Senza nome", "🔥 Via delle Prove 1, Borgo Esempio · PDR …0101")


async def test_a_name_that_nobody_sees(walk: LinkWalk) -> None:
    """It is asked for again; invisible characters in another are dropped, and Hebrew turns nothing around."""
    await walk.presses(_HOME, _ASKED)
    for unseen in ("\u200b\u2060", "\u3164", "\u202e"):
        await walk.says(unseen, "un nome scritto", _ASKED)
    await walk.says("Ca\u200bsa\u202e", "Casa: Via delle Prove 1")
    await walk.presses("✏️ 🔥 Casa", _ASKED)
    await walk.says("בית", "\u2068בית\u2069: Via delle Prove 1")


async def test_long_names_that_were_stored_are_shown(walk: LinkWalk, database: Database) -> None:
    """A file of earlier days may have brought them; the message stays short enough to be sent."""
    long = {"comune": "c" * 4200, "street": "s" * 4200, "street_number": "1"}
    await database.write(lambda tx: tx.execute(update(tables.supplies).values(long)))
    await database.write(lambda tx: tx.execute(update(tables.customers).values(name="n" * 4200)))
    await walk.says("/forniture", f"{'n' * 99}…")
    await walk.says("/scollega", f"{'n' * 99}…")


async def test_a_name_that_is_not_given(walk: LinkWalk) -> None:
    """Cancel, silence and an old button leave the supply as it was."""
    await walk.presses(_HOME, _ASKED)
    old = walk.last[0]
    await walk.presses("✕ Annulla", "annullato")
    await walk.presses("✕ Annulla", "non vale più", on=old)
    await walk.presses(_HOME, _ASKED)
    await walk.says("indietro", "primo passo", _ASKED)
    await walk.waits(hours=1)
    await walk.says("/forniture", "🔥 Via delle Prove 1, Borgo Esempio · PDR …0101")


@pytest.mark.parametrize("argument", ["1x", "999", "-1", "9" * 40, ""])
async def test_a_supply_that_is_not_ones_own(walk: LinkWalk, argument: str) -> None:
    """A forged or old button shows nobody's supply."""
    bruno = walk.telegram.user("Bruno")
    seen = "non è più tra le tue" if argument == "999" else "Non hai ancora collegato"
    await walk.says(f"/nome {argument}".strip(), seen, by=bruno)
    await walk.says("/nome 1", "non è più tra le tue", by=bruno)


async def test_taking_leave(walk: LinkWalk) -> None:
    """One link is taken away after a yes; no, silence and cancel keep it."""
    await walk.says("/scollega", "Tolgo il collegamento con Ada Ferrini (…001)?")
    await walk.presses("✕ Annulla", "annullato")
    await walk.says("/scollega", "Tolgo il collegamento")
    await walk.waits(hours=1)
    await walk.says("/scollega", "Tolgo il collegamento")
    await walk.presses("Sì, scollega", "ho tolto il collegamento")
    await walk.says("/forniture", "Non hai ancora collegato")


async def test_several_customers(walk: LinkWalk) -> None:
    """A person may hold several contracts, and says which to let go; back leads to the choice again."""
    bruno = walk.telegram.user("Bruno")
    await walk.names_ada("Come preferisci?", by=bruno)
    walk.person = bruno
    await walk.presses("✉️ Con un’e-mail", "scade alle")
    await walk.says(f"/start {key_of((await walk.letter()).text)}", "Fatto!", "Ada Ferrini")
    await walk.says("/collega", "codice cliente")
    await walk.says("001004", "codice fiscale")
    await walk.says("IT 00000010017", "Come preferisci?")
    await walk.shares("Fatto!", "Ada Ferrini", "Trattoria dell'Esempio")
    await walk.says("/scollega", "Quale collegamento tolgo?")
    await walk.presses("Trattoria dell'Esempio S.r.l. (…004)", "Tolgo il collegamento con Trattoria")
    await walk.presses("← Indietro", "Quale collegamento tolgo?")
    await walk.presses("Ada Ferrini (…001)", "Tolgo il collegamento con Ada")
    await walk.says("sì", "ho tolto il collegamento")
    await walk.says("/forniture", "Trattoria dell'Esempio")
