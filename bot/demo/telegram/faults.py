"""What can go wrong with Telegram, on demand; and the journal of what the bot has called."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Refuse:
    """The connection breaks at once; the call has not happened."""


@dataclass(frozen=True, slots=True)
class Hang:
    """No answer ever comes, until the fault is taken away (then the connection breaks)."""

    #: Whether the call has happened all the same.
    accepted: bool = False


@dataclass(frozen=True, slots=True)
class Broken:
    """A server error in plain HTML, as a gateway gives it; the call has not happened."""

    status: int = 502


@dataclass(frozen=True, slots=True)
class TooMany:
    """429 with `retry_after` in whole seconds; the call has not happened."""

    retry_after: int = 1


@dataclass(frozen=True, slots=True)
class Refusal:
    """A status with words and without `parameters`, as some servers give it; the call has not happened."""

    status: int
    words: str = ""


@dataclass(frozen=True, slots=True)
class Drop:
    """The call happens, and the connection breaks before its answer."""


Fault: TypeAlias = Refuse | Hang | Broken | TooMany | Refusal | Drop


@dataclass(slots=True, eq=False)
class Switch:
    """A fault that is switched on, and for which calls."""

    fault: Fault
    #: Name of the only method it meets; None for all of them.
    method: str | None
    #: The only chat it meets; None for all calls.
    chat_id: int | None
    #: How many calls it still meets; None until it is switched off.
    left: int | None
    #: Whether it strikes a call that it could meet; None: it always does.
    strikes: Callable[[], bool] | None = None
    #: The only topic it meets, by the `message_thread_id` of the call; None for all calls.
    thread_id: int | None = None

    def meets(self, method: str, chat_id: int | None, thread_id: int | None) -> bool:
        """Whether a call of this method for this chat and topic runs into it."""
        return (
            (self.method is None or self.method.lower() == method.lower())
            and self.chat_id in (None, chat_id)
            and self.thread_id in (None, thread_id)
            and self.left != 0
            and (self.strikes is None or self.strikes())
        )


class Faults:
    """The faults of one server; the oldest that meets a call wins."""

    def __init__(self, ring: Callable[[], None]) -> None:
        """`ring` is called when faults are taken away."""
        self._ring = ring
        self._on: list[Switch] = []

    def switch_on(  # noqa: PLR0913 - which calls it meets
        self,
        fault: Fault,
        *,
        method: str | None = None,
        chat_id: int | None = None,
        thread_id: int | None = None,
        times: int | None = None,
        strikes: Callable[[], bool] | None = None,
    ) -> Switch:
        """Lets the next `times` calls meet the fault, or all until it is switched off, if it `strikes`."""
        switch = Switch(fault, method, chat_id, times, strikes, thread_id)
        self._on.append(switch)
        return switch

    def switch_off(self, switch: Switch) -> None:
        """Takes the fault away; calls that hang in it break off."""
        self._on.remove(switch)
        self._ring()

    def clear(self) -> None:
        """Takes all faults away."""
        self._on.clear()
        self._ring()

    @contextmanager
    def during(
        self,
        fault: Fault,
        *,
        method: str | None = None,
        chat_id: int | None = None,
        thread_id: int | None = None,
    ) -> Iterator[Switch]:
        """The fault for as long as the block lasts."""
        switch = self.switch_on(fault, method=method, chat_id=chat_id, thread_id=thread_id)
        try:
            yield switch
        finally:
            self.switch_off(switch)

    def meet(self, method: str, chat_id: int | None, thread_id: int | None = None) -> Switch | None:
        """The fault that this call runs into; counts it."""
        met = (switch for switch in self._on if switch.meets(method, chat_id, thread_id))
        switch = next(met, None)
        if switch is not None and switch.left is not None:
            switch.left -= 1
        return switch

    def is_on(self, switch: Switch) -> bool:
        """Whether the fault has not been taken away."""
        return switch in self._on


@dataclass(slots=True)
class Call:
    """One call of the bot, written down when it arrived."""

    #: As the bot spelt it.
    method: str
    #: As they came, strings or JSON values.
    parameters: Mapping[str, object]
    chat_id: int | None
    thread_id: int | None = None
    #: Monotonic seconds.
    at: float = field(default_factory=time.monotonic)
    #: HTTP status of the answer; None as long as there is none, and for ever if the connection broke.
    status: int | None = None
    fault: Fault | None = None


@dataclass(slots=True)
class Delivery:
    """One attempt to deliver an update to the webhook."""

    update_id: int
    chat_id: int
    #: Monotonic seconds at which the request began.
    at: float = field(default_factory=time.monotonic)
    #: Monotonic seconds at which it was over.
    over: float | None = None
    #: HTTP status; None as long as there is none, and for ever if the connection broke.
    status: int | None = None


@dataclass(slots=True)
class Journal:
    """Everything that went over the wire, oldest first."""

    calls: list[Call] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)

    def of(self, method: str, *, chat_id: int | None = None, thread_id: int | None = None) -> list[Call]:
        """The calls of one method, of one chat and one topic if they are named."""
        return [
            call
            for call in self.calls
            if call.method.lower() == method.lower()
            and chat_id in (None, call.chat_id)
            and thread_id in (None, call.thread_id)
        ]
