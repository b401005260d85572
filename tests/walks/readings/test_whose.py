"""Whose reading it is: choosing among supplies, linking on the way, and what belongs to somebody else."""

from pathlib import Path

import pytest

from bot.storage.engine import Database
from tests.support.linkwalk import key_of
from tests.support.readingwalk import BARN, FLAT, HOUSE, POWER, ReadingWalk, kept, sign

_ASKED = "Quali 5 cifre segna adesso il contatore"
_UNDERSTOOD = "Ho capito 1.546: 312 m³ in 31 giorni, circa 10 al giorno."
_DONE = "Fatto! La tua lettura è al sicuro: è la n. "
_WHERE = "Via delle Prove 1, Borgo Esempio"


async def test_a_reading_of_somebody_who_is_not_linked(walk: ReadingWalk) -> None:
    """Words that name it lead to linking."""
    await walk.says("la lettura è 1546", "devo prima collegarti")


async def test_choosing_by_place_and_with_a_photo(
    walk: ReadingWalk, database: Database, tmp_path: Path
) -> None:
    """The first, the second; a photo or a number that comes too early is kept."""
    await sign(database, tmp_path, HOUSE, BARN, linked=walk.person.id)
    await walk.says("/autolettura", "Di quale fornitura è la lettura?")
    await walk.sends_photo("la foto la tengo", "Di quale fornitura è la lettura?")
    await walk.says("7", "non ho una risposta sicura", "Di quale fornitura è la lettura?")
    await walk.says("1546", "Di quale fornitura è questo numero?")
    await walk.says("1", _UNDERSTOOD)
    await walk.says("sì", _DONE)
    await walk.says("/autolettura", "Di quale fornitura è la lettura?")
    await walk.sends_photo("Vicolo del Saggio 9", caption="vicolo del saggio")
    await walk.says("12", "il contatore è ripartito da zero. Se invece te l’hanno cambiato")
    await walk.says("sì", _DONE)
    assert await kept(database) == [(1546, None, "pending", True), (12, None, "pending", True)]


async def test_a_number_of_somebody_who_is_not_linked(walk: ReadingWalk) -> None:
    """It goes to the FAQ, which knows nothing of meters that it cannot see."""
    await walk.says("45000", "non ho una risposta sicura")


async def test_several_supplies(walk: ReadingWalk, database: Database, tmp_path: Path) -> None:
    """Chosen by button or in words, by nickname and address; a number given first is not asked again."""
    await sign(database, tmp_path, HOUSE, BARN, FLAT, POWER, linked=walk.person.id)
    await walk.says("/forniture", "Ada Ferrini")
    await walk.presses("✏️ 🔥 Vicolo del Saggio 9, Borgo Esempio", "Come chiamiamo")
    await walk.says("Fienile", "Fienile: Vicolo del Saggio 9")
    await walk.says("/autolettura", "Di quale fornitura è la lettura?")
    assert walk.shown.labels == [
        f"🔥 {_WHERE}",
        "🔥 Fienile · Vicolo del Saggio 9, Borgo Esempio",
        "🔥 Piazza Nuova 3, Borgo Esempio",
        "✕ Annulla",
    ]
    await walk.says("borgo", "Di quale fornitura")
    await walk.says("dove trovo il codice cliente?", "DATI CLIENTE", "Di quale fornitura")
    await walk.presses("🔥 Fienile · Vicolo del Saggio 9, Borgo Esempio", "Fienile: Vicolo del Saggio 9")
    await walk.presses("← Indietro", "Di quale fornitura")
    await walk.says("fienile", "Ultima lettura: 99.950")
    await walk.says("/annulla", "annullato")
    await walk.says("1546", "Di quale fornitura")
    await walk.presses(f"🔥 {_WHERE}", _UNDERSTOOD)
    await walk.says("sì", _DONE)
    # Today's is sent, so two are left to choose from.
    await walk.says("45000", "Di quale fornitura")
    assert walk.shown.labels[0] == "🔥 Fienile · Vicolo del Saggio 9, Borgo Esempio"
    await walk.says("piazza", "Ho capito 45.000.")
    await walk.says("sì", _DONE)
    await walk.sends_photo("Ho capito 99.960: 10 m³", caption="99960")
    await walk.says("sì", _DONE)
    assert [(kept[0], kept[3]) for kept in await kept(database)] == [
        (1546, False),
        (45000, False),
        (99960, True),
    ]


async def test_not_linked_yet_and_back_again_by_number(
    walk: ReadingWalk, database: Database, tmp_path: Path
) -> None:
    """Who is not linked is led there, and comes back to the reading without a further word."""
    await sign(database, tmp_path, HOUSE)
    await walk.says("/autolettura", "Per sapere qual è il tuo contatore")
    await walk.presses("🔗 Collega le mie forniture", "codice cliente")
    await walk.says("001001", "codice fiscale")
    await walk.presses("← Indietro", "codice cliente")
    await walk.says("001001", "codice fiscale")
    await walk.says("FRRDAA70A41X999I", "Come preferisci?")
    await walk.presses("📱 Con il mio numero", "Condividi il mio numero")
    await walk.shares("Ora il tuo Telegram è collegato", _ASKED)
    await walk.says("1546", _UNDERSTOOD)


async def test_not_linked_yet_and_back_again_by_letter(
    walk: ReadingWalk, database: Database, tmp_path: Path
) -> None:
    """The link of the letter leads back as well, also the second one after the first has expired."""
    await sign(database, tmp_path, HOUSE)
    await walk.says("/letture", "Qui troverai le tue letture del gas")
    await walk.presses("🔗 Collega le mie forniture", "codice cliente")
    await walk.says("001001", "codice fiscale")
    await walk.says("FRRDAA70A41X999I", "Come preferisci?")
    await walk.presses("✉️ Con un’e-mail", "il link")
    await walk.letter()
    await walk.waits("ormai è scaduto", "Come preferisci?", minutes=31)
    await walk.presses("✉️ Con un’e-mail", "il link")
    key = key_of((await walk.letter(2)).text)
    await walk.says(f"/start {key}", "Ora il tuo Telegram è collegato", "Non hai ancora mandato letture")


async def test_without_gas(walk: ReadingWalk, database: Database, tmp_path: Path) -> None:
    """Who has only power connected is told so, and may connect another contract."""
    await sign(database, tmp_path, POWER, linked=walk.person.id)
    for command in ("/autolettura", "/letture"):
        await walk.says(command, "non ce n’è una di gas")
        assert walk.shown.labels == ["🔗 Collega le mie forniture"]


@pytest.mark.parametrize("argument", ["999", "2", "1x", "9" * 40])
async def test_a_supply_of_somebody_else(house: ReadingWalk, argument: str) -> None:
    """A forged or old button leads to no foreign supply."""
    foreign = argument.isdecimal() and len(argument) < 18
    await house.says("/letture", "")
    await house.forges(f"/autolettura {argument}", "non è più tra le tue" if foreign else _ASKED)
