"""A case from the wish to the comment, with the bot stopped and started again after every turn."""

from tests.support.deskwalk import DeskWalk

_CLOSED = "La tua pratica numero 1 è chiusa"


async def test_a_case_from_the_wish_to_the_comment(walk: DeskWalk) -> None:
    """Both sides see each other's words once and in order, whenever the bot is restarted."""
    ada = walk.ada
    await walk.turn(lambda: ada.says("come pago la bolletta?"))
    await walk.turn(lambda: ada.says("vorrei parlare con una persona"))
    await ada.sees("Scrivi qui il tuo messaggio: ti risponde una persona")
    assert walk.topics == []
    await walk.turn(lambda: ada.says("il contatore fischia"))
    await ada.sees("Ricevuto: la tua pratica ha il numero 1. Lo sportello è aperto")
    olga, general = walk.operator(), walk.operator(topic=0)
    card = await olga.sees("Richiesta n. 1 · Ada · Italiano")
    assert walk.room.pinned == [card.id]
    assert card.labels == ["🙋 Prendo io", "✅ Chiudi", "📖 Rispondi con FAQ…"]
    asked = await walk.turn(lambda: olga.says("Buongiorno Ada, da quando?"))
    await ada.sees("Da qui in poi ti risponde Servizio Clienti")
    await olga.sees_reaction(asked, "👍")
    await walk.turn(lambda: ada.says("da ieri"))
    await walk.turn(lambda: olga.presses("🙋 Prendo io"))
    await olga.sees("Ora questa richiesta la segue Olga")
    await walk.turn(lambda: olga.says("Passa il tecnico"))
    await walk.turn(lambda: olga.presses("✅ Chiudi", on=card))
    await walk.turn(lambda: olga.presses("✅ Chiudi"))
    await ada.sees(_CLOSED)
    await walk.turn(lambda: ada.presses("2 ⭐"))
    await ada.sees("Cosa potevamo fare meglio?")
    await walk.turn(lambda: ada.says("un po’ lenti"))
    await ada.sees("Le tue parole arrivano alle persone dello sportello")
    said = [bubble.text for bubble in walk.of_bot(ada)]
    assert [text for text in said if text in {"Buongiorno Ada, da quando?", "Passa il tecnico"}] == [
        "Buongiorno Ada, da quando?",
        "Passa il tecnico",
    ]
    assert "Olga" not in ada.picture()
    told = [bubble.text for bubble in walk.of_bot(olga)][1:]
    assert told == [
        "il contatore fischia",
        "da ieri",
        "🙋 Ora questa richiesta la segue Olga.",
        "✅ Olga ha chiuso la richiesta n. 1.",
        "Le stelle del cliente: ⭐⭐",
        "Il commento del cliente: un po’ lenti",
    ]
    await general.sees("★★☆☆☆ per la richiesta n. 1")
    assert [topic.name for topic in walk.topics] == ["№ 1 · Ada · vuole parlare con una persona"]
