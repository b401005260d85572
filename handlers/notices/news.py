"""What people are told of planned works unasked: news of a notice, and reminders."""

from typing import Final, TypeAlias, assert_never

from handlers.contract.notices import NoticeFacts, NoticeNews, NoticeReminder, Occasion, Works
from handlers.contract.speech import N_, Say, Shortcut
from handlers.notices import buttons, phrases, replacements

_Rows: TypeAlias = tuple[tuple[Shortcut, ...], ...]

#: Headings for electricity and for gas.
_PLANNED: Final = (N_("⚡ <b>Planned power cut</b>"), N_("🔥 <b>Planned interruption of the gas</b>"))
_URGENT: Final = (
    N_("⚡ <b>Urgent repair: the power will be cut</b>"),
    N_("🔥 <b>Urgent repair: the gas will be cut</b>"),
)
_CHANGED: Final = (
    N_("✏️ <b>The planned power cut has changed</b>"),
    N_("✏️ <b>The planned interruption of the gas has changed</b>"),
)
_POSTPONED: Final = (
    N_("⏸ <b>The planned power cut is postponed</b>"),
    N_("⏸ <b>The planned interruption of the gas is postponed</b>"),
)
_CANCELLED: Final = (
    N_("✅ <b>The planned power cut will not take place</b>"),
    N_("✅ <b>The planned interruption of the gas will not take place</b>"),
)
_STARTED: Final = (
    N_("🔌 <b>The planned power cut has begun</b>"),
    N_("🔥 <b>The planned interruption of the gas has begun</b>"),
)
_NO_LONGER: Final = (
    N_("✅ <b>The planned power cut no longer concerns you</b>"),
    N_("✅ <b>The planned interruption of the gas no longer concerns you</b>"),
)
_OVER: Final = (
    N_("💡 <b>The power should be back: is everything all right?</b>"),
    N_("🔥 <b>The gas should be back: is everything all right?</b>"),
)
_REMINDED: Final = (
    N_("🔔 <b>Reminder: planned power cut</b>"),
    N_("🔔 <b>Reminder: planned interruption of the gas</b>"),
)
_SOON: Final = (N_("⏰ <b>Soon the power will be cut</b>"), N_("⏰ <b>Soon the gas will be cut</b>"))
_UNCONFIRMED: Final = N_("❗️ <b>I do not know yet whether you have read this notice</b>")
_DEVICE: Final = (
    Say(N_("❗️ <b>Somebody here depends on an electric device.</b>")),
    Say(
        N_(
            "Please get ready in time for the hours without power: batteries charged, or a place that has "
            "power. If somebody is in danger, call <b>112</b> at once."
        )
    ),
)


def say(facts: NoticeFacts) -> Say:
    """Put news of planned works into words."""
    if facts.works.kind == "replacement":
        return replacements.say(facts)
    match facts:
        case NoticeNews():
            return _news(facts)
        case NoticeReminder():
            return _reminder(facts)
        case _:
            assert_never(facts)


def _news(facts: NoticeNews) -> Say:
    works = facts.works
    match facts.news:
        case "published":
            return _announced(facts, _URGENT if works.is_urgent else _PLANNED, phrases.when(works))
        case "changed" if facts.before is None:
            return _announced(facts, _PLANNED, phrases.when(works))
        case "changed":
            return _announced(facts, _CHANGED, phrases.changed_times(facts.before or (), works))
        case "postponed":
            times = phrases.changed_times(facts.before or (), works)
            return _announced(facts, _POSTPONED, times) if works.spans else _without_date(facts)
        case "cancelled":
            return _off(facts, _CANCELLED)
        case "no_longer":
            return _off(facts, _NO_LONGER)
        case "started":
            return _begun(facts)
        case "restored":
            return over(facts.news_id, works)
        case _:
            assert_never(facts.news)


