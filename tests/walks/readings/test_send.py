"""Sending a gas reading, from the first word to the receipt, with everything that may go wrong on the way."""

from pathlib import Path

import pytest

from bot.storage.engine import Database
from tests.support.linkwalk import key_of
from tests.support.readingwalk import BARN, FLAT, SHOP, ReadingWalk, kept, sign

_ASKED = "Quali 5 cifre segna adesso il contatore"
_UNDERSTOOD = "Ho capito 1.546: 312 m³ in 31 giorni, circa 10 al giorno."
_DONE = "Fatto! La tua lettura è al sicuro: è la n. "
_WHERE = "Via delle Prove 1, Borgo Esempio"


async def test_the_straight_way(house: ReadingWalk, database: Database) -> None:
    """A command, a number, a yes: three turns, and a receipt with number, value, time, supply and state."""
    await house.says("/autolettura", _ASKED)
    asked = house.shown.text
    assert ("Ultima lettura: 1.234, il 15/12/2025" in asked, _WHERE in asked) == (True, True)
    await house.says("01546", _UNDERSTOOD)
    assert house.shown.labels == ["✅ Sì", "✏️ Correggi", "← Indietro", "✕ Annulla"]
    await house.presses("✅ Sì", _DONE)
    receipt = house.shown.text
    facts = ("n. 1.", "1.546", "15/01/2026, ore 13:00", _WHERE, "PDR …0101", "Da acquisire")
    assert [fact for fact in facts if fact not in receipt] == []
    assert await kept(database) == [(1546, None, "pending", False)]


async def test_just_a_number(house: ReadingWalk, database: Database) -> None:
    """Who writes the number unasked is two turns from the receipt, with words around it or below a photo."""
    await house.says("la lettura è 1.546", _UNDERSTOOD)
    await house.says("sì", _DONE)
    await house.waits(days=1)
    await house.sends_photo("Ho capito 1.556: 10 m³ in un giorno", caption="1556")
    await house.presses("✅ Sì", _DONE)
    assert "La tua foto l’ho messa insieme alla lettura" in house.shown.text
    assert await kept(database) == [(1546, None, "acquired", False), (1556, None, "pending", True)]


async def test_in_words_and_from_the_book(house: ReadingWalk) -> None:
    """The wish, the answer of the FAQ and the first greeting all lead to the same question."""
    await house.says("mando la lettura", _ASKED)
    await house.says("/annulla", "annullato")
    await house.says("come comunico l'autolettura del gas?", "Per comunicare l'autolettura del gas")
    await house.presses("📟 Manda la lettura", _ASKED)
    await house.says("/annulla", "annullato")
    await house.says("/start", "Sono Sportello")
    await house.presses("🔥 Autolettura del gas", _ASKED)


async def test_a_number_that_is_no_reading(house: ReadingWalk) -> None:
    """A number that this counter cannot show, from somebody who was asked nothing, is a question as ever."""
    await house.says("987654", "non ho una risposta sicura")
    await house.says("7", "Mi dispiace")


async def test_a_photo_is_kept_whatever_stands_below_it(house: ReadingWalk, database: Database) -> None:
    """Words, a yes, a question: each does what it does alone, and the photo stays with the reading."""
    await house.says("/autolettura", _ASKED)
    await house.sends_photo("la foto la tengo", _ASKED, caption="ecco il contatore")
    await house.sends_photo(
        "la foto la tengo", "DATI CLIENTE", _ASKED, caption="dove trovo il codice cliente?"
    )
    await house.says("/annulla", "annullato")
    await house.says("1546", _UNDERSTOOD)
    await house.sends_photo(_DONE, caption="Sì")
    assert "La tua foto l’ho messa insieme alla lettura" in house.shown.text
    assert await kept(database) == [(1546, None, "pending", True)]


