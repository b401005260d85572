"""What a file or a call of a program brought: checked notices, for the store."""

from dataclasses import dataclass
from datetime import datetime

from bot.services.notices.notice import Kind, Notice


@dataclass(frozen=True, slots=True)
class Received:
    """The notices of one delivery without faults: each version of each once; the store keeps the highest."""

    notices: tuple[Notice, ...]
    #: The kinds that were heard of, also where nothing is planned.
    kinds: frozenset[Kind]
    #: When the sender wrote it; None: not said.
    sent: datetime | None = None
