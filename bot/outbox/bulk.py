"""Claims on bulk at its pace. On PostgreSQL all processes share one pace; on SQLite there is one process."""

from collections.abc import Callable, Sequence
from time import monotonic
from typing import Final

from sqlalchemy import Connection

from bot.outbox.pace import COUNTED_S, Pace
from bot.storage import shared_pace
from bot.storage.engine import Database
from bot.storage.outbox import Carrier, Delivery

#: Below this another look costs more than it gains.
_SHORTEST_WAIT_S: Final = 0.02


class BulkShare:
    """What bulk may take of a carrier, beside the prompt messages of all processes.

    The pace that processes share is a row of the database, kept by the database's clock. Whoever claims bulk
    holds the row for the time of the claim and nobody waits for it; what a process spends before it dies is
    spent. Prompt messages are counted in memory when they leave, and told to the others with the next look.
    """

    def __init__(self, database: Database, bulk_per_second: int, carrier: Carrier) -> None:
        self._database = database
        self._carrier = carrier
        self._per_second = bulk_per_second
        self._pace = Pace(bulk_per_second)
        #: Whether the last claim was ended by the pace and not by a want of rows.
        self._has_more = True
        #: Of a shared pace: when prompt messages left that the others do not know of, and a wait.
        self._untold: list[float] = []
        self._pause_until_s = 0.0

    def note_prompt(self) -> None:
        """Count a message that was not held back."""
        if self._database.is_sqlite:
            self._pace.note(monotonic(), prompt=1)
        else:
            self._untold.append(monotonic())

    def pause(self, until_s: float) -> None:
        """Send no bulk before this moment of the monotonic clock: Telegram asked for it."""
        if self._database.is_sqlite:
            self._pace.pause(until_s)
        else:
            self._pause_until_s = max(self._pause_until_s, until_s)

    async def claim(
        self, places: int, claim: Callable[[Connection, int], list[Delivery]]
    ) -> tuple[list[Delivery], float | None]:
        """Claim what may leave now, at most so many; return it, and the seconds until more may.

        ``claim`` takes a number and claims as many where there are. None: there are no more.
        """
        if self._database.is_sqlite:
            return await self._claim_alone(places, claim)
        forgotten_s = monotonic() - COUNTED_S
        told = [left_at for left_at in self._untold if left_at > forgotten_s]
        self._untold = []
        found = None
        try:
            found = await self._database.write(lambda tx: self._claim_shared(tx, places, claim, told))
        finally:
            if found is None:
                self._untold += told
        return ([], _SHORTEST_WAIT_S) if found is None else found

    async def _claim_alone(
        self, places: int, claim: Callable[[Connection, int], list[Delivery]]
    ) -> tuple[list[Delivery], float | None]:
        most = min(places, self._pace.room(monotonic()))
        claimed = await self._database.write(lambda tx: claim(tx, most)) if most > 0 else []
        self._pace.note(monotonic(), bulk=len(claimed))
        return claimed, self._wait_s(self._pace, monotonic(), claimed, most)

    def _claim_shared(
        self,
        tx: Connection,
        places: int,
        claim: Callable[[Connection, int], list[Delivery]],
        told: Sequence[float],
    ) -> tuple[list[Delivery], float | None] | None:
        """Claim at the pace of all processes; None: another one is claiming at this moment."""
        found = shared_pace.take(tx, self._carrier)
        if found is None:
            return None
        state, now_s = found
        ahead_s = now_s - monotonic()
        pace = Pace.of(self._per_second, state, now_s)
        for left_at in told:
            pace.note(left_at + ahead_s, prompt=1)
        if self._pause_until_s > monotonic():
            pace.pause(self._pause_until_s + ahead_s)
        most = min(places, pace.room(now_s))
        claimed = claim(tx, most) if most > 0 else []
        left_at = monotonic() + ahead_s
        pace.note(left_at, bulk=len(claimed))
        if claimed or told or not state:
            shared_pace.keep(tx, self._carrier, pace.state())
        return claimed, self._wait_s(pace, left_at, claimed, most)

    def _wait_s(self, pace: Pace, now_s: float, claimed: Sequence[Delivery], most: int) -> float | None:
        if most > 0:
            self._has_more = len(claimed) >= most
        return max(_SHORTEST_WAIT_S, pace.next_at(now_s) - now_s) if self._has_more else None