def _announced(facts: NoticeNews, heading: tuple[str, str], times: tuple[Say, ...]) -> Say:
    """What is to come: when, why this door, where, why, and what stops."""
    return phrases.paragraphs(
        _heading(heading, facts.works),
        _DEVICE if facts.electromedical else (),
        times,
        phrases.doors(facts.works),
        phrases.what_stops(facts.works),
        (*phrases.where(facts.works), *phrases.reason(facts.works)),
        rows=_rows(facts),
    )


def _without_date(facts: NoticeNews) -> Say:
    """Postponed, and no new date is known."""
    return phrases.paragraphs(
        _heading(_POSTPONED, facts.works),
        phrases.struck_times(facts.before or ()),
        (Say(N_("There is no new date yet: as soon as there is one, I write to you.")),),
        phrases.labels(facts.works),
        phrases.reason(facts.works),
        rows=(*_taking_out(facts), _last_row(facts.news_id, facts.works)),
    )


def _off(facts: NoticeNews, heading: tuple[str, str]) -> Say:
    """What will not happen, or not to this person."""
    return phrases.paragraphs(
        _heading(heading, facts.works),
        phrases.struck_times(facts.before or facts.works.spans),
        phrases.labels(facts.works),
        (Say(N_("You need not do anything.")),),
        rows=(*_taking_out(facts), _last_row(facts.news_id, facts.works)),
    )


def _begun(facts: NoticeNews) -> Say:
    works = facts.works
    return phrases.paragraphs(
        _heading(_STARTED, works),
        _DEVICE if facts.electromedical else (),
        phrases.when(works),
        phrases.doors(works),
        phrases.mind(works),
        rows=(*_confirming(facts.news_id, facts.electromedical), _last_row(facts.news_id, works)),
    )


def over(news_id: int, works: Works) -> Say:
    """Ask whether the supply is back."""
    return phrases.paragraphs(
        _heading(_OVER, works),
        phrases.labels(works),
        rows=((buttons.well(news_id), buttons.still_off(news_id)), _last_row(news_id, works)),
    )


def _reminder(facts: NoticeReminder) -> Say:
    works, occasion = facts.works, facts.occasion
    match occasion:
        case "over":
            return over(facts.news_id, works)
        case "hour":
            return phrases.paragraphs(
                _heading(_SOON, works),
                _DEVICE if facts.electromedical else (),
                phrases.when(works),
                phrases.doors(works),
                phrases.mind(works),
                rows=(*_confirming(facts.news_id, facts.electromedical), _last_row(facts.news_id, works)),
            )
        case "evening" | "day" | "confirm" | "five_days" | "one_day":
            return phrases.paragraphs(
                (Say(_UNCONFIRMED),) if occasion == "confirm" else (),
                _heading(_REMINDED, works),
                _DEVICE if facts.electromedical else (),
                phrases.when(works),
                phrases.doors(works),
                phrases.what_stops(works),
                rows=_rows(facts),
            )
        case _:
            assert_never(occasion)


def _heading(heading: tuple[str, str], works: Works) -> tuple[Say, ...]:
    return (Say(heading[works.utility == "gas"]),)


def _rows(facts: NoticeFacts) -> _Rows:
    occasion = facts.occasion if isinstance(facts, NoticeReminder) else None
    return (
        *_confirming(facts.news_id, facts.electromedical),
        (buttons.calendar(facts.news_id),),
        _last_row(facts.news_id, facts.works, occasion),
    )


def _taking_out(facts: NoticeNews) -> _Rows:
    """Offer to take the works out of the calendar, where there is a time that may stand there."""
    is_there = bool(facts.before or facts.works.spans)
    return ((buttons.out_of_calendar(facts.news_id),),) if is_there else ()


def _confirming(news_id: int, electromedical: bool) -> _Rows:  # noqa: FBT001 - a flag of the facts
    return ((buttons.read(news_id),),) if electromedical else ()


def _last_row(news_id: int, works: Works, occasion: Occasion | None = None) -> tuple[Shortcut, ...]:
    """Say that the address is wrong, and stop notices of this kind: below every notice."""
    kind = "sostituzioni" if works.kind == "replacement" else "interruzioni"
    return buttons.not_me(news_id), buttons.stop("sera" if occasion == "evening" else kind)
