"""A person in a test: says, presses, sees; fails with a picture of the chat as it looks to that person."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.demo.telegram import keyboards, reactions
from bot.demo.telegram.bell import Bell
from bot.demo.telegram.contents import kind
from bot.demo.telegram.formatted import plain, to_html
from bot.demo.telegram.keyboards import Button
from bot.demo.telegram.model import (
    Contact,
    Content,
    Formatted,
    Message,
    Person,
    Picture,
    Sticker,
    Voice,
    Words,
)
from bot.demo.telegram.pictures import dimensions, meter
from bot.demo.telegram.rooms import Happening, Room
from bot.demo.telegram.transcripts import Line, transcript
from bot.demo.telegram.world import World


class WalkError(AssertionError):
    """The walk cannot go on: what was expected is not there."""


@dataclass(frozen=True, slots=True)
class Bubble:
    """A message as it looked at one moment; later edits do not reach it."""

    message: Message
    #: Whether the bot wrote it.
    by_bot: bool
    is_deleted: bool = False

    @property
    def id(self) -> int:
        """Its number in the chat."""
        return self.message.id

    @property
    def text(self) -> str:
        """Its words without formatting."""
        return self.message.body.text

    @property
    def html(self) -> str:
        """Its words with formatting, as Telegram's HTML."""
        return to_html(self.message.body)

    @property
    def buttons(self) -> list[list[Button]]:
        """Rows of buttons, of an inline or a reply keyboard."""
        return keyboards.buttons(self.message.markup)

    @property
    def labels(self) -> list[str]:
        """What stands on its buttons, row after row."""
        return [button.label for row in self.buttons for button in row]

    @property
    def is_edited(self) -> bool:
        """Whether its words are not the first ones."""
        return self.message.edited is not None


