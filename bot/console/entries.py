"""Entries of the FAQ: how often they were the answer, what they say, and a new version of an answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from aiohttp import web
from sqlalchemy import Connection

from bot.console.difference import difference
from bot.console.rules import Rule
from bot.console.visit import Visit
from bot.services.questions import answers, learning, search, teaching
from bot.services.questions.answers import Edit, Version
from bot.services.questions.figures import Figures
from bot.services.staff import accounts
from bot.services.staff.sessions import Role
from faq.answer import Flaw
from faq.book import Entry
from handlers.contract.speech import N_

_SHOWN: Final = 50
#: Versions whose difference to the one before is shown; comparing costs more than all else of the page.
_COMPARED: Final = 5
_ORDERS: Final[Mapping[str, Callable[[Figures], tuple[int, ...]]]] = {
    "answered": lambda found: (-found.answered,),
    "unhelpful": lambda found: (-found.unhelpful, -found.answered),
    "helpful": lambda found: (-found.helpful, -found.answered),
}
#: What staff read of each kind of fault.
FLAWS: Final[Mapping[Flaw, str]] = {
    Flaw.EMPTY: N_("The answer is empty."),
    Flaw.NUMBER: N_("{what} is none of the numbers in the configuration."),
    Flaw.LENGTH: N_("The answer has {what} characters; Telegram takes 4,096."),
    Flaw.TAG: N_("Telegram does not take the tag {what}."),
    Flaw.ATTRIBUTE: N_("Telegram does not take the attribute {what}."),
    Flaw.NO_HREF: N_("A link has no href."),
    Flaw.OPEN: N_("{what} is never closed."),
    Flaw.CLOSES_NOTHING: N_("{what} closes nothing."),
    Flaw.NEVER_ENDS: N_("A tag is begun and never ends."),
    Flaw.COMMENT: N_("Telegram takes no comment."),
    Flaw.DECLARATION: N_("Telegram does not take {what}."),
}
_NO_REASON: Final = N_("Say in a few words why, for your colleagues.")


@dataclass(frozen=True, slots=True)
class Text:
    """An entry with its versions, the newest first, as the database says now."""

    entry: Entry
    versions: tuple[Version, ...]
    learned: tuple[str, ...]

    @property
    def number(self) -> int:
        """The newest version's; that of the book where nobody has edited the answer."""
        return self.versions[0].number if self.versions else answers.AS_IN_THE_BOOK

    @property
    def in_the_book(self) -> str:
        """The answer as the book's file says it."""
        return self.entry.written or self.entry.answer

    @property
    def newest(self) -> str:
        """The answer that counts, as it was written."""
        return self.said(self.number)

    def said(self, number: int) -> str:
        """Return the answer of a version, as it was written.

        Raises:
            KeyError: there is none of this number.
        """
        if number == answers.AS_IN_THE_BOOK:
            return self.in_the_book
        answer = {each.number: each.answer for each in self.versions}[number]
        return self.in_the_book if answer is None else answer


async def _list_entries(visit: Visit) -> web.Response:
    parts, query = visit.parts, visit.request.query
    wanted, order = query.get("q", "")[:200].strip(), query.get("order", "answered")
    counted = await parts.knowing.figures(parts.database, parts.now())
    learned, edited = await parts.database.read(lambda tx: (learning.phrases(tx), answers.newest(tx)))
    found = search.find(parts.knowing.book, learned, wanted)
    by = _ORDERS.get(order, _ORDERS["answered"])
    rows = sorted(((entry, counted.get(entry.id, Figures())) for entry in found), key=lambda row: by(row[1]))
    first = visit.number("from") or 0
    return visit.page(
        "entries.html",
        rows=rows[first : first + _SHOWN],
        count=len(rows),
        further=first + _SHOWN if first + _SHOWN < len(rows) else None,
        edited=edited,
        q=wanted,
        order=order if order in _ORDERS else "answered",
    )


async def _text(visit: Visit, entry_id: str) -> Text:
    """Read an entry as it is now.

    Raises:
        HTTPNotFound: the book has no such entry.
    """
    book = visit.parts.knowing.questions.written
    if entry_id not in book:
        raise web.HTTPNotFound(text="404")
    versions, learned = await visit.parts.database.read(
        lambda tx: (answers.history(tx, entry_id), learning.phrases(tx).get(entry_id, ()))
    )
    return Text(book[entry_id], versions, learned)


async def _entry(visit: Visit) -> web.Response:
    text = await _text(visit, visit.request.query.get("id", ""))
    parts = visit.parts
    counted = await parts.knowing.figures(parts.database, parts.now())
    changes = {
        each.number: difference(text.said(each.number - 1), text.said(each.number))
        for each in text.versions[:_COMPARED]
    }
    return visit.page(
        "entry.html",
        text=text,
        versions=text.versions,
        changes=changes,
        shown=_shown(visit, text.newest),
        figures=counted.get(text.entry.id, Figures()),
        may_edit=visit.staff.role >= Role.EDITOR,
    )


