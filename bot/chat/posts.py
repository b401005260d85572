"""Posts with a picture of ours: uploaded once, then sent by the id that Telegram gave it."""

import asyncio
from pathlib import Path

from telegram import Bot, InlineKeyboardMarkup, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.storage.parcels import PostEdit, PostPhoto

#: Telegram's words for an id of a file that it has forgotten.
_FORGOTTEN = ("wrong file identifier", "wrong remote file", "file reference")


class Posts:
    """Sends and edits posts. The files of one process are known by their path, which names the content."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._known: dict[str, str] = {}

    async def send(self, chat_id: int, post: PostPhoto, below: InlineKeyboardMarkup | None) -> int:
        """Send a post; return the number of its message.

        Those that begin before the first upload has ended upload it as well, so that none waits for another.

        Raises:
            BadRequest: as Telegram refuses it, or the file cannot be read.
        """
        file_id = self._known.get(post.path)
        if file_id is None:
            return await self._upload(chat_id, post, below)
        try:
            return (await self._photo(chat_id, file_id, post, below)).message_id
        except BadRequest as error:
            if not any(words in error.message.lower() for words in _FORGOTTEN):
                raise
        self._known.pop(post.path, None)
        return await self._upload(chat_id, post, below)

    async def edit(self, chat_id: int, edit: PostEdit, below: InlineKeyboardMarkup | None) -> None:
        """Replace the words below the picture of a post."""
        await self._bot.edit_message_caption(
            chat_id, edit.message_id, caption=edit.text, parse_mode=ParseMode.HTML, reply_markup=below
        )

    async def _upload(self, chat_id: int, post: PostPhoto, below: InlineKeyboardMarkup | None) -> int:
        try:
            content = await asyncio.to_thread(Path(post.path).read_bytes)
        except OSError as error:
            raise BadRequest(f"the picture's file cannot be read: {error.strerror}") from error
        sent = await self._photo(chat_id, content, post, below)
        if sent.photo:
            self._known[post.path] = sent.photo[-1].file_id
        return sent.message_id

    async def _photo(
        self, chat_id: int, photo: str | bytes, post: PostPhoto, below: InlineKeyboardMarkup | None
    ) -> Message:
        return await self._bot.send_photo(
            chat_id, photo, post.text or None, parse_mode=ParseMode.HTML, reply_markup=below
        )
