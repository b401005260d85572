"""Cases, operators and what they write in the support group, for tables of pure steps."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from handlers.contract.desk import (
    Author,
    CaseFound,
    CaseState,
    CaseView,
    EntryView,
    GroupMessage,
    GroupPress,
    Piece,
    Reason,
    Side,
)

NOW: Final = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
ANNA: Final = Author(501, "Anna Rossi", "anna")
MARCO: Final = Author(502, "Marco Bianchi", "marco")
#: An anonymous admin.
NOBODY: Final = Author(None, "Sportello")
CASE: Final = CaseView(12, 7, CaseState.OPEN, Reason.WISH, "it", "Ada", topic_id=90)
PAUSED: Final = replace(CASE, state=CaseState.PAUSED)
CLOSED: Final = replace(CASE, state=CaseState.CLOSED)
TAKEN: Final = replace(CASE, assigned_to=502, assigned_name="Marco Bianchi")


def written(
    text: str, *, author: Author = ANNA, thread_id: int | None = 90, reply_to: int | None = None
) -> GroupMessage:
    """A text of an operator, read as the reader of updates reads it."""
    word, _, argument = text.partition(" ")
    command = word[1:].lower() if word.startswith("/") and word[1:2].isalpha() else None
    piece = Piece(4567, "text", text, reply_to=reply_to)
    return GroupMessage((piece,), thread_id, author, command, argument if command else "")


def pressed(data: str, author: Author = ANNA) -> GroupPress:
    """A press on a button with this data."""
    command, _, argument = data.removeprefix("/").partition(" ")
    return GroupPress(command, argument, 4600, 90, author)


def entry(side: Side, html: str = "ciao", *, is_across: bool = True) -> EntryView:
    """The entry that an event is about."""
    return EntryView(33, side, "text", html, is_across, NOW)


def found(
    event: GroupMessage | GroupPress,
    case: CaseView | None = CASE,
    about: EntryView | None = None,
    *,
    is_operator: bool = True,
    only_replies: bool = False,
) -> CaseFound:
    """What the desk says to an event of the group."""
    return CaseFound(event, case, about, is_operator, only_replies)
