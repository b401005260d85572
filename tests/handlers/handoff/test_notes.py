"""What stays among operators, what goes to the customer, and what an edit does to either."""

from dataclasses import replace
from typing import Final

import pytest

from handlers.contract.desk import (
    CaseFound,
    CaseView,
    EntryView,
    GroupEdit,
    GroupMessage,
    Piece,
    Reacted,
    Side,
    TopicNoted,
)
from handlers.contract.desk_changes import KeepNote, RelayEdit, RelayOut, RelayReaction
from handlers.contract.desk_operators import EditNote
from handlers.contract.speech import Shortcut
from handlers.handoff import operator
from handlers.handoff.notes import has_mark
from tests.handlers.handoff.cases import ANNA, CASE, CLOSED, PAUSED, entry, found, written

_ALBUM: Final = (Piece(1, "photo", "", "f1", album="a"), Piece(2, "photo", "", "f2", album="a"))


def _commands(turn_rows: tuple[tuple[object, ...], ...]) -> list[str]:
    return [button.command for row in turn_rows for button in row if isinstance(button, Shortcut)]


@pytest.mark.parametrize(
    ("html", "is_marked"),
    [
        ("// vedi sopra", True),
        ("//vedi", True),
        ("  \n// vedi", True),
        ("<b>// vedi</b>", True),
        ("<b>/</b>/ vedi", True),
        ("/ / vedi", True),
        ("\u200b// vedi", True),
        ("//prendo", True),
        ("https://example.org", False),
        ("vedi // sopra", False),
        ("/prendo", False),
        ("", False),
    ],
)
def test_a_mark_is_two_slashes_at_the_beginning(html: str, *, is_marked: bool) -> None:
    """Where it is doubtful it is a note: a message can still be sent, a note never taken back."""
    assert has_mark(html) == is_marked


def test_one_marked_part_makes_an_album_a_note() -> None:
    """Whichever part has the caption."""
    parts = (_ALBUM[0], replace(_ALBUM[1], html="// solo per noi"))
    message = GroupMessage(parts, 90, ANNA)
    assert operator.found(found(message)).dos == (KeepNote(12, parts, ANNA),)
    plain = GroupMessage(_ALBUM, 90, ANNA)
    assert operator.found(found(plain)).dos == (RelayOut(12, _ALBUM, ANNA),)


@pytest.mark.parametrize("case", [CASE, PAUSED, CLOSED])
@pytest.mark.parametrize(
    ("text", "about"),
    [("// nota", None), ("//prendo", None), ("ok", entry(Side.NOTE)), ("// x", entry(Side.CUSTOMER))],
)
def test_notes_are_kept_in_every_case(text: str, about: EntryView | None, case: CaseView) -> None:
    """Also a reply to a note, and a command behind the mark."""
    message = written(text)
    assert operator.found(found(message, case, about)).dos == (KeepNote(12, message.pieces, ANNA),)


@pytest.mark.parametrize("case", [CASE, PAUSED])
@pytest.mark.parametrize(
    ("about", "only_replies", "reply_to", "is_sent"),
    [
        (None, False, None, True),
        (entry(Side.CUSTOMER), False, 33, True),
        (entry(Side.OPERATOR), False, 33, True),
        (entry(Side.OPERATOR, is_across=False), False, None, True),
        (entry(Side.BOT, is_across=False), False, None, True),
        (None, True, None, False),
        (entry(Side.OPERATOR), True, None, False),
        (entry(Side.CUSTOMER), True, 33, True),
    ],
)
def test_what_goes_to_the_customer(
    about: EntryView | None, reply_to: int | None, case: CaseView, *, only_replies: bool, is_sent: bool
) -> None:
    """As a reply where the customer has what it answers; with the setting only answers to the customer."""
    message = written("Buongiorno")
    dos = operator.found(found(message, case, about, only_replies=only_replies)).dos
    relayed = RelayOut(12, message.pieces, ANNA, reply_to)
    assert dos == ((relayed,) if is_sent else (KeepNote(12, message.pieces, ANNA),))


def test_a_closed_case_asks_before_it_sends() -> None:
    """The message is kept, so that the button can send it."""
    message = written("Ancora una cosa")
    turn = operator.found(found(message, CLOSED))
    assert turn.dos == (KeepNote(12, message.pieces, ANNA),)
    assert _commands(turn.says[0].rows) == ["/invia 12 riapri 4567", "/lascia 12"]


_NOTE: Final = entry(Side.NOTE, "// chiama domani", is_across=False)
_PLAIN_NOTE: Final = entry(Side.NOTE, "risposta a una nota", is_across=False)
_SENT: Final = entry(Side.OPERATOR, "Buongiorno")


@pytest.mark.parametrize(
    ("about", "html", "dos", "commands"),
    [
        (_NOTE, "// chiama oggi", EditNote, []),
        (_NOTE, "chiama oggi", EditNote, ["/invia 12 nota 4567", "/lascia 12"]),
        (_PLAIN_NOTE, "altra risposta", EditNote, []),
        (_SENT, "Buonasera", RelayEdit, []),
        (_SENT, "// Buonasera", None, ["/ritira 12 33", "/lascia 12"]),
        (entry(Side.BOT), "x", None, []),
        (entry(Side.CUSTOMER), "x", None, []),
        (None, "/prendo", None, []),
        (None, "// nota", None, []),
    ],
)
def test_what_an_edit_does(about: EntryView | None, html: str, dos: type | None, commands: list[str]) -> None:
    """Taking the mark away asks first; adding it to what was sent changes nothing there and warns."""
    edit = GroupEdit(Piece(4567, "text", html), 90, ANNA)
    turn = operator.found(CaseFound(edit, CASE, about, is_operator=True))
    assert [type(do) for do in turn.dos] == ([] if dos is None else [dos])
    assert [command for say in turn.says for command in _commands(say.rows)] == commands


def test_the_change_of_what_was_never_sent_says_so() -> None:
    """A mistyped command that is mended into words was not sent, and is not now."""
    edit = GroupEdit(Piece(4567, "text", "Usa /autolettura"), 90, ANNA)
    turn = operator.found(CaseFound(edit, CASE, None, is_operator=True))
    assert (turn.dos, len(turn.says)) == ((), 1)


@pytest.mark.parametrize(
    ("side", "goes"), [(Side.CUSTOMER, True), (Side.OPERATOR, False), (Side.NOTE, False)]
)
def test_reactions_go_to_the_customers_own_messages(side: Side, *, goes: bool) -> None:
    """And are taken back there; a note shows none to anybody else."""
    for emoji in ("👍", None):
        event = Reacted(4567, emoji, ANNA)
        dos = operator.found(CaseFound(event, CASE, entry(side), is_operator=True)).dos
        assert dos == ((RelayReaction(33, emoji),) if goes else ())


@pytest.mark.parametrize(
    ("note", "case", "commands"),
    [
        ("closed", CASE, ["/chiudi 12 ok", "/lascia 12"]),
        ("closed", PAUSED, ["/chiudi 12 ok", "/lascia 12"]),
        ("closed", CLOSED, []),
        ("reopened", CLOSED, ["/riapri 12", "/lascia 12"]),
        ("reopened", CASE, []),
        ("closed", None, []),
    ],
)
def test_a_topic_closed_by_hand_asks_about_its_case(
    note: str, case: CaseView | None, commands: list[str]
) -> None:
    """Nothing is closed or reopened by that alone."""
    turn = operator.found(CaseFound(TopicNoted(90, note, ANNA), case, None, is_operator=True))
    assert turn.dos == ()
    assert [command for say in turn.says for command in _commands(say.rows)] == commands
