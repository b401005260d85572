"""The world behind the look-alike: who exists, what stands in each chat, what the bot has to hear of it.

Pure and deterministic: no sockets, no clock of its own; the same acts in the same order give the same ids.
"""

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Literal

from bot.demo.telegram import keyboards, shapes
from bot.demo.telegram.model import Chat, Content, Document, Joined, Json, Message, Person, Picture, Words
from bot.demo.telegram.profile import Profile
from bot.demo.telegram.refusal import bad_request, forbidden
from bot.demo.telegram.updates import UpdateQueue

FIRST_PERSON = 5_000_001
FIRST_GROUP = -1_001_000_000_001
BOT = Person(7_000_000_001, "Sportello", username="sportello_demo_bot", is_bot=True)

Status = Literal["stranger", "member", "administrator", "left", "kicked"]
GroupKind = Literal["group", "supergroup"]
HappeningKind = Literal[
    "message",
    "edited",
    "deleted",
    "pressed",
    "toast",
    "alert",
    "action",
    "membership",
    "person",
    "profile",
    "clock",
]


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that a screen would show: a message, its edit or removal, a toast, a sign of typing."""

    kind: HappeningKind
    chat_id: int
    message: Message | None = None
    #: The words of a toast or alert, or the name of an action.
    text: str = ""
    #: Who alone sees a toast or alert.
    person_id: int | None = None


@dataclass(slots=True)
class Room:
    """A chat with all that stands in it."""

    chat: Chat
    #: What the bot is here; a stranger has never been written to.
    status: Status
    messages: dict[int, Message] = field(default_factory=dict)
    #: What the bot took away, as it stood last.
    removed: dict[int, Message] = field(default_factory=dict)
    #: The message whose reply keyboard lies open, if any.
    keyboard: Message | None = None
    #: What the bot made visible here, oldest first.
    shown: list[Happening] = field(default_factory=list)
    next_id: int = 1


@dataclass(frozen=True, slots=True)
class Query:
    """A pressed button that the bot may answer."""

    chat_id: int
    person_id: int


class World:
    """People and chats around one bot. Methods with a person are that person's acts, the others the bot's.

    Acts of the bot raise ApiError exactly where Telegram would refuse.
    """

    def __init__(self, now: Callable[[], float], bot: Person = BOT) -> None:
        """`now` gives seconds since 1970."""
        self.bot = bot
        self.updates = UpdateQueue()
        self.profile = Profile()
        self.people: dict[int, Person] = {}
        self.rooms: dict[int, Room] = {}
        self.files: dict[str, bytes] = {}
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
        self._happen(Happening("person", person.id))
        return person

    def add_group(self, title: str, kind: GroupKind = "supergroup") -> Chat:
        """A group without the bot."""
        groups = sum(room.chat.person is None for room in self.rooms.values())
        chat = Chat(FIRST_GROUP - groups, kind, title)
        self.rooms[chat.id] = Room(chat, "left")
        return chat

    def send(self, person: Person, content: Content, *, chat_id: int = 0, reply_to: int = 0) -> Message:
        """A person's message, in the private chat unless another is named; the first one starts the bot."""
        room = self.rooms[chat_id or person.id]
        if room.status == "kicked" and room.chat.person is not None:
            self.set_status(room.chat.id, person, "member")
        elif room.status == "stranger":
            room.status = "member"
        message = self._add(room, person, content, reply_to=room.messages.get(reply_to))
        if room.status in {"member", "administrator"} and self._is_heard(room, message):
            self.updates.put("message", room.chat.id, shapes.message(message))
        self._happen(Happening("message", room.chat.id, message))
        return message

    def edit(self, person: Person, message_id: int, content: Content, *, chat_id: int = 0) -> Message:
        """A person's change to their own message."""
        room = self.rooms[chat_id or person.id]
        message = replace(room.messages[message_id], content=content, edited=self.now())
        room.messages[message_id] = message
        if self._is_heard(room, message):
            self.updates.put("edited_message", room.chat.id, shapes.message(message))
        self._happen(Happening("edited", room.chat.id, message))
        return message

    def press(self, person: Person, message: Message, data: str) -> str:
        """A press on an inline button of that message as it stood on the screen; gives the query's id."""
        query_id = str(4_000_000_000 + next(self._numbers))
        self._queries[query_id] = Query(message.chat.id, person.id)
        self.updates.put("callback_query", message.chat.id, shapes.callback(query_id, person, message, data))
        self._happen(Happening("pressed", message.chat.id, message, person_id=person.id))
        return query_id

    def forget_queries(self) -> None:
        """Lets every pressed button grow too old to be answered."""
        self._queries.clear()

    def set_status(self, chat_id: int, by: Person, status: Status) -> None:
        """Blocks, unblocks, adds, removes or promotes the bot; the bot hears of it."""
        room = self.rooms[chat_id]
        former = "left" if room.status == "stranger" else room.status
        room.status = status
        if former == status:
            return
        change = shapes.membership_change(self.bot, room.chat, by, self.now(), (former, status))
        self.updates.put("my_chat_member", chat_id, change)
        if room.chat.person is None and former in {"left", "kicked"}:
            joined = self._add(room, by, Joined((self.bot,)))
            self.updates.put("message", chat_id, shapes.message(joined))
            self._happen(Happening("message", chat_id, joined))
        self._happen(Happening("membership", chat_id))

    def room_for_bot(self, chat_id: int) -> Room:
        """The chat as the bot may look at it: it must know it, not be allowed to write there."""
        room = self.rooms.get(chat_id)
        if room is None or room.status == "stranger":
            raise bad_request("chat not found")
        return room

    def room_to_write(self, chat_id: int) -> Room:
        """The chat, if the bot may write there now."""
        room = self.room_for_bot(chat_id)
        if room.status in {"left", "kicked"}:
            if room.chat.person is not None:
                raise forbidden("bot was blocked by the user")
            reason = "was kicked from" if room.status == "kicked" else "is not a member of"
            raise forbidden(f"bot {reason} the {room.chat.kind} chat")
        return room

    def post(self, chat_id: int, content: Content, markup: Json, reply_to: int = 0) -> Message:
        """The bot's new message; 0 as `reply_to` means that it answers none."""
        room = self.room_to_write(chat_id)
        message = self._add(room, self.bot, content, markup=markup, reply_to=room.messages.get(reply_to))
        if "keyboard" in markup:
            room.keyboard = message
        elif "remove_keyboard" in markup:
            room.keyboard = None
        self._show(room, Happening("message", chat_id, message))
        return message

    def rewrite(self, chat_id: int, message_id: int, content: Content | None, markup: Json) -> Message:
        """The bot's change to its message; None leaves the content and changes the buttons alone."""
        room = self.room_for_bot(chat_id)
        former = room.messages.get(message_id)
        if former is None:
            raise bad_request("message to edit not found")
        if former.sender != self.bot or (former.markup and not keyboards.is_inline(former.markup)):
            raise bad_request("message can't be edited")
        if content is not None and not isinstance(former.content, Words):
            raise bad_request("there is no text in the message to edit")
        message = replace(former, content=content or former.content, markup=markup)
        if message == former:
            raise bad_request(
                "message is not modified: specified new message content and reply markup are exactly the same"
                " as a current content and reply markup of the message"
            )
        if message.content != former.content:
            message = replace(message, edited=self.now())
        room.messages[message_id] = message
        self._show(room, Happening("edited", chat_id, message))
        return message

    def remove(self, chat_id: int, message_id: int) -> None:
        """The bot's removal of a message; in a group, of one that is not its own, only as administrator."""
        room = self.room_for_bot(chat_id)
        message = room.messages.get(message_id)
        if message is None:
            raise bad_request("message to delete not found")
        own = message.sender == self.bot or room.chat.person is not None
        if not own and room.status != "administrator":
            raise bad_request("message can't be deleted")
        room.removed[message_id] = room.messages.pop(message_id)
        if room.keyboard is not None and room.keyboard.id == message_id:
            room.keyboard = None
        self._show(room, Happening("deleted", chat_id, message))

    def answer(self, query_id: str, text: str, *, alert: bool) -> None:
        """The bot's answer to a pressed button, which the person sees for a moment."""
        query = self._queries.get(query_id)
        if query is None:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        kind: Literal["toast", "alert"] = "alert" if alert else "toast"
        happening = Happening(kind, query.chat_id, text=text, person_id=query.person_id)
        self._show(self.rooms[query.chat_id], happening)

    def act(self, chat_id: int, action: str) -> None:
        """The bot's sign that it is typing or the like."""
        room = self.room_to_write(chat_id)
        self._happen(Happening("action", room.chat.id, text=action))

    def leave(self, chat_id: int) -> None:
        """The bot goes out of a group."""
        room = self.room_to_write(chat_id)
        if room.chat.person is not None:
            raise bad_request("chat member status can't be changed in private chats")
        self.set_status(chat_id, self.bot, "left")

    def present(self) -> None:
        """Tells the screens that the bot's commands or descriptions are others now."""
        self._happen(Happening("profile", 0))

    def tell_time(self) -> None:
        """Tells the screens that the clock was set forward."""
        self._happen(Happening("clock", 0))

    def keep_file(self, content: bytes, kind: str) -> str:
        """Keeps a file and gives its id."""
        file_id = f"{kind}-{len(self.files) + 1}"
        self.files[file_id] = content
        return file_id

    def _add(
        self,
        room: Room,
        sender: Person,
        content: Content,
        *,
        markup: Json | None = None,
        reply_to: Message | None = None,
    ) -> Message:
        quoted = replace(reply_to, reply_to=None) if reply_to is not None else None
        message = Message(room.chat, room.next_id, self.now(), sender, content, markup or {}, quoted)
        room.next_id += 1
        room.messages[message.id] = message
        return message

    def _is_heard(self, room: Room, message: Message) -> bool:
        """Telegram's privacy mode: in a group a plain member hears commands, mentions and replies only."""
        if room.chat.person is not None or room.status == "administrator":
            return True
        match message.content:
            case Words(body) | Picture(caption=body) | Document(caption=body):
                is_meant = body.text.startswith("/") or f"@{self.bot.username}" in body.text
            case _:
                is_meant = False
        return is_meant or (message.reply_to is not None and message.reply_to.sender == self.bot)

    def _show(self, room: Room, happening: Happening) -> None:
        room.shown.append(happening)
        self._happen(happening)

    def _happen(self, happening: Happening) -> None:
        for listener in list(self._listeners):
            listener(happening)
