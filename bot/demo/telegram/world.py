"""The world behind the look-alike: who exists, what stands in each chat, what the bot has to hear of it.

Pure and deterministic: no sockets, no clock of its own; the same acts in the same order give the same ids.
What belongs to one subject stands beside it: groups, topics, changes (of messages), reactions.
"""

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Literal

from bot.demo.telegram import access, shapes
from bot.demo.telegram.contents import kind
from bot.demo.telegram.model import Chat, Content, Joined, Json, Message, Person
from bot.demo.telegram.pace import Pace
from bot.demo.telegram.profile import Profile
from bot.demo.telegram.refusal import bad_request
from bot.demo.telegram.rooms import USUAL_RIGHTS, GroupKind, Happening, Query, Room, Status
from bot.demo.telegram.shelf import Shelf
from bot.demo.telegram.updates import UpdateQueue

FIRST_PERSON = 5_000_001
FIRST_GROUP = -1_001_000_000_001
BOT = Person(7_000_000_001, "Sportello", username="sportello_demo_bot", is_bot=True)


class World:
    """People and chats around one bot. Methods with a person are that person's acts, the others the bot's.

    Acts of the bot raise ApiError exactly where Telegram would refuse; acts that Telegram's app would not
    offer to a person raise ValueError.
    """

    def __init__(self, now: Callable[[], float], bot: Person = BOT) -> None:
        """`now` gives seconds since 1970."""
        self.bot = bot
        self.updates = UpdateQueue()
        self.profile = Profile()
        self.people: dict[int, Person] = {}
        self.rooms: dict[int, Room] = {}
        self.shelf = Shelf()
        self.files = self.shelf.files
        #: Messages, edits and service lines of the bot in one group; a test may compress the window.
        self.group_pace = Pace(20, 60.0)
        #: Topics made in one group; "a dozen in seconds got bots banned" (python-telegram-bot#4774).
        self.topic_pace = Pace(10, 10.0)
        self._now = now
        self._queries: dict[str, Query] = {}
        self._listeners: list[Callable[[Happening], None]] = []
        self._numbers = itertools.count(1)

    def now(self) -> int:
        """Seconds since 1970."""
        return int(self._now())

    @contextmanager
    def listening(self, listener: Callable[[Happening], None]) -> Iterator[None]:
        """Calls `listener` with everything that happens, as soon as it has happened."""
        self._listeners.append(listener)
        try:
            yield
        finally:
            self._listeners.remove(listener)

    def add_person(
        self, first_name: str, last_name: str = "", *, username: str = "", language: str = ""
    ) -> Person:
        """Somebody new, with a private chat that is still empty."""
        person = Person(FIRST_PERSON + len(self.people), first_name, last_name, username, language)
        self.people[person.id] = person
        self.rooms[person.id] = Room(Chat(person.id, "private", person=person), "stranger")
        self.happen(Happening("person", person.id))
        return person

    def add_group(self, title: str, kind: GroupKind = "supergroup", *, is_forum: bool = False) -> Chat:
        """A group without the bot."""
        groups = sum(room.chat.person is None for room in self.rooms.values())
        chat = Chat(FIRST_GROUP - groups, kind, title, is_forum=is_forum)
        self.rooms[chat.id] = Room(chat, "left")
        return chat

    def send(  # noqa: PLR0913 - a message and where it stands
        self,
        person: Person,
        content: Content,
        *,
        chat_id: int = 0,
        reply_to: int = 0,
        thread: int = 0,
        album: str = "",
        quote: str = "",
        origin: Person | None = None,
    ) -> Message:
        """A person's message, in the private chat unless another is named; the first one starts the bot.

        In a group, whoever was never there joins silently; an answer stands in the topic of what it answers.
        """
        room = self.rooms[chat_id or person.id]
        if room.status == "kicked" and room.is_private:
            self.set_status(room.chat.id, person, "member")
        elif room.status == "stranger":
            room.status = "member"
        answered = room.messages.get(reply_to)
        member = access.writer(room, person, thread or (answered.thread if answered else 0))
        message = self.add(
            room,
            access.ANONYMOUS if member.is_anonymous else person,
            content,
            reply_to=answered,
            thread=thread,
            sender_chat=room.chat if member.is_anonymous else None,
            album=album,
            quote=quote,
            origin=origin,
            origin_date=self.now() if origin else 0,
        )
        if access.is_heard(room, message, self.bot):
            self.updates.put("message", room.chat.id, shapes.message(message))
        self.happen(Happening("message", room.chat.id, message))
        return message

    def send_album(
        self,
        person: Person,
        contents: tuple[Content, ...],
        *,
        chat_id: int = 0,
        reply_to: int = 0,
        thread: int = 0,
    ) -> tuple[Message, ...]:
        """Several files sent as one album: separate messages and updates with one `media_group_id`."""
        album = self.next_album()
        return tuple(
            self.send(person, content, chat_id=chat_id, reply_to=reply_to, thread=thread, album=album)
            for content in contents
        )

    def next_album(self) -> str:
        """The `media_group_id` of a new album."""
        return str(13_000_000_000_000_000 + next(self._numbers))

    def edit(self, person: Person, message_id: int, content: Content, *, chat_id: int = 0) -> Message:
        """A person's change to their own message; the bot hears of it even where nothing visible changes."""
        room = self.rooms[chat_id or person.id]
        former = room.messages[message_id]
        if former.sender != person and former.sender_chat is None:
            raise ValueError("not the person's own message")
        message = replace(former, content=self.shelf.keep(content), edited=self.now())
        room.messages[message_id] = message
        if access.is_heard(room, message, self.bot):
            self.updates.put("edited_message", room.chat.id, shapes.message(message))
        self.happen(Happening("edited", room.chat.id, message))
        return message

    def erase(self, message_id: int, *, chat_id: int) -> None:
        """A person's removal of a message for everybody; no bot is ever told."""
        room = self.rooms[chat_id]
        room.removed[message_id] = room.messages.pop(message_id)
        self.happen(Happening("deleted", chat_id, room.removed[message_id]))

    def press(self, person: Person, message: Message, data: str) -> str:
        """A press on an inline button of that message as it stood on the screen; gives the query's id.

        It names the person, also where they are an anonymous administrator.
        """
        query_id = str(4_000_000_000 + next(self._numbers))
        self._queries[query_id] = Query(message.chat.id, person.id)
        self.updates.put("callback_query", message.chat.id, shapes.callback(query_id, person, message, data))
        self.happen(Happening("pressed", message.chat.id, message, person_id=person.id))
        return query_id

    def forget_queries(self) -> None:
        """Lets every pressed button grow too old to be answered."""
        self._queries.clear()

    def set_status(
        self, chat_id: int, by: Person, status: Status, rights: frozenset[str] = USUAL_RIGHTS
    ) -> None:
        """Blocks, unblocks, adds, removes, promotes or restricts the bot; the bot hears of it."""
        room = self.rooms[chat_id]
        former: Status = "left" if room.status == "stranger" else room.status
        old = shapes.member(self.bot, former, room.rights)
        new = shapes.member(self.bot, status, rights)
        room.status, room.rights = status, rights
        if old == new:
            return
        change = shapes.member_change(room.chat, by, self.now(), old, new)
        self.updates.put("my_chat_member", chat_id, change)
        if not room.is_private and former in access.GONE and status not in access.GONE:
            self.announce(room, by, Joined((self.bot,)))
        self.happen(Happening("membership", chat_id))

    def room_for_bot(self, chat_id: int) -> Room:
        """The chat as the bot may look at it: it must know it, not be allowed to write there."""
        return access.check_known(self.rooms.get(chat_id))

    def room_to_write(self, chat_id: int) -> Room:
        """The chat, if the bot may write there now."""
        room = self.room_for_bot(chat_id)
        access.check_writable(room)
        return room

    def post(  # noqa: PLR0913 - a message and where it stands
        self,
        chat_id: int,
        content: Content,
        markup: Json,
        reply_to: int = 0,
        *,
        thread: int = 0,
        album: str = "",
        quote: str = "",
        origin: Person | Chat | None = None,
        origin_date: int = 0,
        is_counted: bool = False,
    ) -> Message:
        """The bot's new message; 0 as `reply_to` means that it answers none, as `thread` that of the answer.

        With `is_counted`, the group's pace knows of it already.
        """
        room = self.room_to_write(chat_id)
        if room.refuses_voice and kind(content) in {"voice", "video_note"}:
            raise bad_request("VOICE_MESSAGES_FORBIDDEN")
        answered = room.messages.get(reply_to)
        access.check_thread(room, thread or (answered.thread if answered else 0), self.bot)
        if not is_counted:
            self.count(room)
        message = self.add(
            room,
            self.bot,
            content,
            markup=markup,
            reply_to=answered,
            thread=thread,
            album=album,
            quote=quote,
            origin=origin,
            origin_date=origin_date,
        )
        if "keyboard" in markup:
            room.keyboard = message
        elif "remove_keyboard" in markup:
            room.keyboard = None
        self.show(room, Happening("message", chat_id, message))
        return message

    def count(self, room: Room, acts: int = 1) -> None:
        """Count acts of the bot against the group's pace; private chats have none here.

        Raises:
            ApiError: 429, for this group alone.

        """
        if not room.is_private:
            self.group_pace.take(room.sent, self._now(), acts)

    def count_topic(self, room: Room) -> None:
        """Count a new topic against the pace for topics, and as a message."""
        self.topic_pace.take(room.made_topics, self._now())
        self.count(room)

    def answer(self, query_id: str, text: str, *, alert: bool) -> None:
        """The bot's answer to a pressed button, which the person sees for a moment."""
        query = self._queries.get(query_id)
        if query is None:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        kind: Literal["toast", "alert"] = "alert" if alert else "toast"
        happening = Happening(kind, query.chat_id, text=text, person_id=query.person_id)
        self.show(self.rooms[query.chat_id], happening)

    def act(self, chat_id: int, action: str, thread: int = 0) -> None:
        """The bot's sign that it is typing or the like."""
        room = self.room_to_write(chat_id)
        access.check_thread(room, thread, self.bot)
        self.happen(Happening("action", room.chat.id, text=action))

    def present(self) -> None:
        """Tells the screens that the bot's commands or descriptions are others now."""
        self.happen(Happening("profile", 0))

    def tell_time(self) -> None:
        """Tells the screens that the clock was set forward."""
        self.happen(Happening("clock", 0))

    def keep_file(self, content: bytes, kind: str) -> str:
        """Keeps a file and gives its id."""
        return self.shelf.add(content, kind)

    def add(  # noqa: PLR0913 - a message and where it stands
        self,
        room: Room,
        sender: Person,
        content: Content,
        *,
        markup: Json | None = None,
        reply_to: Message | None = None,
        thread: int = 0,
        sender_chat: Chat | None = None,
        album: str = "",
        quote: str = "",
        origin: Person | Chat | None = None,
        origin_date: int = 0,
    ) -> Message:
        """Writes a message into a chat, and tells nobody."""
        thread = thread or (reply_to.thread if reply_to else 0)
        has_chains = reply_to is not None and not thread and room.chat.kind == "supergroup"
        message = Message(
            room.chat,
            room.next_id,
            self.now(),
            sender,
            self.shelf.keep(content),
            markup or {},
            reply_to.quoted if reply_to else None,
            thread=thread,
            root=room.messages[thread].quoted if thread in room.messages else None,
            chain=(reply_to.chain or reply_to.id) if reply_to and has_chains else 0,
            sender_chat=sender_chat,
            album=album,
            quote=quote,
            origin=origin,
            origin_date=origin_date,
        )
        room.next_id += 1
        room.messages[message.id] = message
        return message

    def announce(self, room: Room, by: Person, content: Content, *, thread: int = 0) -> Message:
        """Writes a service line, which a bot in the chat hears of even where it is of its own doing."""
        message = self.add(room, by, content, thread=thread)
        if room.status in access.HERE:
            self.updates.put("message", room.chat.id, shapes.message(message))
        self.happen(Happening("message", room.chat.id, message))
        return message

    def show(self, room: Room, happening: Happening) -> None:
        """Tells the screens, and keeps for the walks, what the bot made visible."""
        room.shown.append(happening)
        self.happen(happening)

    def happen(self, happening: Happening) -> None:
        """Tells the screens what happened."""
        for listener in list(self._listeners):
            listener(happening)
