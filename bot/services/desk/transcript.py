"""The transcript of a case: what both sides wrote, in order, with all that became of it."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from html import unescape
from typing import Any, Final

from sqlalchemy import Connection, Row, select

from bot.local_time import ROME
from bot.storage.tables import case_entries, cases
from handlers.contract.desk import Side

_TAG: Final = re.compile(r"<[^>]+>")
#: What a link says beside its words.
_LINK: Final = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)
_WORDS_OF_SIDE: Final = {Side.CUSTOMER: "Customer", Side.BOT: "Bot"}
_INDENT: Final = "    "


def read(tx: Connection, case_id: int) -> dict[str, Any] | None:
    """Return a case with its entries as JSON, in the order in which they were written; None: no such case.

    Its keys are promises (docs/desk.md). Of a case whose words are no longer kept the words are empty.
    """
    row = tx.execute(select(cases).where(cases.c.case_id == case_id)).first()
    if row is None:
        return None
    of_case = select(case_entries).where(case_entries.c.case_id == case_id)
    entries = tx.execute(of_case.order_by(case_entries.c.entry_id)).all()
    return {
        "case": row.case_id,
        "person_id": row.person_id,
        "reason": row.reason,
        "state": row.state,
        "language": row.language,
        "subject": row.subject,
        "opened_at": _moment(row.opened_at),
        "first_answered_at": _moment(row.first_answered_at),
        "assigned_to": row.assigned_name,
        "closed_at": _moment(row.closed_at),
        "ending": row.ending,
        "closing_words": row.closing_words,
        "stars": row.stars,
        "comment": row.comment,
        "previous_case": row.previous_case_id,
        "entries": [_entry(entry) for entry in entries],
    }


def _entry(row: Row[Any]) -> dict[str, Any]:
    return {
        "entry": row.entry_id,
        "side": row.side,
        "operator": row.operator_name,
        "kind": row.kind,
        "written_at": _moment(row.written_at),
        "html": row.html,
        "earlier": [{"until": str(moment), "html": html} for moment, html in row.earlier or ()],
        "edited_at": _moment(row.edited_at),
        "album": row.album,
        "file_id": row.file_id,
        "reply_to": row.reply_to,
        "reactions": row.reactions or {},
        "state": row.state,
        "arrived_at": _moment(row.across_at),
        "fault": row.fault,
        "withdrawn_at": _moment(row.withdrawn_at),
        "customer_message_id": row.customer_message_id,
        "group_message_id": row.group_message_id,
    }


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def as_text(transcript: dict[str, Any]) -> str:
    """Write a transcript for people: local times, words without markup, what became of each below it."""
    return "\n".join(_lines(transcript)) + "\n"


def _lines(case: dict[str, Any]) -> Iterator[str]:
    yield f"Case {case['case']}: {case['reason']}, {case['state']}"
    if case["subject"]:
        yield f"Subject: {_plain(case['subject'], is_html=False)}"
    yield f"Opened {_local(case['opened_at'])}"
    if case["first_answered_at"]:
        yield f"First answered {_local(case['first_answered_at'])}"
    if case["closed_at"]:
        words = f", {_plain(case['closing_words'], is_html=False)}" if case["closing_words"] else ""
        yield f"Closed {_local(case['closed_at'])} ({case['ending']}{words})"
    if case["stars"]:
        comment = f": {_plain(case['comment'], is_html=False)}" if case["comment"] else ""
        yield f"Stars: {case['stars']} of 5{comment}"
    if case["previous_case"]:
        yield f"The case before: {case['previous_case']}"
    for entry in case["entries"]:
        yield ""
        yield from _entry_lines(entry)


def _entry_lines(entry: dict[str, Any]) -> Iterator[str]:
    kind = "" if entry["kind"] == "text" else f" [{entry['kind']}]"
    answers = f", answers {entry['reply_to']}" if entry["reply_to"] else ""
    yield f"{entry['entry']}. {_local(entry['written_at'])} {_who(entry)}{kind}{answers}"
    for line in _plain(entry["html"]).splitlines():
        yield f"{_INDENT}{line}"
    for earlier in entry["earlier"]:
        words = " / ".join(_plain(earlier["html"]).splitlines())
        yield f"{_INDENT}(until {_local(earlier['until'])} it said: {words})"
    for side, emoji in entry["reactions"].items():
        if emoji:
            yield f"{_INDENT}({side} reacted with {_plain(str(emoji), is_html=False)})"
    if entry["withdrawn_at"]:
        yield f"{_INDENT}(withdrawn {_local(entry['withdrawn_at'])})"
    if entry["state"] == "failed":
        cause = _plain(entry["fault"], is_html=False) if entry["fault"] else "the cause is not known"
        yield f"{_INDENT}(did not arrive: {cause})"
    elif entry["state"] == "waiting":
        yield f"{_INDENT}(has not arrived yet)"


def _who(entry: dict[str, Any]) -> str:
    side = Side(entry["side"])
    if side in _WORDS_OF_SIDE:
        return _WORDS_OF_SIDE[side]
    name = f" {_plain(entry['operator'], is_html=False)}" if entry["operator"] else ""
    return f"Note of the operator{name}" if side is Side.NOTE else f"Operator{name}"


def _local(moment: str) -> str:
    """Return a moment on the clocks of the desk, as far as it can be read."""
    try:
        return f"{datetime.fromisoformat(moment).astimezone(ROME):%Y-%m-%d %H:%M}"
    except ValueError:
        return _plain(moment, is_html=False)


def _plain(words: str, *, is_html: bool = True) -> str:
    """Return words without markup, and without characters that would command a terminal."""
    if is_html:
        words = _LINK.sub(lambda link: f"{link[2]} ({link[1]})" if link[1] != link[2] else link[2], words)
        words = unescape(_TAG.sub("", words))
    return "".join(each for each in words if each == "\n" or unicodedata.category(each) != "Cc")
