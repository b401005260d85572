"""Teaching the FAQ from a topic, and the card that stays as it was."""

from tests.support.deskwalk import DeskWalk


async def test_the_wish_for_a_person_is_never_taught(walk: DeskWalk) -> None:
    """Without words /impara takes what was asked last; who asked only for a person, wrote it in the case."""
    async with walk.opened():
        await walk.opens("il contatore fischia")
        olga = walk.operator()
        await olga.says("/impara ed-meter-replacement")
        await olga.sees("Provo che cosa cambierebbe con «il contatore fischia»")


async def test_a_card_does_not_repeat_what_stands_below_it(walk: DeskWalk) -> None:
    """Taking the case edits the card: who has it stands there, and of the talk nothing new."""
    async with walk.opened():
        await walk.opens("il contatore fischia")
        olga = walk.operator()
        await olga.says("Da quando?")
        await walk.quiet()
        await walk.ada.says("da ieri sera")
        await walk.quiet()
        await olga.presses("🙋 Prendo io")
        await walk.quiet()
    card = next(bubble for bubble in olga.chat if bubble.id == walk.room.pinned[0])
    assert card.is_edited
    assert "🙋 Olga" in card.text
    assert "Da quando?" not in card.text
    assert "da ieri sera" not in card.text
    assert "👤 10:00 il contatore fischia" not in card.text
    assert "Open Meter" in card.text


async def test_what_is_written_in_a_dead_topic_arrives_all_the_same(walk: DeskWalk) -> None:
    """A topic can refuse the bot while people go on writing there; the new card tells who said what."""
    async with walk.opened():
        await walk.opens("il contatore fischia")
        olga = walk.operator()
        await olga.says("Da quando?")
        await walk.quiet()
        walk.topic_dies()
        await walk.ada.says("da ieri sera")
        await walk.ada.sees("Da quando?")
        await walk.quiet()
        await walk.operator(topic=0).sees("L’argomento della richiesta n. 1 non c’è più")
        said = await olga.says("passa il tecnico")
        await walk.ada.sees("passa il tecnico")
        await olga.sees_reaction(said, "👍")
    new = walk.operator()
    assert new.thread != olga.thread
    card = next(bubble for bubble in new.chat if bubble.id == walk.room.pinned[-1])
    assert "👤 10:00 il contatore fischia\n🙋 10:00 Da quando?" in card.text
    assert [bubble.text for bubble in walk.of_bot(new)][1:] == ["da ieri sera"]