class Walker:
    """One person in one chat, or in one topic of it.

    Acts happen at once; `sees` waits, woken by what happens, never by time.
    """

    def __init__(  # noqa: PLR0913 - a person, where they walk, and in which world
        self, world: World, bell: Bell, person: Person, room: Room, limit_s: float, *, thread: int = 0
    ) -> None:
        """`limit_s` bounds every wait; a `thread` of 0 is General, or a chat without topics."""
        self.person = person
        self._world = world
        self._bell = bell
        self._room = room
        self._limit_s = limit_s
        self.thread = thread
        #: How much of what the bot has shown here this walk has passed.
        self._passed = 0

    @property
    def id(self) -> int:
        """The person's id, which is their private chat's id too."""
        return self.person.id

    @property
    def chat(self) -> list[Bubble]:
        """All messages, oldest first, those that were deleted too."""
        messages = self._room.messages | self._room.removed
        found = (messages[number] for number in sorted(messages))
        return [self._bubble(message) for message in found if message.thread == self.thread]

    @property
    def transcript(self) -> tuple[Line, ...]:
        """What stands here now, line by line, without the lines that Telegram writes itself."""
        return transcript(self._room, self.thread)

    @property
    def last(self) -> Bubble:
        """The newest message of the bot that stands there now."""
        for bubble in reversed(self.chat):
            if bubble.by_bot and not bubble.is_deleted:
                return bubble
        raise WalkError(f"the bot has said nothing\n{self.picture()}")

    @property
    def unseen(self) -> list[str]:
        """What the bot has said, edited or flashed since the last thing this walk saw."""
        return [_words(shown) for shown in self._visible(self._passed)]

    @property
    def keyboard(self) -> list[list[str]]:
        """The labels of the reply keyboard that lies open; empty where there is none."""
        opened = self._room.keyboard
        return (
            [[button.label for button in row] for row in keyboards.buttons(opened.markup)] if opened else []
        )

    async def says(self, text: str, *, reply_to: Bubble | None = None) -> Bubble:
        """Sends words, cleaned and marked as Telegram does it."""
        return self._sends(Words(plain(text)), reply_to)

    async def says_formatted(self, body: Formatted) -> Bubble:
        """Sends words with formatting, or raw ones that Telegram's app would have trimmed."""
        return self._sends(Words(body))

    async def sends(self, content: Content, *, reply_to: Bubble | None = None, quote: str = "") -> Bubble:
        """Sends anything that a message can hold."""
        return self._sends(content, reply_to, quote)

    async def sends_album(self, *contents: Content, reply_to: Bubble | None = None) -> list[Bubble]:
        """Sends files as one album."""
        number = reply_to.id if reply_to else 0
        sent = self._world.send_album(
            self.person, contents, chat_id=self._room.chat.id, reply_to=number, thread=self.thread
        )
        return [self._bubble(message) for message in sent]

    async def forwards(self, content: Content, of: Person) -> Bubble:
        """Sends on what somebody else has written."""
        chat_id, thread = self._room.chat.id, self.thread
        return self._bubble(self._world.send(self.person, content, chat_id=chat_id, thread=thread, origin=of))

    async def edits(self, bubble: Bubble, change: str | Content) -> Bubble:
        """Changes the words of an own message, or all that it holds."""
        content = Words(plain(change)) if isinstance(change, str) else change
        return self._bubble(self._world.edit(self.person, bubble.id, content, chat_id=self._room.chat.id))

    async def deletes(self, bubble: Bubble) -> None:
        """Takes a message away for everybody; the bot never hears of it."""
        self._world.erase(bubble.id, chat_id=self._room.chat.id)

    async def reacts(self, bubble: Bubble, *emoji: str) -> None:
        """Reacts to a message with these alone; with none, takes the own reactions away."""
        reactions.reacts(self._world, self.person, self._room.chat.id, bubble.id, *emoji)

    async def sends_sticker(self, emoji: str = "👍") -> Bubble:
        """Sends a sticker."""
        return self._sends(Sticker(emoji))

    async def sends_voice(self, seconds: int = 3) -> Bubble:
        """Sends a voice message."""
        return self._sends(Voice(seconds))

    async def sends_photo(self, caption: str = "", content: bytes = b"") -> Bubble:
        """Sends a photo (PNG or JPEG); without one, that of a meter."""
        return self._sends(self.photo(caption, content))

    def photo(self, caption: str = "", content: bytes = b"") -> Picture:
        """A photo to send or to put into an album; without a content, that of a meter."""
        content = content or meter("01234")
        width, height = dimensions(content) or (0, 0)
        file_id = self._world.keep_file(content, "photo")
        return Picture(file_id, width, height, len(content), plain(caption))

    async def shares_contact(self, of: Person | None = None) -> Bubble:
        """Hands over the own number, or somebody else's card."""
        owner = of or self.person
        return self._sends(Contact(owner.phone, owner))

    async def blocks(self) -> None:
        """Blocks the bot."""
        self._world.set_status(self._room.chat.id, self.person, "kicked")

    async def unblocks(self) -> None:
        """Lets the bot write again."""
        self._world.set_status(self._room.chat.id, self.person, "member")

    async def presses(self, label: str, *, on: Bubble | None = None) -> None:
        """Presses the button with this label on the newest message that holds it, or on the reply keyboard.

        With `on`, presses it there as that bubble looked, even if the message has changed or gone since:
        a screen that is behind.
        """
        for message, button in self._buttons(on):
            if button.label == label:
                await self._press(message, button)
                return
        raise WalkError(f"no button «{label}»\n{self.picture()}")

    async def sends_data(self, data: str, *, on: Bubble) -> None:
        """Sends a callback that no button holds, as a forged or very old client could."""
        self._world.press(self.person, on.message, data)

    async def sees(self, text: str, *, within_s: float | None = None) -> Bubble:
        """Waits until the bot has said, edited or flashed something with this text that was not passed yet.

        Passes it and all before it. A toast comes as a bubble of the newest message.
        """
        found: list[int] = []

        def holds() -> bool:
            start = self._passed
            found[:] = [
                place
                for place, shown in enumerate(self._room.shown[start:], start)
                if self._is_visible(shown) and text in _words(shown)
            ][:1]
            return bool(found)

        if not await self._bell.until(holds, within_s or self._limit_s):
            raise WalkError(f"never saw «{text}»\n{self.picture()}")
        self._passed = found[0] + 1
        shown = self._room.shown[found[0]]
        if shown.message is None:
            return self._bubble(max(self._room.messages.values(), key=lambda message: message.id))
        return self._bubble(shown.message)

    async def sees_gone(self, bubble: Bubble) -> None:
        """Waits until the message is deleted."""
        if not await self._bell.until(lambda: bubble.id in self._room.removed, self._limit_s):
            raise WalkError(f"#{bubble.id} is still there\n{self.picture()}")

    async def sees_reaction(self, bubble: Bubble, emoji: str) -> None:
        """Waits until the bot's reaction to the message is this one; an empty one waits for none."""

        def given() -> str:
            return "".join(self._room.reactions.get(bubble.id, {}).get(self._world.bot.id, ()))

        if not await self._bell.until(lambda: given() == emoji, self._limit_s):
            raise WalkError(f"#{bubble.id} has the reaction «{given()}», not «{emoji}»\n{self.picture()}")

    def picture(self) -> str:
        """The chat in plain letters, newest at the bottom."""
        lines = [f"--- {self.person.name}: {self._room.chat.title or 'private chat'} ---"]
        for bubble in self.chat:
            marks = " (edited)" * bubble.is_edited + " (deleted)" * bubble.is_deleted
            body = bubble.html or kind(bubble.message.content)
            lines.append(f"#{bubble.id} {bubble.message.sender.name}{marks}: {body}")
            if keyboards.is_inline(bubble.message.markup):
                lines += [f"      {_row([button.label for button in row])}" for row in bubble.buttons]
        lines += [f"keyboard: {_row(row)}" for row in self.keyboard]
        lines += [f"not passed yet: {words}" for words in self.unseen]
        return "\n".join(lines)

    def _sends(self, content: Content, reply_to: Bubble | None = None, quote: str = "") -> Bubble:
        number = reply_to.id if reply_to else 0
        chat_id, thread = self._room.chat.id, self.thread
        return self._bubble(
            self._world.send(
                self.person, content, chat_id=chat_id, reply_to=number, thread=thread, quote=quote
            )
        )

    def _bubble(self, message: Message) -> Bubble:
        is_deleted = message.id in self._room.removed
        return Bubble(message, message.sender == self._world.bot, is_deleted)

    def _is_visible(self, shown: Happening) -> bool:
        is_here = shown.message is None or shown.message.thread == self.thread
        is_told = shown.kind not in {"deleted", "reaction"}
        return is_here and is_told and shown.person_id in (None, self.person.id)

    def _visible(self, start: int) -> Iterator[Happening]:
        return (shown for shown in self._room.shown[start:] if self._is_visible(shown))

    def _buttons(self, on: Bubble | None) -> Iterator[tuple[Message, Button]]:
        """Buttons that can be pressed, those of the newest message first."""
        opened = self._room.keyboard
        here = [message for message in self._room.messages.values() if message.thread == self.thread]
        messages = [on.message] if on else sorted(here, key=lambda m: -m.id)
        for message in messages:
            is_open = on is not None or keyboards.is_inline(message.markup)
            if is_open or (opened is not None and opened.id == message.id):
                for row in keyboards.buttons(message.markup):
                    yield from ((message, button) for button in row)

    async def _press(self, message: Message, button: Button) -> None:
        if not keyboards.is_inline(message.markup):
            await (self.shares_contact() if button.contact else self.says(button.label))
        elif button.data is not None:
            self._world.press(self.person, message, button.data)
        else:
            raise WalkError(f"«{button.label}» tells the bot nothing: it opens {button.url or 'something'}")


def _words(shown: Happening) -> str:
    return shown.message.body.text if shown.message is not None else shown.text


def _row(labels: list[str]) -> str:
    return " ".join(f"[ {label} ]" for label in labels)
