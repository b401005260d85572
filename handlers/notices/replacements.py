"""What people are told of the exchange of their meter, unasked (DOMAIN, meter replacement)."""

from typing import Final

from handlers.contract.notices import NoticeFacts, NoticeNews, Works
from handlers.contract.speech import N_, Say
from handlers.notices import buttons, phrases

_ANNOUNCED: Final = N_("🔧 <b>Your meter is being replaced</b>")
_CHANGED: Final = N_("✏️ <b>The replacement of your meter has changed</b>")
_POSTPONED: Final = N_("⏸ <b>The replacement of your meter is postponed</b>")
_CANCELLED: Final = N_("✅ <b>The replacement of your meter will not take place</b>")
_NO_LONGER: Final = N_("✅ <b>The replacement of the meter no longer concerns you</b>")
_REMINDED: Final = N_("🔔 <b>Reminder: your meter is being replaced</b>")
_COMPANY_LENGTH: Final = 80
_CHECK_LENGTH: Final = 100


def say(facts: NoticeFacts) -> Say:
    """Put news of a replacement, or a reminder of one, into words."""
    if not isinstance(facts, NoticeNews):
        return _announced(facts, _REMINDED, phrases.when(facts.works))
    before, works = facts.before, facts.works
    match facts.news:
        case "cancelled":
            return _off(facts, _CANCELLED)
        case "no_longer":
            return _off(facts, _NO_LONGER)
        case "postponed":
            return _announced(facts, _POSTPONED, phrases.changed_times(before or (), works))
        case "changed" if before is not None:
            return _announced(facts, _CHANGED, phrases.changed_times(before, works))
        case _:
            return _announced(facts, _ANNOUNCED, phrases.when(works))


def _announced(facts: NoticeFacts, heading: str, times: tuple[Say, ...]) -> Say:
    """When, who comes, what to expect; without a date, that there is none."""
    works, news_id = facts.works, facts.news_id
    answers = ((buttons.understood(news_id), buttons.not_that_day(news_id)),)
    return phrases.paragraphs(
        (Say(heading),),
        times,
        phrases.labels(works),
        (*_technician(works), *_expected(works)) if works.spans else (),
        phrases.reason(works),
        rows=(
            *(answers if works.spans else ()),
            (buttons.calendar(news_id) if works.spans else buttons.out_of_calendar(news_id),),
            (buttons.not_me(news_id), buttons.stop("sostituzioni")),
        ),
    )


def _off(facts: NoticeNews, heading: str) -> Say:
    return phrases.paragraphs(
        (Say(heading),),
        phrases.struck_times(facts.before or facts.works.spans),
        phrases.labels(facts.works),
        (Say(N_("You need not do anything.")),),
        rows=(
            (buttons.out_of_calendar(facts.news_id),),
            (buttons.not_me(facts.news_id), buttons.stop("sostituzioni")),
        ),
    )


def _technician(works: Works) -> tuple[Say, ...]:
    company, check = (
        # "S.r.l." ends with the sentence's own full stop.
        phrases.bounded(works.company, _COMPANY_LENGTH).removesuffix("."),
        phrases.bounded(works.check, _CHECK_LENGTH),
    )
    coming = (Say(N_("👷 The technician comes from <b>{company}</b>."), company=company),) if company else ()
    if not check:
        pin = Say(
            N_(
                "🪪 The technician carries a badge and a PIN. Ask for them, and have the PIN checked before "
                "you open the door."
            )
        )
        return *coming, pin
    pin = Say(
        N_(
            "🪪 The technician carries a badge and a PIN. Ask for them, and have the PIN checked before you "
            "open the door: {check}"
        ),
        check=check,
    )
    return *coming, pin


def _expected(works: Works) -> tuple[Say, ...]:
    """Nothing to pay, a short cut of the supply, and the report afterwards."""
    free = Say(N_("💶 It is free of charge: there is nothing to pay, to anybody."))
    if works.utility == "gas":
        return free, Say(N_("🔥 The gas is off for a short time."))
    return (
        free,
        Say(N_("🔌 The power is off for a short time.")),
        Say(N_("📄 Afterwards you find the report (verbale di sostituzione) in the Area Clienti.")),
    )
