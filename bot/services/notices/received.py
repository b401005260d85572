"""What a file or a call of a program brought: checked notices, each once, for the store."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.services.notices.notice import Kind, Notice


@dataclass(frozen=True, slots=True)
class Received:
    """The notices of one delivery without faults, the highest version of each."""

    notices: tuple[Notice, ...]
    #: Lower versions that stood beside a higher one of the same notice, and were left aside.
    older: int
    #: The kinds that were heard of, also where nothing is planned.
    kinds: frozenset[Kind]
    #: When the sender wrote it; None: not said.
    sent: datetime | None = None


def newest(notices: Iterable[Notice], kinds: frozenset[Kind], sent: datetime | None = None) -> Received:
    """Keep the highest version of each notice, in the order of their ids. A version may stand there once."""
    highest: dict[str, Notice] = {}
    count = 0
    for count, notice in enumerate(notices, 1):  # noqa: B007 - it is how many there were
        known = highest.get(notice.notice_id)
        if known is None or notice.version > known.version:
            highest[notice.notice_id] = notice
    kept = tuple(highest[notice_id] for notice_id in sorted(highest))
    return Received(kept, count - len(kept), kinds, sent)