async def test_words_after_the_receipt(house: ReadingWalk, database: Database) -> None:
    """Nobody goes away believing that a reading was cancelled; who regrets it is asked."""
    await house.says("1546", _UNDERSTOOD)
    await house.says("è giusto", _DONE)
    await house.says("annulla", "la tua lettura n. 1 resta")
    await house.presses("🗑 Cancella", "Confermi la cancellazione")
    await house.says("confermo", "è cancellata")
    await house.says("1546", _UNDERSTOOD)
    await house.says("👍", _DONE)
    await house.says("ho sbagliato", "Confermi la cancellazione")
    await house.says("sì", "è cancellata")
    await house.says("1546", _UNDERSTOOD)
    await house.says("perfetto", _DONE)
    await house.says("sì", "La tua lettura è già al sicuro")
    await house.says("no grazie", "a posto anche senza foto")
    assert [state for _, _, state, _ in await kept(database)] == ["deleted", "deleted", "pending"]


async def test_slips_and_pauses(house: ReadingWalk) -> None:
    """Who goes to look is waited for, and who has erred says so in own words."""
    await house.says("devo fare l'autolettura", _ASKED)
    await house.says("un attimo", "Fai con calma")
    await house.says("1546", _UNDERSTOOD)
    await house.says("ho sbagliato", _ASKED)
    await house.says("1546", _UNDERSTOOD)
    await house.says("sì, confermo", _DONE)


async def test_a_number_when_none_is_taken(house: ReadingWalk) -> None:
    """After the reading of today another number is answered with that one, also hours later."""
    await house.says("1546", _UNDERSTOOD)
    await house.says("sì", _DONE)
    await house.waits(hours=3)
    for words in ("1548", "la lettura è 1548"):
        await house.says(words, "La tua lettura di oggi ce l’ho già")


async def test_a_number_to_call_is_no_reading(house: ReadingWalk) -> None:
    """Who writes 112 is not asked about a meter, but what has happened."""
    await house.says("112!", "Che cosa è successo?")
    assert ["🔥 Odore di gas"] in [[button.label for button in row] for row in house.last[-1].buttons]


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("1546 1547", "più di un numero"),
        ("-1546", "Con il meno davanti"),
        ("15/01/2026", "una data o un’ora"),
        ("15O6", "Tra le cifre c’è una lettera"),
        ("1,546", "Con quella virgola"),
        ("00000000100101", "troppo lungo per un contatore"),
        ("circa 1546", "Non sono sicuro di aver capito"),
        ("001546", "più delle 5 cifre"),
        ("9999", "può aver contati al massimo 4.543"),
    ],
)
async def test_a_doubt_is_told_and_the_end_is_reached(
    house: ReadingWalk, database: Database, typed: str, seen: str
) -> None:
    """Each doubt is explained in its own way; nothing is taken, it is asked again, and then answered."""
    await house.says("/autolettura", _ASKED)
    await house.says(typed, seen, _ASKED)
    assert await kept(database) == []
    await house.says("1546,78 mc", "(78) non contano: prendo 1.546", _UNDERSTOOD)
    await house.presses("✅ Sì", _DONE)
    assert await kept(database) == [(1546, None, "pending", False)]


async def test_correcting(house: ReadingWalk, database: Database) -> None:
    """A number can be corrected by button, by word, by going back, or just by typing another."""
    await house.says("1445", "Ho capito 1.445: 211 m³")
    await house.presses("✏️ Correggi", _ASKED)
    await house.says("1446", "Ho capito 1.446")
    await house.says("no", _ASKED)
    await house.says("1447", "Ho capito 1.447")
    await house.presses("← Indietro", _ASKED)
    await house.says("1448", "Ho capito 1.448")
    old = house.shown
    await house.says("1546", _UNDERSTOOD)
    await house.presses("✅ Sì", "non vale più", on=old)
    await house.presses("✅ Sì", _DONE)
    assert await kept(database) == [(1546, None, "pending", False)]


async def test_cancel_from_every_step(house: ReadingWalk, database: Database) -> None:
    """Nothing is kept by somebody who stops, by button, word or silence."""
    await house.says("/autolettura", _ASKED)
    await house.says("indietro", "primo passo", _ASKED)
    await house.presses("✕ Annulla", "annullato")
    await house.says("1546", _UNDERSTOOD)
    await house.says("annulla", "annullato")
    await house.says("1000", "è meno dell’ultima lettura")
    await house.says("/annulla", "annullato")
    await house.says("1546", _UNDERSTOOD)
    await house.waits("la tua lettura del gas non è partita", hours=2)
    await house.presses("📟 Manda la lettura", _ASKED)
    await house.waits("la tua lettura del gas non è partita", hours=2)
    assert await kept(database) == []