async def _forget(visit: Visit) -> web.Response:
    entry_id, phrase = visit.field("id"), visit.field("phrase")
    who, now = accounts.by(visit.staff.name), visit.parts.now()
    text = await _text(visit, entry_id)
    await visit.parts.database.write(lambda tx: teaching.forget_phrase(tx, entry_id, phrase, who, now))
    return visit.go_to(_address(text), "removed")


async def _open_editor(visit: Visit) -> web.Response:
    """Open the newest answer to be edited, or an older one to be taken again."""
    text, again = await _text(visit, visit.request.query.get("id", "")), visit.number("again")
    try:
        written = text.newest if again is None else text.said(again)
    except KeyError:
        raise web.HTTPNotFound(text="404") from None
    as_book = again is not None and (
        again == answers.AS_IN_THE_BOOK or text.versions[text.number - again].answer is None
    )
    edit = Edit(text.entry.id, None if as_book else written, text.number, "")
    draft = "" if again is None else f"-again-{again}"
    return _editor(visit, text, edit, is_fresh=again is not None, draft=draft)


async def _preview(visit: Visit) -> web.Response:
    """Show an answer as the customer will see it, what it changes, and what is wrong with it."""
    text, edit = await _sent(visit)
    return _editor(visit, text, edit, is_fresh=True)


async def _save(visit: Visit) -> web.Response:
    """Save an answer as the newest version, unless somebody else has saved one since it was opened."""
    text, edit = await _sent(visit)
    faults = _faults(visit, text, edit)
    if not edit.reason:
        faults.append((_NO_REASON, ""))
    if faults:
        return _editor(visit, text, edit, is_fresh=True, faults=faults, status=400)
    who, now, database = accounts.by(visit.staff.name), visit.parts.now(), visit.parts.database

    def save(tx: Connection) -> int | None:
        return answers.save(tx, edit, who, now)

    if await database.write(save) is None:
        return _editor(visit, await _text(visit, edit.entry_id), edit, is_fresh=True, status=409)
    # Here at once; other processes take it in within seconds.
    await visit.parts.knowing.questions.refresh(database)
    return visit.go_to(_address(text), "saved")


async def _sent(visit: Visit) -> tuple[Text, Edit]:
    """Read what the editor's form sent; browsers send line breaks as CR LF."""
    text = await _text(visit, visit.field("id"))
    seen, written = visit.field("seen"), visit.field("answer").replace("\r\n", "\n")
    if not (seen.isascii() and seen.isdigit() and len(seen) <= 9):  # noqa: PLR2004 - digits of an Integer
        raise web.HTTPBadRequest(text="400")
    answer = None if visit.field("as_book") else written
    return text, Edit(text.entry.id, answer, int(seen), visit.field("reason")[: answers.LONGEST_REASON])


def _editor(  # noqa: PLR0913 - what the page shows
    visit: Visit,
    text: Text,
    edit: Edit,
    *,
    is_fresh: bool,
    draft: str = "",
    faults: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> web.Response:
    """Show the form, filled in. ``is_fresh``: what it holds is newer than a draft that the browser kept."""
    written = text.in_the_book if edit.answer is None else edit.answer
    found = _faults(visit, text, edit) if faults is None else faults
    is_stale = edit.seen != text.number
    return visit.page(
        "answer.html",
        status=status,
        text=text,
        edit=edit,
        written=written,
        shown=None if _faults(visit, text, edit) else _shown(visit, written),
        theirs=_shown(visit, text.newest) if is_stale else None,
        other=text.versions[0] if is_stale and text.versions else None,
        changes=difference(text.newest, written),
        faults=found,
        is_fresh=is_fresh,
        draft=draft,
        numbers=visit.parts.knowing.book.numbers,
    )


def _faults(visit: Visit, text: Text, edit: Edit) -> list[tuple[str, str]]:
    """Return sentences with what they are about; the book's own answer has been checked."""
    answer = text.in_the_book if edit.answer is None else edit.answer
    return [(FLAWS[fault.flaw], fault.what) for fault in visit.parts.knowing.book.faults_of(answer)]


def _shown(visit: Visit, written: str) -> str:
    """Return an answer as it is sent; as it was written where it cannot be."""
    book = visit.parts.knowing.book
    return written if book.faults_of(written) else book.filled(written)


def _address(text: Text) -> str:
    return f"/console/knowing/entry?{urlencode({'id': text.entry.id})}"


RULES: Final = (
    Rule("GET", "/knowing/entries", Role.VIEWER, _list_entries),
    Rule("GET", "/knowing/entry", Role.VIEWER, _entry),
    Rule("POST", "/knowing/entry/forget", Role.EDITOR, _forget),
    Rule("GET", "/knowing/answer", Role.EDITOR, _open_editor),
    Rule("POST", "/knowing/answer/preview", Role.EDITOR, _preview),
    Rule("POST", "/knowing/answer", Role.EDITOR, _save),
)
