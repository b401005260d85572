"""What the clock does to a case: closed hours, the ladder while nobody answers, and the time after it."""

from datetime import UTC, datetime
from typing import Final

from tests.support.deskwalk import DeskWalk

#: Monday evening; Tuesday is a holiday.
_EVENING: Final = datetime(2026, 12, 7, 18, 30, tzinfo=UTC)


async def test_outside_hours_the_case_waits_and_dangers_get_through(walk: DeskWalk) -> None:
    """The holiday is counted; a danger is answered and passed on, a secret hidden, a flood calmed once."""
    walk.clock.set(_EVENING)
    async with walk.opened():
        await walk.opens("il contatore fischia")
        assert "riapre mercoledì alle 9:00" in walk.of_bot(walk.ada)[-1].text
        olga = walk.operator()
        await walk.ada.says("sento odore di gas")
        await walk.ada.sees("Odore di gas: agisci subito")
        await olga.sees("sento odore di gas")
        await olga.sees("Odore di gas: il bot ha detto subito al cliente che cosa fare")
        await walk.ada.says("la mia password è Segreta123!")
        await walk.ada.sees("Ho cancellato il tuo messaggio")
        await olga.sees("sembrava una password o un codice")
        for number in range(40):
            await walk.ada.says(f"ci siete? {number}")
        await walk.quiet()
        await olga.sees("ci siete? 39")
    said = [bubble.text for bubble in walk.of_bot(walk.ada)]
    assert len([text for text in said if text.startswith("👍 Arriva tutto")]) == 1
    together = "\n".join(bubble.text for bubble in walk.of_bot(olga))
    assert [together.count(f"ci siete? {number}\n") for number in range(39)] == [1] * 39
    assert len(walk.of_bot(olga)) < 40
    assert "Segreta123" not in olga.picture()


async def test_while_nobody_answers(walk: DeskWalk) -> None:
    """Reminded and released after ten minutes, all told after thirty, closed in the end, kindly."""
    async with walk.opened():
        await walk.opens("il contatore fischia")
        olga, general = walk.operator(), walk.operator(topic=0)
        await walk.turn_within(lambda: olga.presses("🙋 Prendo io"))
        await walk.passes(minutes=11)
        await olga.sees("aspetta una risposta da 11 minuti. È di nuovo libera")
        await walk.passes(minutes=20)
        await general.sees("aspetta una risposta da 31 minuti")
        await walk.ada.sees("Mi dispiace che tu stia ancora aspettando")
        await walk.passes(hours=24)
        await walk.ada.sees("finora nessuno è riuscito a risponderti")
        await walk.passes(hours=25)
        await walk.ada.sees("Qui non ha più scritto nessuno, così chiudo la tua pratica numero 1")
        await olga.sees("Qui non scrive nessuno da un po’: la richiesta è chiusa")
        thanks = await walk.ada.says("grazie")
        await walk.ada.sees_reaction(thanks, "❤")
        await walk.ada.says("anzi no, fischia ancora")
        await walk.ada.sees("Ho riaperto la tua pratica")
        await olga.sees("Il cliente ha scritto di nuovo")
        await olga.sees("anzi no, fischia ancora")
    assert len(walk.topics) == 1


async def test_later_a_case_has_a_new_number_and_a_link(walk: DeskWalk) -> None:
    """A day after closing the bot answers first; a new case names the old one."""
    ada = walk.ada
    async with walk.opened():
        await walk.opens("il contatore fischia")
        old = walk.operator()
        await walk.turn_within(lambda: ada.presses("✅ Risolto, grazie"))
        await old.sees("Il cliente")
        await walk.turn_within(lambda: ada.presses("5 ⭐"))
        await walk.turn_within(lambda: ada.presses("No, grazie"))
        await walk.passes(hours=25)
        await ada.says("dove trovo le fatture?")
        await ada.sees("Elenco Fatture")
        await walk.opens("fischia di nuovo")
        card = await walk.operator().sees("Richiesta n. 2")
        assert "↩️ Richiesta precedente" in card.labels
        await walk.turn_within(lambda: ada.presses("🤖 Torna al bot"))
        await ada.says("dove trovo le fatture?")
        await ada.sees("Elenco Fatture")
        await walk.turn_within(lambda: walk.operator().says("buone notizie"))
        await ada.sees("buone notizie")
        await walk.turn_within(lambda: ada.says("quali?"))
        assert walk.of_bot(walk.operator())[-1].text == "quali?"