async def test_what_comes_in_between(house: ReadingWalk, database: Database) -> None:
    """A danger wins, a question is answered, a photo is kept; the place is never lost."""
    await house.says("/autolettura", _ASKED)
    await house.says("sento odore di gas", "112")
    await house.says("dove trovo il codice cliente?", "DATI CLIENTE", _ASKED)
    await house.says("grazie mille", "Figurati", _ASKED)
    await house.says("/letture", "Non hai ancora mandato letture", _ASKED)
    await house.sends_photo("la foto la tengo", _ASKED)
    await house.says("1546", _UNDERSTOOD)
    await house.says("sento puzza di gas in cantina, segna 1546", "112")
    await house.says("che tempo fa?", "non ho una risposta sicura", _UNDERSTOOD)
    await house.says("voglio parlare con un operatore", f"• sto mandando la lettura del gas di {_WHERE}")
    await house.says("giusto", _DONE)
    assert await kept(database) == [(1546, None, "pending", True)]


async def test_a_photo_afterwards(house: ReadingWalk, database: Database) -> None:
    """After the receipt a photo is put with the reading, words are answered as ever, and later it is over."""
    await house.says("1546", _UNDERSTOOD)
    await house.presses("✅ Sì", "mandami anche una foto")
    await house.says("grazie", "Figurati")
    assert await kept(database) == [(1546, None, "pending", False)]
    await house.sends_photo("Ho messo la foto insieme alla lettura n. 1")
    await house.sends_photo("Ho messo la foto insieme alla lettura n. 1", caption="eccolo")
    assert await kept(database) == [(1546, None, "pending", True)]
    await house.waits(hours=2)
    await house.sends_photo("Foto e file")


async def test_one_reading_a_day(house: ReadingWalk, database: Database) -> None:
    """A second one is kindly refused until tomorrow, by command and by number; a deleted one makes room."""
    await house.says("1546", _UNDERSTOOD)
    await house.presses("✅ Sì", _DONE)
    await house.says("1547", "La tua lettura di oggi ce l’ho già")
    await house.says("/autolettura", "La tua lettura di oggi ce l’ho già")
    assert house.shown.labels == ["🗑 Cancella", "📋 Le mie letture"]
    await house.presses("🗑 Cancella", "Confermi la cancellazione della lettura del 15/01/2026 ?")
    await house.presses("Sì", "la lettura del 15/01/2026 è cancellata")
    await house.presses("📟 Manda la lettura", _ASKED)
    await house.says("1547", "Ho capito 1.547")
    await house.presses("✅ Sì", "è la n. 2")
    await house.waits(days=1)
    await house.says("/autolettura", "Ultima lettura: 1.547, il 15/01/2026")
    assert await kept(database) == [(1546, None, "deleted", False), (1547, None, "acquired", False)]


async def test_two_people_at_the_same_meter(house: ReadingWalk, database: Database) -> None:
    """Who confirms second is shown the other's reading, and nothing is overwritten."""
    bruno = house.telegram.user("Bruno")
    await house.says("1546", _UNDERSTOOD)
    await house.names_ada("Come preferisci?", by=bruno)
    async with house.opened():
        await bruno.presses("✉️ Con un’e-mail")
        await bruno.sees("il link")
    key = key_of((await house.letter()).text)
    await house.says(f"/start {key}", "Fatto!", "Ada Ferrini", by=bruno)
    await house.waits("Un altro account Telegram")
    await house.says("1550", "Ho capito 1.550", by=bruno)
    await house.says("sì", _DONE, by=bruno)
    await house.says("sì", "l’ha già mandata un’altra persona")
    assert [kept[0] for kept in await kept(database)] == [1550]


