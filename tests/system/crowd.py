"""People who ask a lot, and what they heard: every answer once, in order, or what else it was."""

import asyncio
import random
from collections import Counter
from collections.abc import Iterator
from functools import cache
from time import monotonic
from typing import Final

from bot.config import Settings
from bot.demo.lookalike import Lookalike
from bot.demo.telegram.formatted import from_html
from bot.demo.walker import Walker
from bot.wiring import load_book
from faq.book import Entry
from faq.matcher import Answer, Matcher
from tests.system.processes import NotInTimeError, until

_LOOK_EVERY_S: Final = 0.05
_PORTAL: Final = "e-distribuzione"


@cache
def certain_entries() -> tuple[Entry, ...]:
    """The entries of one portal whose own question is answered with exactly them, whatever was said."""
    book = load_book(Settings())
    matcher = Matcher(book)

    def is_certain(entry: Entry, portal: str | None) -> bool:
        decision = matcher.decide(entry.question, portal=portal)
        return isinstance(decision, Answer) and decision.id == entry.id

    return tuple(
        entry
        for entry in book
        if entry.portal == _PORTAL and is_certain(entry, None) and is_certain(entry, _PORTAL)
    )


class Chance(random.Random):
    """Chance that can be had again: whatever shows it names its seed."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self._seed = seed

    def __repr__(self) -> str:
        return f"Chance({self._seed})"


class Crowd:
    """People who each ask several questions, every one once, in an order of their own.

    The answers of one person all differ, so that a lost one, a copy and a wrong order are told apart.
    """

    def __init__(self, telegram: Lookalike, chance: random.Random, *, people: int, questions: int) -> None:
        certain = certain_entries()
        self._ids = {from_html(entry.answer).text: entry.id for entry in certain}
        self._chance = chance
        self._asks: dict[Walker, list[Entry]] = {
            telegram.user(f"Persona {number}"): chance.sample(certain, questions) for number in range(people)
        }
        self.asked = 0

    @property
    def size(self) -> int:
        """How many questions there are in all."""
        return sum(len(entries) for entries in self._asks.values())

    async def ask_all(self, per_second: float) -> None:
        """Ask everything, the people mixed, at this pace."""
        order = [walker for walker, entries in self._asks.items() for _ in entries]
        self._chance.shuffle(order)
        left = {walker: iter(entries) for walker, entries in self._asks.items()}
        begun = monotonic()
        for walker in order:
            await walker.says(next(left[walker]).question)
            self.asked += 1
            await asyncio.sleep(max(0.0, begun + self.asked / per_second - monotonic()))

    @property
    def answered(self) -> int:
        """How many questions have at least one answer."""
        return sum(len(set(self._heard(walker))) for walker in self._asks)

    async def all_answered(self, limit_s: float) -> None:
        """Wait until every question has an answer.

        Raises:
            NotInTimeError: some have none within the limit.
        """

        async def holds() -> bool | None:
            return self.answered == self.size or None

        try:
            await until(holds, limit_s, "all questions answered", look_every_s=_LOOK_EVERY_S)
        except NotInTimeError as error:
            missing = [f"{walker.id} {entry_id}" for walker, entry_id in self._missing()]
            raise NotInTimeError(f"{error}; unanswered: {missing[:20]} ({len(missing)} in all)") from None

    def copies(self) -> Counter[tuple[int, str]]:
        """How often each answer came beyond the first time, by chat and entry."""
        return Counter(
            {
                (walker.id, entry_id): count - 1
                for walker in self._asks
                for entry_id, count in Counter(self._heard(walker)).items()
                if count > 1
            }
        )

    def out_of_order(self) -> list[str]:
        """The chats in which an answer came before that of an earlier question."""
        pictures = []
        for walker, entries in self._asks.items():
            places = {entry.id: place for place, entry in enumerate(entries)}
            heard = [places[entry_id] for entry_id in self._heard(walker)]
            if heard != sorted(heard):
                pictures.append(f"{walker.id}: {heard}")
        return pictures

    def entry_of(self, html: str) -> str:
        """Which entry an answer is, by its Telegram HTML."""
        return self._ids[from_html(html).text]

    def _heard(self, walker: Walker) -> list[str]:
        texts = [bubble.text for bubble in walker.chat if bubble.by_bot]
        assert self._ids.keys() >= set(texts), f"an answer that is none of the book's\n{walker.picture()}"
        return [self._ids[text] for text in texts]

    def _missing(self) -> Iterator[tuple[Walker, str]]:
        for walker, entries in self._asks.items():
            heard = set(self._heard(walker))
            yield from ((walker, entry.id) for entry in entries if entry.id not in heard)
