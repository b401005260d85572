"""A circuit breaker: calls are held back from a server that does not answer, until a probe is answered."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum, auto
from time import monotonic


class Circuit(Enum):
    """The states of a circuit breaker. As with electricity, a closed circuit lets calls pass."""

    #: Calls pass.
    CLOSED = auto()
    #: A call has failed. Calls are held back, and the next probe is waited for.
    OPEN = auto()
    #: Calls are held back while one probe asks whether the server answers.
    HALF_OPEN = auto()


@dataclass(frozen=True, slots=True)
class ProbePlan:
    """When probes are sent while the circuit is open; the wait doubles after each that fails."""

    first_wait_s: float
    longest_wait_s: float
    #: Send the first probe without waiting, and report nothing if it is answered.
    at_once: bool


class CircuitBreaker:
    """Opens when a call fails, and closes when a probe is answered. One probe is sent at a time.

    ``probe`` is a call that changes nothing and raises one of ``failures`` while there is no answer.
    ``on_open`` is given the reason; ``on_close`` how long the circuit was open, in seconds, and how many
    probes failed. A circuit whose opening was not reported is not reported as closed either.
    """

    def __init__(
        self,
        probe: Callable[[], Awaitable[object]],
        failures: tuple[type[Exception], ...],
        plan: ProbePlan,
        *,
        on_open: Callable[[str], None],
        on_close: Callable[[float, int], None],
    ) -> None:
        self._probe = probe
        self._failures = failures
        self._plan = plan
        self._on_open = on_open
        self._on_close = on_close
        self.state = Circuit.CLOSED
        self._closed = asyncio.Event()
        self._closed.set()
        self._opened_at = 0.0
        self._probing: asyncio.Task[None] | None = None

    @property
    def lets_calls_pass(self) -> bool:
        """Whether the server answered the last time we knew."""
        return self.state is Circuit.CLOSED

    async def wait_closed(self) -> None:
        """Return as soon as calls pass; at once where they do."""
        await self._closed.wait()

    def trip(self, reason: str) -> None:
        """Open the circuit because a call failed; does nothing where it is open."""
        if not self.lets_calls_pass:
            return
        self.state = Circuit.OPEN
        self._closed.clear()
        self._opened_at = monotonic()
        if not self._plan.at_once:
            self._on_open(reason)
        self._probing = asyncio.create_task(self._probe_until_answered(reason))

    async def stop(self) -> None:
        """Stop probing."""
        if self._probing is not None:
            self._probing.cancel()
            await asyncio.gather(self._probing, return_exceptions=True)

    async def _probe_until_answered(self, reason: str) -> None:
        wait_s, failed = self._plan.first_wait_s, 0
        if not self._plan.at_once:
            await asyncio.sleep(wait_s)
            wait_s = self._longer(wait_s)
        while not await self._is_answered():
            failed += 1
            if failed == 1 and self._plan.at_once:
                self._on_open(reason)
            await asyncio.sleep(wait_s)
            wait_s = self._longer(wait_s)
        if failed or not self._plan.at_once:
            self._on_close(monotonic() - self._opened_at, failed)
        self.state = Circuit.CLOSED
        self._closed.set()

    async def _is_answered(self) -> bool:
        """Send one probe."""
        self.state = Circuit.HALF_OPEN
        try:
            await self._probe()
        except self._failures:
            self.state = Circuit.OPEN
            return False
        return True

    def _longer(self, wait_s: float) -> float:
        return min(self._plan.longest_wait_s, wait_s * 2)
