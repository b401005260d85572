"""The circuit breaker, and the same laws for both that use it: the line to Telegram, and the letters."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol, TypeAlias

import pytest
from telegram.error import NetworkError

from bot.chat import line as line_module
from bot.chat.line import Line
from bot.gateways.mail import MailAway, MemoryMail
from bot.metrics import Metrics
from bot.outbox import letters
from bot.outbox.gate import Circuit, CircuitBreaker, ProbePlan
from bot.outbox.letters import MailSender
from bot.storage.outbox import Delivery, DeliveryId, Lane
from bot.storage.parcels import Letter

_NOON: Final = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)


class _Server:
    """A server that answers from the given probe on."""

    def __init__(self, answers_at: int) -> None:
        self.probes = 0
        self.at_once = 0
        self._answers_at = answers_at

    async def probe(self, failure: Exception) -> None:
        """Answer, or raise the failure."""
        self.probes += 1
        self.at_once += 1
        assert self.at_once == 1
        await asyncio.sleep(0)
        self.at_once -= 1
        if self.probes < self._answers_at:
            raise failure


class _Guarded(Protocol):
    """What both users have."""

    @property
    def is_open(self) -> bool:
        """Whether calls pass."""

    async def reopened(self) -> None:
        """Return as soon as calls pass."""

    async def close(self) -> None:
        """Stop probing."""


class _Mail(MemoryMail):
    """A mail server that takes no letter, and answers probes as it is told."""

    def __init__(self, server: _Server) -> None:
        super().__init__()
        self.is_away = True
        self._server = server

    async def probe(self) -> None:
        """Answer as the server does."""
        await self._server.probe(MailAway("nobody there"))


async def _telegram(server: _Server) -> _Guarded:
    line = Line(lambda: server.probe(NetworkError("nobody there")), Metrics())
    for _ in range(3):
        line.failed("reset")
    return line


async def _mail(server: _Server) -> _Guarded:
    sender = MailSender(_Mail(server), "desk@example.org", lambda: _NOON, timeout_s=5)
    letter = Letter(to="ada@example.org", subject="", text="", html="", until=None)
    until = _NOON + timedelta(minutes=1)
    for _ in range(3):
        await sender.send(Delivery(DeliveryId(5), Lane.REPLY, None, letter, 0, 0, _NOON, "token", until))
    return sender


_BOTH: Final = pytest.mark.parametrize("fail", [_telegram, _mail])
_Fail: TypeAlias = Callable[[_Server], Awaitable[_Guarded]]


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait a thousandth between probes."""
    for module in (line_module, letters):
        monkeypatch.setattr(module, "_FIRST_WAIT_S", 0.001)
        monkeypatch.setattr(module, "_LONGEST_WAIT_S", 0.001)


@_BOTH
async def test_several_failures_start_one_probe_and_its_answer_lets_calls_pass(fail: _Fail) -> None:
    """Calls are held back from the first failure until one probe, the only one then, is answered."""
    server = _Server(4)
    user = await fail(server)
    assert not user.is_open
    async with asyncio.timeout(10):
        await user.reopened()
    assert (user.is_open, server.probes) == (True, 4)


@_BOTH
async def test_closing_ends_the_probes(fail: _Fail) -> None:
    """No task is left behind, and calls stay held back."""
    before = asyncio.all_tasks()
    user = await fail(_Server(10**9))
    await asyncio.sleep(0.01)
    await user.close()
    assert (asyncio.all_tasks(), user.is_open) == (before, False)


class _Reports:
    """A breaker in front of a server, and everything it reports."""

    def __init__(self, answers_at: int, plan: ProbePlan) -> None:
        self.said: list[object] = []
        self.states: list[Circuit] = []
        server = _Server(answers_at)

        async def probe() -> None:
            self.states.append(self.breaker.state)
            await server.probe(KeyError("away"))

        self.breaker = CircuitBreaker(
            probe,
            (KeyError,),
            plan,
            on_open=self.said.append,
            on_close=lambda _open_s, tries: self.said.append(tries),
        )


@pytest.mark.parametrize(
    ("at_once", "answers_at", "said"),
    [(True, 1, []), (True, 3, ["reset", 2]), (False, 1, ["reset", 0]), (False, 3, ["reset", 2])],
)
async def test_each_outage_is_reported_once_each_way(
    answers_at: int, said: list[object], *, at_once: bool
) -> None:
    """With a first probe at once, a server that answers it was never away."""
    reports = _Reports(answers_at, ProbePlan(0.001, 0.001, at_once=at_once))
    states = [reports.breaker.state]
    for reason in ("reset", "again"):
        reports.breaker.trip(reason)
        states.append(reports.breaker.state)
    assert states == [Circuit.CLOSED, Circuit.OPEN, Circuit.OPEN]
    async with asyncio.timeout(10):
        await reports.breaker.wait_closed()
    assert (reports.breaker.state, reports.said) == (Circuit.CLOSED, said)
    assert reports.states == [Circuit.HALF_OPEN] * answers_at


async def test_waits_double_up_to_the_longest(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that stays away is asked less and less often, but never more seldom than said."""
    waits: list[float] = []
    sleep = asyncio.sleep

    async def note(delay: float) -> None:
        if delay:
            waits.append(delay)
        await sleep(0)

    monkeypatch.setattr("bot.outbox.gate.asyncio.sleep", note)
    for at_once in (True, False):
        reports = _Reports(6, ProbePlan(1, 5, at_once=at_once))
        reports.breaker.trip("reset")
        await reports.breaker.wait_closed()
    assert waits == [1, 2, 4, 5, 5, 1, 2, 4, 5, 5, 5]
