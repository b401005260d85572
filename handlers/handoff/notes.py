"""Notes: what operators write in a topic and what never reaches the customer, unless they say so."""

import re
from dataclasses import replace
from typing import Final

from handlers.contract.desk import CaseView, EntryView, GroupEdit, GroupMessage, Side
from handlers.contract.desk_changes import KeepNote, RelayEdit
from handlers.contract.desk_operators import EditNote
from handlers.contract.dialog import Turn
from handlers.contract.speech import N_, Say, Shortcut
from handlers.shared.plain import plain

#: Two slashes at the beginning, whatever markup or blanks stand before and between: where it is doubtful
#: whether something is a note, it is one.
_MARK: Final = re.compile(r"(?:<[^>]*>|[\s\u200b-\u200f\u2060\ufeff])*/(?:<[^>]*>|\s)*/")
#: A command and the blanks behind it, as the Bot API hands it to a bot.
_COMMAND: Final = re.compile(r"\s*/\w+(?:@\w+)?\s*")

_SEND_IT: Final = N_("This was a note. Send it to the customer now?")
_NEVER_SENT: Final = N_("That message was never sent, so its change was not either. Please write it again.")
_WAS_READ: Final = N_(
    "The customer has this message already, so it stays as it was there. "
    "If you wish, I take it back: it then disappears from the chat."
)


def has_mark(html: str) -> bool:
    """Tell whether a text or caption begins with ``//``."""
    return _MARK.match(html) is not None


def is_note(message: GroupMessage) -> bool:
    """Tell whether a message is marked as a note; one marked part makes the whole album one."""
    return any(has_mark(piece.html) for piece in message.pieces)


def stays(entry: EntryView | None, *, only_replies: bool) -> bool:
    """Tell whether a message without a mark stays among operators, by what it answers.

    An answer to a note is a note. With `only_replies` so is all that does not answer the customer.
    """
    if entry is not None and entry.side is Side.NOTE:
        return True
    return only_replies and (entry is None or entry.side is not Side.CUSTOMER)


def keep(case: CaseView, message: GroupMessage) -> Turn:
    """Keep a message among operators."""
    return Turn(None, do=(KeepNote(case.case_id, message.pieces, message.author),))


def keep_words(case: CaseView, message: GroupMessage) -> KeepNote:
    """Return the note that stands behind a command, without the command."""
    first, *others = message.pieces
    words = replace(first, html=_COMMAND.sub("", first.html, count=1))
    return KeepNote(case.case_id, (words, *others), message.author)


def edited(case: CaseView | None, entry: EntryView | None, edit: GroupEdit) -> Turn:
    """Follow an operator who changes a message.

    What was a note stays one, and losing its mark only asks; what was sent is changed for the customer too,
    unless it is given the mark: then the copy stays as it is, and can be taken back.
    """
    if case is None:
        return Turn(None)
    marked = has_mark(edit.piece.html)
    if entry is None:
        # A command, or what was taken for one: neither was sent.
        is_silent = marked or plain(edit.piece.html).lstrip().startswith("/")
        return Turn(None) if is_silent else Turn(None, Say(_NEVER_SENT))
    if entry.side is Side.NOTE:
        kept = (EditNote(entry.entry_id, edit.piece),)
        if marked or not has_mark(entry.html):
            return Turn(None, do=kept)
        row = (
            Shortcut(N_("📤 Send"), f"/invia {case.case_id} nota {edit.piece.message_id}"),
            Shortcut(N_("No"), f"/lascia {case.case_id}"),
        )
        return Turn(None, Say(_SEND_IT, rows=(row,)), do=kept)
    if entry.side is not Side.OPERATOR:
        return Turn(None)
    if marked:
        row = (
            Shortcut(N_("↩️ Take it back"), f"/ritira {case.case_id} {entry.entry_id}"),
            Shortcut(N_("Leave it"), f"/lascia {case.case_id}"),
        )
        return Turn(None, Say(_WAS_READ, rows=(row,)))
    return Turn(None, do=(RelayEdit(entry.entry_id, edit.piece),))
