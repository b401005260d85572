"""What happens while nobody answers, or nobody writes: pure laws over a case, the desk's hours and the clock.

Each step is taken once for each wait. A step's moment counts only where it lies after what began the wait, so
an answer, a further message or a new claim resets it also where nobody has cleared its column.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from bot.config.desk import Desk
from bot.services.desk.hours import WorkingTime
from bot.services.notices.occasions import is_waking, next_waking
from handlers.contract.desk import CaseState

#: The kind word before closing comes so long before it, or half of the silence, whichever is less.
_LONGEST_WARNING: Final = timedelta(days=1)


class StepKind(StrEnum):
    """The steps, in the order in which they are taken. The words stand in figures."""

    REASSURE = "reassure"
    REMIND = "remind"
    ESCALATE = "escalate"
    WARN = "warn"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Standing:
    """What the laws look at: a row of `cases`, and whether an operator has answered since it was claimed."""

    case_id: int
    person_id: int | None
    state: CaseState
    opened_at: datetime
    last_written_at: datetime
    waiting_since: datetime | None
    first_answered_at: datetime | None
    #: None: nobody's.
    assigned_at: datetime | None
    is_claim_answered: bool
    is_silenced: bool
    #: Something stands in its topic, or is to: a case without any waits for its customer.
    has_topic: bool
    reassured_at: datetime | None
    reminded_at: datetime | None
    escalated_at: datetime | None
    warned_of_closing_at: datetime | None

    @property
    def waits_since(self) -> datetime | None:
        """When the wait for an operator began: with the oldest unanswered message, or with the case."""
        if self.waiting_since is not None:
            return self.waiting_since
        return self.opened_at if self.has_topic and self.first_answered_at is None else None


@dataclass(frozen=True, slots=True)
class Step:
    """A step that is due. ``waited``: of the desk's hours. ``closes_at``: of a warning."""

    kind: StepKind
    waited: timedelta = timedelta()
    is_released: bool = False
    closes_at: datetime | None = None


def due(
    case: Standing, hours: WorkingTime, rules: Desk, usual_wait: timedelta | None, now: datetime
) -> Iterator[Step]:
    """Yield the steps that are due now, in order. ``usual_wait``: what customers were told, None: nothing."""
    if case.state is CaseState.CLOSED:
        return
    since = case.waits_since
    if since is not None and not case.is_silenced:
        if _is_reassurance_due(case, since, hours, rules, usual_wait, now):
            yield Step(StepKind.REASSURE)
        yield from _for_operators(case, since, hours, rules, now)
    closing = _closing(case, hours, rules, now)
    if closing is not None:
        yield closing


def _is_reassurance_due(  # noqa: PLR0913, PLR0917 - a law over all of them
    case: Standing,
    since: datetime,
    hours: WorkingTime,
    rules: Desk,
    usual_wait: timedelta | None,
    now: datetime,
) -> bool:
    """Whether the estimate that the customer heard has passed.

    It runs by the customer's clock, from the message or the opening that was named; where no time was named,
    it has passed when all operators are told. Who has gone back to the bot is not told.
    """
    if case.state is not CaseState.OPEN or _is_after(case.reassured_at, since) or not _may_tell(hours, now):
        return False
    reminder = timedelta(minutes=rules.remind_after_minutes)
    estimate = timedelta(minutes=rules.escalate_after_minutes)
    if usual_wait is not None:
        estimate = max(usual_wait, reminder)
    begins = _begins(since, hours)
    return begins is not None and now >= begins + estimate


def _for_operators(
    case: Standing, since: datetime, hours: WorkingTime, rules: Desk, now: datetime
) -> Iterator[Step]:
    """Remind in the topic, and then all. A claim gives its operator as long as the first reminder took."""
    waited = hours.worked(since, now)
    claimed_at = case.assigned_at
    counts_from = since if claimed_at is None else max(since, claimed_at)
    if not _is_after(case.reminded_at, counts_from) and hours.worked(counts_from, now) >= timedelta(
        minutes=rules.remind_after_minutes
    ):
        yield Step(StepKind.REMIND, waited, is_released=claimed_at is not None and not case.is_claim_answered)
    if not _is_after(case.escalated_at, since) and waited >= timedelta(minutes=rules.escalate_after_minutes):
        yield Step(StepKind.ESCALATE, waited)


def _closing(case: Standing, hours: WorkingTime, rules: Desk, now: datetime) -> Step | None:
    """Warn of closing, then close. Silence counts from the last word of either side.

    Where the customer waits for an answer, nothing is closed before all operators were told, and silence
    counts from that wait as the desk's hours make it: a weekend is nobody's silence.
    """
    silent_since = case.last_written_at
    since = case.waits_since
    if since is not None:
        begins = _answerable_since(case, since, hours, rules, now)
        if begins is None:
            return None
        silent_since = max(silent_since, begins)
    if not _may_tell(hours, now):
        return None
    warning = min(_LONGEST_WARNING, rules.close_after / 2)
    closes_at = silent_since + rules.close_after
    warned_at = case.warned_of_closing_at
    if warned_at is None or not _is_after(warned_at, silent_since):
        if now < closes_at - warning:
            return None
        return Step(StepKind.WARN, closes_at=next_waking(max(closes_at, now + warning)))
    return Step(StepKind.CLOSE) if now >= max(closes_at, warned_at + warning) else None


def _answerable_since(
    case: Standing, since: datetime, hours: WorkingTime, rules: Desk, now: datetime
) -> datetime | None:
    """Return from when nobody has answered who could have; None: not for long enough yet."""
    escalation = timedelta(minutes=rules.escalate_after_minutes)
    begins = _begins(since, hours)
    if case.is_silenced:
        return begins if hours.worked(since, now) >= escalation else None
    told_at = case.escalated_at
    if begins is None or told_at is None or not _is_after(told_at, since):
        return None
    return max(begins, told_at - escalation)


def _begins(since: datetime, hours: WorkingTime) -> datetime | None:
    """Return when a wait begins to count: at once while the desk is open, else when it opens."""
    return since if hours.is_open(since) else hours.opens_at(since)


def _is_after(moment: datetime | None, other: datetime) -> bool:
    return moment is not None and moment > other


def _may_tell(hours: WorkingTime, now: datetime) -> bool:
    """Whether a customer may be told something now: nobody is woken by a bot that was late."""
    return hours.is_open(now) or is_waking(now)
