"""An update as it was understood: what happened, who did it, and where it came from."""

from dataclasses import dataclass

from bot.services.people import Sender
from bot.storage.inbox import Trace
from handlers.contract.desk import Author, GroupEvent, GroupMoved, GroupPresence, Piece, Reacted
from handlers.contract.vocabulary import Event


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button was pressed: Telegram's handle for it, its message, and the revision it carries."""

    callback_id: str
    message_id: int | None
    revision: int | None = None


@dataclass(frozen=True, slots=True)
class Incoming:
    """An update that was understood, and where it came from.

    ``event`` None: nothing of ours, or a button that we did not make. ``chat_id`` None: a chat that the
    update does not name. ``message_id``: the message that the person wrote; a pressed button's is in
    `pressed`. ``trace``: what is kept of that message. ``is_edit``: it was there before, perhaps with the
    same words. ``pieces``: that message as it can be carried into a case, or out of one.
    """

    event: Event | None
    sender: Sender | None = None
    pressed: Pressed | None = None
    message_id: int | None = None
    chat_id: int | None = None
    topic_id: int | None = None
    trace: Trace | None = None
    is_edit: bool = False
    pieces: tuple[Piece, ...] = ()

    @property
    def author(self) -> Author | None:
        """Who acts in the support group; None in any other chat, and where the group itself changes."""
        event = self.event
        if isinstance(event, Reacted):
            return event.author
        if not isinstance(event, GroupEvent) or isinstance(event, GroupMoved | GroupPresence):
            return None
        return event.author

    @property
    def is_of_group(self) -> bool:
        """Tell whether this happened in the support group."""
        return isinstance(self.event, GroupEvent) or self.author is not None
