"""An album reaches us as several updates, one for each picture; for the person it is one message."""

from collections.abc import Sequence
from dataclasses import replace

from bot.turns.incoming import Incoming
from handlers.contract.chat import Attachment, Command, Text
from handlers.contract.desk import GroupMessage
from handlers.contract.vocabulary import Event


def joined(parts: Sequence[Incoming]) -> Incoming:
    """Make one message of the parts of an album: its words, wherever they stand, with its first photo.

    All its parts are pieces of it. In the support group a command may stand below any of them.
    """
    pieces = tuple(piece for part in parts for piece in part.pieces)
    said = [part.event for part in parts if isinstance(part.event, GroupMessage)]
    if not said:
        return replace(_joined(parts), pieces=pieces)
    commanding = next((each for each in said if each.command is not None), said[0])
    return replace(parts[0], event=replace(commanding, pieces=pieces), pieces=pieces)


def _joined(parts: Sequence[Incoming]) -> Incoming:
    speaking = [part for part in parts if isinstance(part.event, Text | Command)]
    photo = next((found for part in parts if (found := _photo(part.event)) is not None), None)
    if not speaking:
        # A picture that can be used before one that cannot.
        return next((part for part in parts if photo is not None and _photo(part.event) == photo), parts[0])
    first = speaking[0]
    if not all(isinstance(part.event, Text) for part in speaking):
        return next(part for part in speaking if isinstance(part.event, Command))
    words = "\n".join(dict.fromkeys(part.event.text for part in speaking if isinstance(part.event, Text)))
    return replace(first, event=Text(words, photo))


def _photo(event: Event | None) -> str | None:
    match event:
        case Text(_, photo):
            return photo
        case Attachment("photo", photo):
            return photo
        case _:
            return None
