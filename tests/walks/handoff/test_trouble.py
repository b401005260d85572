"""When the group, a topic, Telegram or the customer's chat gets into trouble: nothing is lost or doubled."""

import pytest

from bot.demo.telegram import groups, topics
from bot.demo.telegram.model import Chat
from bot.demo.walker import Walker
from tests.support.deskwalk import DeskWalk
from tests.support.logbook import Logbook


def _said(walk: DeskWalk, walker: Walker) -> list[str]:
    """What the bot has said in a topic below its card."""
    return [bubble.text for bubble in walk.of_bot(walker)][1:]


async def test_a_deleted_topic_is_replaced_and_a_closed_one_goes_on(walk: DeskWalk) -> None:
    """What was to stand there stands in the new one, with all that was said on its card."""
    async with walk.opened():
        await walk.opens("il contatore fischia")
        world, old = walk.telegram.world, walk.operator()
        topics.deletes(world, walk.group.id, old.thread)
        await walk.ada.says("primo")
        await walk.ada.says("secondo")
        await walk.quiet()
        await walk.operator(topic=0).sees("si continua in uno nuovo")
        new = walk.operator()
        (topic,) = walk.topics
        topics.closes(world, new.person, walk.group.id, topic.id)
        await new.sees("L’argomento è stato chiuso a mano")
        await walk.ada.says("terzo")
        await new.sees("terzo")
        await walk.quiet()
    together = "\n\n".join(_said(walk, new))
    assert [together.count(words) for words in ("primo", "secondo", "terzo")] == [1, 1, 1]
    assert together.index("primo") < together.index("secondo") < together.index("terzo")


async def test_a_bot_that_was_put_out_catches_up(walk: DeskWalk) -> None:
    """While it is out customers are heard; back again, all is shown, once and in order."""
    async with walk.opened():
        await walk.opens("il contatore fischia")
        world, olga = walk.telegram.world, walk.operator()
        world.set_status(walk.group.id, olga.person, "left")
        await walk.ada.says("primo")
        await walk.ada.sends_voice()
        await walk.ada.says("secondo")
        await walk.heard()
        world.set_status(walk.group.id, olga.person, "administrator")
        await walk.heard()
        walk.clock.turn(minutes=1)
        await olga.sees("secondo")
        await walk.quiet()
    assert _said(walk, olga) == ["il contatore fischia", "primo", "", "secondo"]


@pytest.mark.parametrize("trouble", ["no_topics", "no_rights"])
async def test_a_group_that_cannot_be_worked_in_is_told(walk: DeskWalk, trouble: str, log: Logbook) -> None:
    """What is missing stands in General; put right, the cases that waited have their topics."""
    world, olga = walk.telegram.world, walk.telegram.user("Olga")
    general = walk.operator(topic=0)
    if trouble == "no_topics":
        groups.splits_into_topics(world, walk.group.id, on=False)
    else:
        world.set_status(walk.group.id, olga.person, "administrator", frozenset({"can_manage_chat"}))
    async with walk.opened():
        await walk.ada.says("vorrei parlare con una persona")
        await walk.ada.sees("Scrivi qui il tuo messaggio")
        await walk.ada.says("il contatore fischia")
        await walk.ada.sees("Ricevuto")
        await general.sees(
            "gruppo non ha gli argomenti" if trouble == "no_topics" else "Manca un diritto in questo gruppo"
        )
        groups.splits_into_topics(world, walk.group.id)
        world.set_status(walk.group.id, olga.person, "administrator")
        await walk.heard()
        walk.clock.turn(minutes=1)
        await walk.telegram.called("copyMessage", chat_id=walk.group.id)
        await walk.quiet()
    assert _said(walk, walk.operator()) == ["il contatore fischia"]
    log.forgive("a delivery ended badly", is_sure=False)


async def test_a_group_moves_and_another_is_configured(walk: DeskWalk) -> None:
    """Each time the open case moves in with a topic, and both sides go on."""

    async def goes_on(group: Chat, customers: str, operators: str) -> None:
        walk.group = group
        await walk.ada.says(customers)
        await walk.telegram.until(lambda: walk.topics, "a topic there")
        await walk.quiet()
        olga = walk.operator()
        await olga.sees(customers)
        await olga.says(operators)
        await walk.ada.sees(operators)
        await walk.quiet()

    async with walk.opened():
        await walk.opens("il contatore fischia")
        olga = walk.operator()
        await walk.turn_within(lambda: olga.says("eccomi"))
        moved = groups.becomes_supergroup(walk.telegram.world, olga.person, walk.group.id, is_forum=True)
        await goes_on(moved, "dopo il trasloco", "tutto bene")
    other = walk.telegram.forum("Altro gruppo", "Olga")
    walk.group = other
    async with walk.opened():
        await goes_on(other, "di nuovo", "anche qui")
    said = [bubble.text for bubble in walk.of_bot(walk.ada)]
    assert [said.count(words) for words in ("eccomi", "tutto bene", "anche qui")] == [1, 1, 1]


async def test_a_customer_who_blocks_the_bot(walk: DeskWalk) -> None:
    """The operator reads that it did not arrive; the case is there when they come back."""
    async with walk.opened():
        await walk.opens("il contatore fischia")
        olga = walk.operator()
        await walk.ada.blocks()
        await olga.says("ci sei?")
        await olga.sees("Non consegnato: il cliente ha bloccato il bot")
        await walk.ada.unblocks()
        await walk.ada.says("rieccomi")
        await olga.sees("rieccomi")
        await walk.turn_within(lambda: olga.says("bene"))
        await walk.ada.sees("bene")


async def test_the_same_update_twice_is_one_message(walk: DeskWalk) -> None:
    """From the customer and from the group."""
    async with walk.opened():
        await walk.opens("il contatore fischia")
        olga = walk.operator()
        for walker, other in ((walk.ada, olga), (olga, walk.ada)):
            said = await walker.says("una volta")
            await walk.quiet()
            walk.telegram.injects({"message": walk.as_update(said)}, chat_id=walker.id)
            await walk.quiet()
            assert [bubble.text for bubble in walk.of_bot(other)].count("una volta") == 1


async def test_the_pace_of_the_group_is_kept(walk: DeskWalk) -> None:
    """Four customers write at once: topics come one by one, texts joined, all in order."""
    people = [walk.telegram.user(name) for name in ("Ada", "Bea", "Carlo", "Dino")]
    walk.rules = {"group_per_minute": 10}
    async with walk.opened():
        for person in people:
            await person.says("vorrei parlare con una persona")
        await walk.heard()
        for number in range(4):
            for person in people:
                await person.says(f"messaggio {number} di {person.person.first_name}")
        await walk.heard()
        for number in range(1, len(people) + 1):
            # Topics are made slowly, one after the other.
            await walk.telegram.called("createForumTopic", times=number)
            walk.clock.turn(seconds=61)
        await walk.quiet()
    assert len(walk.topics) == len(people)
    for topic in walk.topics:
        _, name, _ = topic.name.split(" · ")
        together = "\n\n".join(_said(walk, walk.operator(topic=topic.id)))
        assert together == "\n\n".join(f"messaggio {number} di {name}" for number in range(4))
