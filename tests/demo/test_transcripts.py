"""Two transcripts held against each other: a relay of a few lines stands between a customer and a topic."""

from dataclasses import replace
from datetime import timedelta

import telegram as ptb

from bot.demo.lookalike import Lookalike
from bot.demo.telegram import topics
from bot.demo.telegram.formatted import from_html
from bot.demo.telegram.model import Sticker, Voice, Words
from bot.demo.telegram.transcripts import Line
from tests.demo.conftest import updates


class Relay:
    """The least that a desk has to do: copy, remember both ids, follow answers, edits and reactions."""

    def __init__(self, client: ptb.Bot, private: int, group: int, thread: int) -> None:
        self.client = client
        self.private, self.group, self.thread = private, group, thread
        #: Where a message has its twin, by chat and id.
        self.twins: dict[tuple[int, int], tuple[int, int]] = {}

    async def carry(self) -> None:
        """Bring everything that has happened to the other side."""
        for update in await updates(self.client):
            if update.message is not None:
                await self._copy(update.message)
            elif update.edited_message is not None:
                chat, number = self.twins[update.edited_message.chat.id, update.edited_message.message_id]
                html = update.edited_message.text_html
                await self.client.edit_message_text(html, chat, number, parse_mode="HTML")
            elif update.message_reaction is not None:
                change = update.message_reaction
                chat, number = self.twins[change.chat.id, change.message_id]
                await self.client.set_message_reaction(chat, number, list(change.new_reaction))

    async def _copy(self, message: ptb.Message) -> None:
        if message.forum_topic_created or message.new_chat_members:
            return
        to = self.private if message.chat.id == self.group else self.group
        answered = message.reply_to_message
        twin = self.twins.get((message.chat.id, answered.message_id)) if answered else None
        copy = await self.client.copy_message(
            to,
            message.chat.id,
            message.message_id,
            message_thread_id=self.thread if to == self.group else None,
            reply_parameters=ptb.ReplyParameters(twin[1]) if twin else None,
        )
        self.twins[message.chat.id, message.message_id] = (to, copy.message_id)
        self.twins[to, copy.message_id] = (message.chat.id, message.message_id)

    def seen_from_the_group(self, line: Line) -> Line:
        """A line of the private chat as the topic has to show it."""
        number = self.twins[self.private, line.id][1]
        answered = self.twins[self.private, line.reply_to][1] if line.reply_to else 0
        return replace(line, id=number, reply_to=answered, sender_id=0)


def _said(line: Line) -> Line:
    """A line by what it says, without who says it."""
    return replace(line, sender_id=0, reactions=tuple((0, emoji) for _actor, emoji in line.reactions))


async def test_both_transcripts_agree(client: ptb.Bot, telegram: Lookalike) -> None:
    """Kinds, words, formatting, files, answers, edits and reactions stand alike on both sides, in order."""
    group = telegram.forum("Assistenza", "Olga")
    thread = (await client.create_forum_topic(group.id, "12 · Ada")).message_thread_id
    ada, olga = telegram.user("Ada"), telegram.user("Olga", at=group, topic=thread)
    relay = Relay(client, ada.id, group.id, thread)
    await updates(client)
    asked = await ada.says("il codice non arriva")
    await ada.sends(ada.photo("<ecco>"))
    await relay.carry()
    question = await olga.sees("il codice non arriva")
    await olga.sends(Words(from_html("guardo <b>subito</b>")), reply_to=question)
    await olga.sends(Sticker("👍"))
    await relay.carry()
    await ada.sees("guardo subito")
    await ada.edits(asked, "il codice non arriva più")
    await ada.sends(Voice(3))
    await ada.reacts(ada.last, "👍")
    await relay.carry()
    here, there = ada.transcript, olga.transcript
    assert [_said(relay.seen_from_the_group(line)) for line in here] == [_said(line) for line in there]
    assert [line.kind for line in there] == ["text", "photo", "text", "sticker", "voice"]
    assert [line.is_edited for line in there] == [True, False, False, False, False]
    assert there[2].reply_to == there[0].id
    assert telegram.transcript(group) == ()


async def test_the_whole_group_in_order(client: ptb.Bot, telegram: Lookalike) -> None:
    """All topics together stand in the order of their ids, with the lines that Telegram writes if wished."""
    group = telegram.forum("Assistenza", "Olga")
    one, other = [(await client.create_forum_topic(group.id, name)).message_thread_id for name in ("1", "2")]
    for thread, text in ((one, "a"), (other, "b"), (0, "c"), (one, "d")):
        await client.send_message(group.id, text, message_thread_id=thread or None)
    assert [line.html for line in telegram.transcript(group, None)] == ["a", "b", "c", "d"]
    kinds = [line.kind for line in telegram.transcript(group, None, services=True)]
    assert kinds[:3] == ["new_chat_members", "forum_topic_created", "forum_topic_created"]
    topics.deletes(telegram.world, group.id, one)
    assert [line.html for line in telegram.transcript(group, None)] == ["b", "c"]


async def test_the_minute_passes_with_the_clock(client: ptb.Bot, telegram: Lookalike) -> None:
    """A clock set forward frees the group's pace, as a real minute does."""
    group = telegram.forum("Assistenza", "Olga")
    for _minute in range(3):
        for number in range(20):
            await client.send_message(group.id, str(number))
        await telegram.demo.clock.forward(timedelta(minutes=1))
    assert len(telegram.transcript(group)) == 60
