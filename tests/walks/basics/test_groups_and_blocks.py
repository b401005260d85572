"""Groups are left politely; who blocks the bot is left in peace, and welcome back."""

import pytest
from sqlalchemy import Connection, select

from bot.app import App
from bot.demo.lookalike import Lookalike
from bot.storage.tables import persons
from tests.conftest import OpenDesk
from tests.support.watching import until_stored


@pytest.mark.usefixtures("desk")
async def test_a_group_is_left_with_a_polite_word(telegram: Lookalike) -> None:
    """Whoever invites the bot reads why it goes."""
    ada = telegram.user("Ada")
    group = telegram.group("Piazza")
    telegram.world.set_status(group.id, ada.person, "member")
    await telegram.user("Ada", at=group).sees("Posso aiutare solo in una chat privata")
    await telegram.called("leaveChat", chat_id=group.id)
    assert telegram.world.rooms[group.id].status == "left"
    assert [call.method for call in telegram.journal.calls if call.chat_id == group.id] == [
        "sendMessage",
        "leaveChat",
    ]


@pytest.mark.usefixtures("desk")
async def test_a_group_in_which_the_bot_finds_itself_is_left_silently(telegram: Lookalike) -> None:
    """It may have been there before this release: no word, only out."""
    ada = telegram.user("Ada")
    group = telegram.group("Vecchia piazza")
    telegram.world.rooms[group.id].status = "member"
    await telegram.user("Ada", at=group).says("/start")
    await telegram.called("leaveChat", chat_id=group.id)
    assert telegram.journal.of("sendMessage", chat_id=group.id) == []
    await ada.says("ciao")
    await ada.sees("Che cosa posso fare per te?")


async def test_the_support_group_is_left_alone(telegram: Lookalike, open_desk: OpenDesk) -> None:
    """It is ours: nothing is answered there by the book, and nobody leaves; who writes there is looked up."""
    ada = telegram.user("Ada")
    group = telegram.group("Assistenza")
    async with open_desk(support_chat=group.id):
        telegram.world.set_status(group.id, ada.person, "administrator")
        await telegram.user("Ada", at=group).says("/start")
        await telegram.user("Ada", at=group).says("sento odore di gas")
        await ada.says("/start")
        await ada.sees("Sono Sportello")
        await telegram.called("getChatMember", chat_id=group.id)
    assert telegram.world.rooms[group.id].status == "administrator"
    assert telegram.journal.of("leaveChat") == []
    said = [bubble.text for bubble in telegram.user("Ada", at=group).chat if bubble.by_bot]
    assert [text for text in said if "gas" in text or "Sportello" in text] == []


def _subscriptions(tx: Connection) -> list[tuple[str, bool]]:
    rows = tx.execute(select(persons.c.first_name, persons.c.subscribed).order_by(persons.c.first_name))
    return [(row.first_name, row.subscribed) for row in rows]


async def test_blocking_unsubscribes_and_writing_subscribes_again(telegram: Lookalike, desk: App) -> None:
    """Nothing is sent to who has blocked the bot; the next word, or unblocking, makes all good."""
    ada = telegram.user("Ada")
    await ada.says("ho perso la password")
    offer = await ada.sees("Quale di queste intendi?")
    await until_stored(desk.database, _subscriptions, [("Ada", True)])
    await ada.blocks()
    await until_stored(desk.database, _subscriptions, [("Ada", False)])
    said = len(telegram.journal.of("sendMessage", chat_id=ada.id))
    await ada.unblocks()
    await until_stored(desk.database, _subscriptions, [("Ada", True)])
    assert len(telegram.journal.of("sendMessage", chat_id=ada.id)) == said
    await ada.presses("Nessuna di queste", on=offer)
    await ada.sees("Questo pulsante non vale più")
    await ada.blocks()
    await ada.says("ciao")
    await ada.sees("Che cosa posso fare per te?")
    await until_stored(desk.database, _subscriptions, [("Ada", True)])


async def test_who_blocks_before_the_answer_comes_is_left_in_peace(telegram: Lookalike, desk: App) -> None:
    """The answer finds the door closed: it is not tried again, and the others are served."""
    ada, bruno = telegram.user("Ada"), telegram.user("Bruno")
    await ada.says("ciao")
    await ada.sees("Che cosa posso fare per te?")
    # As it looks to the bot when the block has not been heard of yet.
    telegram.world.rooms[ada.id].status = "kicked"
    person = {"id": ada.id, "first_name": "Ada", "is_bot": False, "language_code": "it"}
    chat = {"id": ada.id, "type": "private", "first_name": "Ada"}
    message = {"message_id": 900, "date": 1_768_478_400, "chat": chat, "from": person, "text": "ciao"}
    telegram.injects({"message": message}, chat_id=ada.id)
    await until_stored(desk.database, _subscriptions, [("Ada", False)])
    await bruno.says("ciao")
    await bruno.sees("Che cosa posso fare per te?")
    assert len(telegram.journal.of("sendMessage", chat_id=ada.id)) == 2