async def test_a_lower_number_is_a_new_meter_or_a_slip(house: ReadingWalk, database: Database) -> None:
    """Lower than last and no roll-over: asked whether the meter was replaced; a yes leads to a person."""
    await house.says("1000", "1.000 è meno dell’ultima lettura: 1.234, il 15/12/2025")
    await house.presses("No, riguardo il numero", _ASKED)
    await house.says("1001", "1.001 è meno dell’ultima lettura")
    await house.says("1002", "1.002 è meno dell’ultima lettura")
    await house.says("sì", "Un contatore nuovo lo registra una persona")
    for told in (f"{_WHERE} (PDR …0101)", "segna 1.002, meno dell’ultima lettura (1.234)"):
        assert told in house.shown.text
    assert await kept(database) == []
    await house.says("1546", _UNDERSTOOD)


async def test_the_counter_begins_again(walk: ReadingWalk, database: Database, tmp_path: Path) -> None:
    """From 99950 to 30 are 80 m³: taken when confirmed."""
    await sign(database, tmp_path, BARN, linked=walk.person.id)
    await walk.says("/autolettura", "Ultima lettura: 99.950")
    await walk.says("00030", "Ho capito 30: 80 m³ in 31 giorni, circa 2,6 al giorno")
    assert "il contatore è ripartito da zero" in walk.shown.text
    await walk.presses("✅ Sì", "l’hai confermata")
    assert await kept(database) == [(30, None, "pending", False)]


async def test_an_unusual_value_is_asked_about_and_taken(house: ReadingWalk, database: Database) -> None:
    """Far from what is known: the question says so, and a yes takes it, noted as unusual."""
    await house.says("4234", "3.000 m³ in 31 giorni, circa 97 al giorno")
    assert "È molto, per un contatore così" in house.shown.text
    await house.presses("✅ Sì", "l’hai confermata")
    assert await kept(database) == [(4234, None, "pending", False)]


async def test_nothing_is_known_yet(walk: ReadingWalk, database: Database, tmp_path: Path) -> None:
    """The first reading of a supply is compared with nothing."""
    await sign(database, tmp_path, FLAT, linked=walk.person.id)
    await walk.says("/autolettura", _ASKED)
    assert "Ultima lettura" not in walk.shown.text
    await walk.says("4️⃣5️⃣0️⃣0️⃣0️⃣", "Ho capito 45.000.")
    await walk.presses("✅ Sì", _DONE)
    assert await kept(database) == [(45000, None, "pending", False)]


async def test_meter_and_corrector(walk: ReadingWalk, database: Database, tmp_path: Path) -> None:
    """One after the other; what speaks against one leads back to that one; both stand in the receipt."""
    await sign(database, tmp_path, SHOP, linked=walk.person.id)
    await walk.says("121000", "E il correttore")
    await walk.says("/annulla", "annullato")
    await walk.says("/autolettura", "Prima il contatore: quali 6 cifre")
    await walk.says("121000", "E il correttore")
    await walk.presses("← Indietro", "Prima il contatore: quali 6 cifre")
    await walk.says("120000", "E il correttore")
    await walk.says("130500", "120.000 è meno dell’ultima lettura")
    await walk.presses("No, riguardo il numero", "Prima il contatore")
    await walk.says("121000", "E il correttore")
    await walk.says("130500", "Ho capito 121.000: 550 m³")
    assert "Correttore: ho capito 130.500." in walk.shown.text
    await walk.says("130501", "premi «Correggi»", "Ho capito 121.000")
    await walk.presses("✏️ Correggi", "Prima il contatore")
    await walk.says("121001", "E il correttore")
    await walk.says("130501", "Ho capito 121.001")
    await walk.presses("✅ Sì", _DONE)
    assert "contatore 121.001, correttore 130.501" in walk.shown.text
    assert await kept(database) == [(121001, 130501, "pending", False)]


async def test_in_other_languages(house: ReadingWalk) -> None:
    """German and English read numbers and dates as they write them."""
    await house.says("/lingua de", "Deutsch")
    await house.says("/ablesung", "Letzte Ablesung: 1.234 am 15.12.2025")
    await house.says(
        "Der Zählerstand ist 1.546", "Ich habe 1.546 verstanden: 312 m³ in 31 Tagen, etwa 10 am Tag"
    )
    await house.says("/lingua en", "English")
    await house.says("/reading", "Last reading: 1,234, on 15/12/2025")
    await house.says("It's 1546", "I have understood 1,546: 312 m³ in 31 days, about 10 a day")
    await house.presses("✅ Yes", "Your reading is safe")
