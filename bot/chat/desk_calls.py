"""The calls of the Bot API for what crosses between a customer and the support group, and for topics.

`allow_paid_broadcast` is never set: it would cost money.
"""

from collections.abc import Awaitable, Callable
from typing import Final, TypeAlias, assert_never

from telegram import (
    Bot,
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    Message,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError

from bot.chat.request import Refused
from bot.chat.topic_calls import TopicCalls, chat_of, in_open_topic, is_of_topic, is_unchanged, thread_of
from bot.outbox.desk import group_fault
from bot.outbox.outcome import Sent
from bot.storage.lines import is_group
from bot.storage.outbox import Delivery
from bot.storage.parcels import (
    Album,
    AlbumPart,
    Copy,
    DeskContent,
    JoinedTexts,
    Pin,
    Reaction,
    TopicChange,
    TopicDeletion,
    TopicOpening,
    TwinDeletion,
    TwinEdit,
)

_Send: TypeAlias = Callable[..., Awaitable[Message]]
_Media: TypeAlias = InputMediaPhoto | InputMediaVideo | InputMediaAudio | InputMediaDocument

#: What is refused of a message itself, so that another way may pass.
_NO_DELETION: Final = ("can't be deleted",)
#: Shown as the answer to a message, where the copy itself could not be.
_POINTER: Final = "⤴️"
#: For an emoji that a chat does not allow: none of them agrees or disagrees.
_PLAIN_REACTIONS: Final = ("👀", "✍")
_MEDIA: Final[dict[str, type[_Media]]] = {
    "photo": InputMediaPhoto,
    "video": InputMediaVideo,
    "audio": InputMediaAudio,
    "document": InputMediaDocument,
}
_CAPTIONED: Final = frozenset({*_MEDIA, "animation", "voice"})


def answer_to(delivery: Delivery, entry: int | None) -> ReplyParameters | None:
    """Return the answer to an entry, where it stands in this chat; sent all the same where it is gone."""
    twin = None if entry is None else delivery.twins.get(entry)
    return None if twin is None else ReplyParameters(twin, allow_sending_without_reply=True)


class DeskCalls:
    """Makes the calls for the contents of cases. Raises the errors of `Bot` that leave no other way."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._topics = TopicCalls(bot)
        self._senders: Final[dict[str, _Send]] = {
            "photo": bot.send_photo,
            "video": bot.send_video,
            "animation": bot.send_animation,
            "audio": bot.send_audio,
            "voice": bot.send_voice,
            "document": bot.send_document,
            "video_note": bot.send_video_note,
            "sticker": bot.send_sticker,
        }

    async def send(self, delivery: Delivery, content: DeskContent) -> Sent:
        """Make the calls for a content."""
        match content:
            case Copy():
                return await self._copy(delivery, content)
            case JoinedTexts(_, html, reply_to):
                return Sent(await self._say(delivery, html, reply_to))
            case Album():
                return await self._album(delivery, content)
            case Reaction():
                return await self._react(delivery, content)
            case TwinEdit():
                return await self._edit(delivery, content)
            case TwinDeletion():
                return await self._withdraw(delivery, content)
            case TopicOpening() | TopicChange() | TopicDeletion() | Pin():
                return await self._topics.send(delivery, content)
            case _:
                assert_never(content)

    # --- what was written

    async def _copy(self, delivery: Delivery, copy: Copy) -> Sent:
        """Carry a message across: as a copy, else by a forward to operators, its file or its words."""
        if copy.of_kind == "poll" and copy.html:
            # A copy would be another poll, with votes of its own.
            return Sent(await self._say(delivery, copy.html, copy.reply_to))
        answers = answer_to(delivery, copy.reply_to)
        try:
            return Sent(await self._copied(delivery, copy, answers))
        except (BadRequest, Refused) as error:
            refusal = _of_the_message(error)
        if answers is not None:
            # With an answer Telegram sends the content anew, and a long Premium caption fails.
            try:
                sent = Sent(await self._copied(delivery, copy, None))
            except (BadRequest, Refused) as error:
                refusal = _of_the_message(error)
            else:
                await self._point(delivery, copy.reply_to)
                return sent
        is_there = "not found" not in refusal.message.lower()
        if is_group(delivery.chat_id) and is_there and copy.of_kind != "text":
            # Never toward a customer: a forward names who wrote it.
            try:
                return Sent(await self._forwarded(delivery, copy))
            except (BadRequest, Refused) as error:
                refusal = _of_the_message(error)
        part = AlbumPart(copy.entry, copy.of_kind, copy.file_id or "", copy.html)
        return await self._part(delivery, part, copy.reply_to, refusal)

    async def _copied(self, delivery: Delivery, copy: Copy, answers: ReplyParameters | None) -> int:
        thread = thread_of(delivery)
        copied = await in_open_topic(
            self._bot,
            delivery,
            lambda: self._bot.copy_message(
                chat_of(delivery),
                copy.from_chat_id,
                copy.message_id,
                message_thread_id=thread,
                reply_parameters=answers,
            ),
        )
        return copied.message_id

    async def _forwarded(self, delivery: Delivery, copy: Copy) -> int:
        thread = thread_of(delivery)
        forwarded = await in_open_topic(
            self._bot,
            delivery,
            lambda: self._bot.forward_message(
                chat_of(delivery), copy.from_chat_id, copy.message_id, message_thread_id=thread
            ),
        )
        return forwarded.message_id

    async def _point(self, delivery: Delivery, entry: int | None) -> None:
        """Quote what the message before answers, where it could not be sent as an answer."""
        try:
            await self._say(delivery, _POINTER, entry)
        except TelegramError:
            # The message is across; a second copy of it would be worse than no pointer.
            return

    async def _say(self, delivery: Delivery, html: str, reply_to: int | None = None) -> int:
        thread = thread_of(delivery)
        said = await in_open_topic(
            self._bot,
            delivery,
            lambda: self._bot.send_message(
                chat_of(delivery),
                html,
                parse_mode=ParseMode.HTML,
                message_thread_id=thread,
                reply_parameters=answer_to(delivery, reply_to),
            ),
        )
        return said.message_id

    async def _part(
        self, delivery: Delivery, part: AlbumPart, reply_to: int | None, refusal: TelegramError
    ) -> Sent:
        """Send a file by its id; where that is refused too, its words alone.

        Raises:
            TelegramError: the first refusal, where there are no words either.
        """
        if part.file_id:
            try:
                return await self._file(delivery, part, reply_to)
            except (BadRequest, Refused) as error:
                refusal = _of_the_message(error)
        if not part.html:
            raise refusal
        said = await self._say(delivery, part.html, reply_to)
        return Sent(said) if part.of_kind == "text" else Sent(said, refused=refusal.message)

    async def _file(self, delivery: Delivery, part: AlbumPart, reply_to: int | None) -> Sent:
        """Send a file by its id, with its caption; a caption that is too long follows it."""
        caption = part.html or None
        try:
            return Sent(await self._file_alone(delivery, part, reply_to, caption))
        except BadRequest as error:
            if caption is None or "caption" not in error.message.lower():
                raise
        sent = await self._file_alone(delivery, part, reply_to, None)
        await self._say(delivery, part.html)
        return Sent(sent)

    async def _file_alone(
        self, delivery: Delivery, part: AlbumPart, reply_to: int | None, caption: str | None
    ) -> int:
        thread, answers = thread_of(delivery), answer_to(delivery, reply_to)
        send = self._senders.get(part.of_kind)
        if send is None:
            raise BadRequest(f"a file of kind {part.of_kind} cannot be sent by its id")
        words = {} if caption is None else {"caption": caption, "parse_mode": ParseMode.HTML}
        sent = await in_open_topic(
            self._bot,
            delivery,
            lambda: send(
                chat_of(delivery),
                part.file_id,
                message_thread_id=thread,
                reply_parameters=answers,
                **words,
            ),
        )
        return sent.message_id

    async def _album(self, delivery: Delivery, album: Album) -> Sent:
        """Send an album together; where that is refused, its parts one by one."""
        thread, answers = thread_of(delivery), answer_to(delivery, album.reply_to)
        refusal: TelegramError = BadRequest("the parts cannot be sent together")
        media = [_media(part) for part in album.parts if part.of_kind in _MEDIA]
        if len(media) == len(album.parts) > 1:
            try:
                together = await in_open_topic(
                    self._bot,
                    delivery,
                    lambda: self._bot.send_media_group(
                        chat_of(delivery), media, message_thread_id=thread, reply_parameters=answers
                    ),
                )
            except (BadRequest, Refused) as error:
                refusal = _of_the_message(error)
            else:
                numbers = tuple(message.message_id for message in together)
                return Sent(numbers[0], numbers)
        return await self._one_by_one(delivery, album, refusal)

    async def _one_by_one(self, delivery: Delivery, album: Album, refusal: TelegramError) -> Sent:
        """Send the parts of an album as messages of their own; 0 stands for one that is refused."""
        numbers: list[int] = []
        refused = None
        for part in album.parts:
            reply_to = None if numbers else album.reply_to
            try:
                sent = await self._part(delivery, part, reply_to, refusal)
            except (BadRequest, Refused) as error:
                refusal = _of_the_message(error)
                sent = Sent(0, refused=refusal.message)
            numbers.append(sent.message_id or 0)
            refused = refused or sent.refused
        if not any(numbers):
            raise refusal
        return Sent(next(filter(None, numbers)), tuple(numbers), refused)

    # --- what is changed

    async def _edit(self, delivery: Delivery, edit: TwinEdit) -> Sent:
        """Change the copy of an entry; where Telegram refuses, say the new words as an answer to it."""
        twin = delivery.twins.get(edit.entry)
        if edit.of_kind in {"location", "venue"}:
            return Sent(twin)  # A copy of a live location stands still.
        refusal: TelegramError = BadRequest("message to edit not found")
        if twin is not None:
            try:
                await self._rewrite(chat_of(delivery), twin, edit)
            except (BadRequest, Refused) as error:
                if is_unchanged(error.message):
                    return Sent(twin)
                refusal = _of_the_message(error)
            else:
                return Sent(twin)
        part = edit.part or AlbumPart(edit.entry, edit.of_kind, "", edit.html)
        sent = await self._part(delivery, part, edit.entry, refusal)
        return sent if edit.part is not None else Sent(sent.message_id)

    async def _rewrite(self, chat_id: int, twin: int, edit: TwinEdit) -> None:
        if edit.part is not None and edit.part.of_kind in _MEDIA:
            await self._bot.edit_message_media(_media(edit.part), chat_id, twin)
        elif edit.of_kind in _CAPTIONED:
            await self._bot.edit_message_caption(
                chat_id, twin, caption=edit.html or None, parse_mode=ParseMode.HTML
            )
        else:
            await self._bot.edit_message_text(edit.html, chat_id, twin, parse_mode=ParseMode.HTML)

    async def _withdraw(self, delivery: Delivery, deletion: TwinDeletion) -> Sent:
        """Delete the copy of an entry; after 48 hours put words in its place, or answer it with them."""
        twin = delivery.twins.get(deletion.entry)
        if twin is None:
            return Sent()
        try:
            await self._bot.delete_message(chat_of(delivery), twin)
        except BadRequest as error:
            if not _names(error.message, _NO_DELETION):
                raise
        else:
            return Sent()
        return await self._edit(delivery, TwinEdit(deletion.entry, deletion.of_kind, deletion.html))

    async def _react(self, delivery: Delivery, reaction: Reaction) -> Sent:
        """Set the bot's reaction; one that is not allowed here is replaced by one that says nothing."""
        number = reaction.message_id
        if number is None and reaction.entry is not None:
            number = delivery.twins.get(reaction.entry)
        if number is None:
            raise BadRequest("message to react not found")
        tries = [reaction.emoji] if reaction.emoji is None else [reaction.emoji, *_PLAIN_REACTIONS]
        for emoji in tries:
            try:
                await self._bot.set_message_reaction(chat_of(delivery), number, emoji)
            except BadRequest as error:
                if "reaction_invalid" not in error.message.lower() or emoji == tries[-1]:
                    raise
            else:
                break
        return Sent()


def _media(part: AlbumPart) -> _Media:
    return _MEDIA[part.of_kind](part.file_id, caption=part.html or None, parse_mode=ParseMode.HTML)


def _of_the_message(error: TelegramError) -> TelegramError:
    """Return a refusal that is about the message itself.

    Raises:
        TelegramError: it is the topic's, the chat's or the group's, so that no other way would pass.
    """
    words = error.message
    if is_of_topic(words) or group_fault(words) is not None:
        raise error
    return error


def _names(words: str, phrases: tuple[str, ...]) -> bool:
    return any(phrase in words.lower() for phrase in phrases)
