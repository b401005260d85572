"""The legal clock: whether notice of an outage was given early enough. It warns staff and holds nothing up.

At least three working days before, 24 hours where supply is restored after a fault (ARERA 646/2015/R/eel,
arts. 1, 48; gas: 574/2013/R/gas). Days are counted back from the outage, whose own day does not count.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Final

from bot.local_time import day_begins, local_date
from bot.services.notices.notice import Notice

if TYPE_CHECKING:
    from holidays import HolidayBase

WORKING_DAYS: Final = 3
HOURS_AFTER_A_FAULT: Final = 24
_SATURDAY: Final = 5
#: By the first three digits of a comune's ISTAT code, from 001 on: the sign of its province.
_PROVINCES: Final = (
    "TO VC NO CN AT AL AO IM SV GE SP VA CO SO MI BG BS PV CR MN BZ TN VR VI BL TV VE PD RO UD GO TS PC PR "
    "RE MO BO FE RA FC PU AN MC AP MS LU PT FI LI PI AR SI GR PG TR VT RI RM LT FR CE BN NA AV SA AQ TE PE "
    "CH CB FG BA TA BR LE PZ MT CS CZ RC TP PA ME AG CL EN CT RG SR SS NU CA PN IS OR BI LC LO RN PO KR VV "
    "VB "
)
#: Those that came after the four of Sardinia that are no more (104 to 107).
_LATER_PROVINCES: Final = {"108": "MB", "109": "FM", "110": "BT", "111": "SU"}


@dataclass(frozen=True, slots=True)
class ShortNotice:
    """Notice of an outage that was given too late."""

    notice_id: str
    #: How many working days there were; None after a fault, where it was less than 24 hours.
    working_days: int | None

    def __str__(self) -> str:
        """Say so to staff."""
        if self.working_days is None:
            return f"{self.notice_id}: less than {HOURS_AFTER_A_FAULT} hours from the notice to the start"
        return (
            f"{self.notice_id}: {self.working_days} working days from the notice to the start, "
            f"and {WORKING_DAYS} are the least"
        )


def short_notice(notice: Notice) -> ShortNotice | None:
    """Tell whether a notice of an outage to come was given too late; None where it was not.

    A notice says its day and not its hour: after a fault 24 hours are counted from the day's beginning.
    """
    starts_at = notice.starts_at
    is_to_come = notice.status in {"published", "changed", "postponed"}
    if notice.kind != "outage" or starts_at is None or not is_to_come:
        return None
    if notice.is_urgent:
        earliest = day_begins(notice.notice_date) + timedelta(hours=HOURS_AFTER_A_FAULT)
        return ShortNotice(notice.notice_id, None) if starts_at < earliest else None
    days = working_days(notice.notice_date, local_date(starts_at), province(notice.istat))
    return ShortNotice(notice.notice_id, days) if days < WORKING_DAYS else None


def working_days(first: date, until: date, province: str | None) -> int:
    """The number of working days from a day on and before another, at most as many as are needed.

    Monday to Friday without Italy's holidays (4 October is one again since 2026) and without the patron
    saint's day of the province, or both days where it has two capitals.
    """
    holidays = _holidays(province)
    count = 0
    day = until
    while day > first and count < WORKING_DAYS:
        day -= timedelta(days=1)
        if day.weekday() < _SATURDAY and day not in holidays:
            count += 1
    return count


def province(istat: str | None) -> str | None:
    """The sign of the province that a comune's ISTAT code begins with; None where it is not known."""
    if istat is None:
        return None
    number = int(istat[:3])
    signs = _PROVINCES.split()
    if 1 <= number <= len(signs):
        return signs[number - 1]
    return _LATER_PROVINCES.get(istat[:3])


@cache
def _holidays(province: str | None) -> "HolidayBase":
    # It takes a while to load, and only imports of notices need it.
    import holidays  # noqa: PLC0415 - as said

    return holidays.country_holidays("IT", subdiv=province)
