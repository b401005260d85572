"""Whatever people and the bot do in whatever order, the world stays one that Telegram could be in."""

from typing import Any

import telegram as ptb
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.demo.telegram import groups, reactions, topics
from bot.demo.telegram.formatted import plain
from bot.demo.telegram.methods import METHODS
from bot.demo.telegram.model import Person, Picture, Words
from bot.demo.telegram.pace import Pace
from bot.demo.telegram.parameters import Parameters
from bot.demo.telegram.refusal import ApiError
from bot.demo.telegram.transcripts import transcript
from bot.demo.telegram.world import World

_ACTS = (
    "opens",
    "closes",
    "reopens",
    "deletes",
    "dies",
    "says",
    "album",
    "edits",
    "erases",
    "reacts",
    "leaves",
    "joins",
    "createForumTopic",
    "deleteForumTopic",
    "closeForumTopic",
    "sendMessage",
    "copyMessage",
    "copyMessages",
    "forwardMessage",
    "pinChatMessage",
    "deleteMessage",
    "setMessageReaction",
    "editMessageText",
)


class Play:
    """A customer, an operator, their group, and acts that pick what they are about by a number."""

    def __init__(self) -> None:
        self.world = World(lambda: 1_800_000_000.0)
        self.world.group_pace = self.world.topic_pace = Pace(1_000_000, 1.0)
        self.world.updates.allow(ptb.Update.ALL_TYPES)
        self.ada = self.world.add_person("Ada")
        self.olga = self.world.add_person("Olga")
        self.group = self.world.add_group("Assistenza", is_forum=True).id
        groups.becomes(self.world, self.olga, self.group, "creator")
        self.world.set_status(self.group, self.olga, "administrator")
        self.world.send(self.ada, Words(plain("/start")))

    def act(self, name: str, pick: int, *, in_private: bool) -> None:
        """One act; what Telegram or its app refuses has not happened."""
        person, chat = (self.ada, self.ada.id) if in_private else (self.olga, self.group)
        room = self.world.rooms[chat]
        threads = [0, *room.topics]
        thread = threads[pick % len(threads)]
        numbers = sorted(room.messages)
        number = numbers[pick % len(numbers)] if numbers else 0
        try:
            if name in {"opens", "closes", "reopens", "deletes", "dies", "leaves", "joins"}:
                self._in_group(name, thread)
            elif name.lower() in METHODS:
                self._call(name, chat, thread, number)
            else:
                self._person(name, person, chat, thread, number)
        except (ApiError, ValueError):
            pass

    def _in_group(self, name: str, thread: int) -> None:
        world, group = self.world, self.group
        if name not in {"opens", "leaves", "joins"} and not thread:
            return
        match name:
            case "opens":
                topics.opens(world, self.olga, group, "Turni")
            case "closes":
                topics.closes(world, self.olga, group, thread)
            case "reopens":
                topics.reopens(world, self.olga, group, thread)
            case "deletes":
                topics.deletes(world, group, thread)
            case "dies":
                topics.dies(world, group, thread)
            case "leaves":
                groups.leaves(world, self.olga, group)
            case _:
                groups.joins(world, self.olga, group)

    def _person(self, name: str, person: Person, chat: int, thread: int, number: int) -> None:
        world, words = self.world, Words(plain("ciao"))
        match name:
            case "says":
                reply_to = 0 if thread else number
                world.send(person, words, chat_id=chat, thread=thread, reply_to=reply_to)
            case "album":
                photo = Picture(world.keep_file(b"", "photo"), 1, 1, 0)
                world.send_album(person, (photo, photo), chat_id=chat, thread=thread)
            case _ if not number:
                return
            case "edits":
                world.edit(person, number, Words(plain("altro")), chat_id=chat)
            case "erases":
                world.erase(number, chat_id=chat)
            case _:
                reactions.reacts(world, person, chat, number, "👍")

    def _call(self, name: str, chat: int, thread: int, number: int) -> None:
        source = self.ada.id if chat == self.group else self.group
        picks = sorted(self.world.rooms[source].messages)[-3:]
        values: dict[str, Any] = {"chat_id": chat, "name": "12", "text": "x", "from_chat_id": source}
        values |= {"message_thread_id": thread, "message_ids": picks}
        copied = name in {"copyMessage", "forwardMessage"}
        values["message_id"] = (picks or [0])[0] if copied else number
        values["reaction"] = [{"type": "emoji", "emoji": "👀"}]
        METHODS[name.lower()](self.world, Parameters(values))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(_ACTS), st.integers(0, 50), st.booleans()), max_size=40))
def test_any_order_of_acts(acts: list[tuple[str, int, bool]]) -> None:
    """Updates are readable and numbered in a row; nothing stands in a topic that is not there."""
    play = Play()
    for name, pick, in_private in acts:
        play.act(name, pick, in_private=in_private)
    found = play.world.updates.fetch(0, 10_000)
    numbers = [update["update_id"] for update in found]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    read = [ptb.Update.de_json(update, None) for update in found]
    assert all(update.api_kwargs == {} for update in read)
    room = play.world.rooms[play.group]
    assert {line.id for line in transcript(room, None)} <= set(room.messages)
    assert {message.thread for message in room.messages.values()} <= {0, *room.topics}
    assert all(number in room.messages for number in room.pinned)
    assert {message.thread for message in play.world.rooms[play.ada.id].messages.values()} <= {0}
