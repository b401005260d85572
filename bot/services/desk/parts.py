"""What every part of the service of cases stands on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import Connection

from bot.config.desk import Desk as DeskRules
from bot.services.desk.group import Group
from bot.storage import outbox
from bot.storage.outbox import DeliveryId
from bot.storage.post import Post
from faq.book import Entry
from handlers.contract.vocabulary import GroupNews, News

#: Finds the entries of the FAQ that may answer some words, best first with their chances.
Likely: TypeAlias = Callable[[str], Sequence[tuple[Entry, float]]]


@dataclass(frozen=True, slots=True)
class DeskParts:
    """The support group, the settings of the desk, the post, and the FAQ."""

    group: Group
    rules: DeskRules
    post: Post
    likely: Likely

    def tell(self, tx: Connection, news: GroupNews | News, now: datetime) -> DeliveryId | None:
        """Queue news; return the number of its row, None where nobody is there to be told."""
        numbers = outbox.enqueue(tx, self.post.parcels(tx, [news], now), now)
        return numbers[0] if numbers else None
