"""Holds the record of cases against what stands in the chats: each entry is where it says, as it says."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, select

from bot.demo.lookalike import Lookalike
from bot.demo.telegram.model import Chat
from bot.demo.telegram.transcripts import Line
from bot.storage.tables import case_entries, cases


def disagreements(tx: Connection, telegram: Lookalike, group: Chat) -> list[str]:
    """Return where the record of cases and the chats differ, once nothing is under way."""
    found: list[str] = []
    for case in tx.execute(select(cases).order_by(cases.c.case_id)).all():
        of_case = select(case_entries).where(case_entries.c.case_id == case.case_id)
        rows = list(tx.execute(of_case.order_by(case_entries.c.entry_id)).all())
        room = telegram.world.rooms[case.person_id]
        private = {line.id: line for line in telegram.transcript(room.chat)}
        # That a topic was deleted is learned at the next call only.
        is_there = case.topic_id in telegram.world.rooms[group.id].topics
        topic = {line.id: line for line in telegram.transcript(group, case.topic_id)} if is_there else None
        found += [f"case {case.case_id}: {fault}" for fault in _faults(rows, private, topic)]
    return found


def _faults(rows: list[Any], private: Mapping[int, Line], topic: Mapping[int, Line] | None) -> Iterator[str]:
    by_id = {row.entry_id: row for row in rows}
    written = [row for row in rows if row.side == "customer"]
    heard = [row for row in rows if row.side == "operator"]
    for row in (*written, *heard):
        if row.state not in {"across", "withdrawn"}:
            yield f"{row.entry_id} is {row.state}: {row.fault}"
    for row in written:
        if row.group_message_id is not None and topic is not None:
            yield from _stands(row, topic.get(row.group_message_id), topic)
            yield from _answers(row, by_id, topic.get(row.group_message_id), topic, "group_message_id")
    for row in heard:
        line = private.get(row.customer_message_id or 0)
        if row.state == "across":
            yield from _reads(row, line)
            yield from _answers(row, by_id, line, private, "customer_message_id")
        elif line is not None and line.html == row.html:
            yield f"{row.entry_id} is withdrawn, and stands there still"
    for name, side in (("group_message_id", written), ("customer_message_id", heard)):
        numbers = [number for row in side if (number := getattr(row, name)) is not None]
        if numbers != sorted(numbers):
            yield f"out of order by {name}: {numbers}"


def _stands(row: Any, line: Line | None, topic: Mapping[int, Line]) -> Iterator[str]:  # noqa: ANN401 - a row
    """A customer's message stands as it was once, and what it says now can be read somewhere."""
    if line is None:
        yield f"{row.entry_id} is not at {row.group_message_id}"
        return
    said = [row.html, *(html for _, html in row.earlier or ())]
    if not any(html in line.html for html in said):
        yield f"{row.entry_id} says {said}, and {line.html!r} stands there"
    if not any(row.html in other.html for other in topic.values()):
        yield f"{row.entry_id}: {row.html!r} can be read nowhere"


def _reads(row: Any, line: Line | None) -> Iterator[str]:  # noqa: ANN401 - a row
    """An operator's message stands as it is now."""
    if line is None:
        yield f"{row.entry_id} is not at {row.customer_message_id}"
    elif line.html != row.html:
        yield f"{row.entry_id} says {row.html!r}, and {line.html!r} stands there"


def _answers(
    row: Any,  # noqa: ANN401 - a row
    by_id: Mapping[int, Any],
    line: Line | None,
    here: Mapping[int, Line],
    name: str,
) -> Iterator[str]:
    """An answer is one on the other side too, while what it answers stands there."""
    target = by_id.get(row.reply_to or 0)
    number = None if target is None else getattr(target, name)
    is_first = row.album is None or not any(
        other.album == row.album and other.entry_id < row.entry_id for other in by_id.values()
    )
    if line is None or target is None or number not in here or not is_first:
        return
    if line.reply_to != number:
        yield f"{row.entry_id} answers {target.entry_id} at {number}, not {line.reply_to}"
