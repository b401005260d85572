"""What people answer to a message about planned works, by its buttons: ``/avviso letto 123``."""

from collections.abc import Mapping
from typing import Final, assert_never

from handlers.contract.desk import LookAtDesk, Reason
from handlers.contract.dialog import State, Turn
from handlers.contract.notices import (
    AnswerNews,
    ConfirmNews,
    NewsAnswer,
    NewsRead,
    ReadChoices,
    ReadNews,
    SendCalendar,
    Works,
)
from handlers.contract.questions import ReadEntry
from handlers.contract.speech import N_, Say, Shortcut, Telephone, fitting
from handlers.notices import buttons, phrases, settings
from handlers.notices.buttons import CALENDAR, NOT_ME, NOT_THAT_DAY, READ, STILL_OFF, STOP, WELL
from handlers.shared import buttons as shared_buttons
from handlers.shared import codes

_ANSWERS: Final[Mapping[str, NewsAnswer]] = {
    READ: "read",
    WELL: "well",
    STILL_OFF: "still_off",
    NOT_ME: "not_me",
    NOT_THAT_DAY: "not_that_day",
    CALENDAR: "calendar",
}
_POWER_CUT: Final = "urgent-power-cut"
_LINE: Final = "e-distribuzione"
#: Of followed addresses so many have a button to let them go.
_MOST_REMOVED: Final = 3


def answer(state: State | None, argument: str) -> Turn:
    """Read the message that a button belongs to: ``/avviso letto 123``; or stop a kind of them."""
    match argument.lower().split():
        case [word, kind] if word == STOP:
            return settings.stop(state, kind)
        case [word, number] if word in _ANSWERS and (news_id := codes.row_number(number)) is not None:
            return Turn(state, ask=ReadNews(news_id, _ANSWERS[word]))
        case _:
            return Turn(state, ask=ReadChoices("show"))


def news_read(state: State | None, event: NewsRead) -> Turn:
    """Note the answer, and say what follows from it."""
    works, news_id = event.works, event.news_id
    if works is None:
        gone = N_("I no longer find this notice. What is planned for you stands here: /interruzioni")
        return Turn(state, Say(gone))
    match event.answer:
        case "read":
            return Turn(state, Say(N_("Noted, thank you.")), do=(ConfirmNews(news_id),))
        case "well":
            good = Say(N_("Good to hear, thank you!"))
            return Turn(state, good, do=(AnswerNews(news_id, "well"),))
        case "still_off":
            return _still_off(state, news_id, works)
        case "not_me":
            return Turn(state, _not_me(works), do=(AnswerNews(news_id, "not_me"),))
        case "not_that_day":
            other_day = LookAtDesk(
                Reason.NOTICE_DAY, str(news_id), is_content=True, otherwise=_not_that_day(works)
            )
            return Turn(state, do=(AnswerNews(news_id, "not_that_day"),), ask=other_day)
        case "calendar":
            return Turn(state, do=(SendCalendar(news_id),))
        case _:
            assert_never(event.answer)


def _still_off(state: State | None, news_id: int, works: Works) -> Turn:
    """Lead to the fault line: for power by the book's own answer; for gas by the number on the bill."""
    noted = AnswerNews(news_id, "still_off")
    to_person = shared_buttons.person(Reason.STILL_OFF, news_id)
    if works.utility == "gas":
        words = N_(
            "I am sorry. Please call the gas emergency service (pronto intervento): its number is on the "
            "bill. If you smell gas: /emergenza"
        )
        return Turn(state, Say(words, rows=((to_person,),)), do=(noted,))
    sorry = Say(N_("I am sorry that it is not back yet. Here is what to do now."))
    return Turn(state, sorry.with_row(to_person), do=(noted,), ask=ReadEntry(_POWER_CUT))


def _not_me(works: Works) -> Say:
    """Say by which doors the person was meant, and how to mend each."""
    removable = tuple(
        (Shortcut(fitting(f"🗑 {door.label}"), f"/avvisi togli {door.follow_id}"),)
        for door in works.doors
        if door.follow_id is not None
    )
    is_linked = any(door.supply_id is not None for door in works.doors)
    rows = removable[:_MOST_REMOVED]
    if not is_linked:
        return Say(
            N_(
                "Thank you for telling me. You were meant by these addresses:\n{doors}\n\nYou can follow one "
                "no longer, and another in its place."
            ),
            rows=(*rows, (buttons.FOLLOW,)),
            doors=phrases.labels(works),
        )
    return Say(
        N_(
            "Thank you for telling me. You were meant by these addresses:\n{doors}\n\nThe address of a "
            "supply comes from its contract: if it is wrong there, a person can have it put right. If the "
            "contract is not yours any more, /scollega takes it away."
        ),
        rows=(*rows, (Shortcut(N_("🏠 My supplies"), "/forniture"), shared_buttons.person(Reason.ACCOUNT))),
        doors=phrases.labels(works),
    )


def _not_that_day(works: Works) -> Say:
    """Lead to the help line, with what to tell."""
    company = phrases.bounded(works.company, 80)
    tell = Say(N_("“My meter is to be replaced, and I cannot be at home then:”"))
    who = (Say(N_("Company: {company}"), company=company),) if company else ()
    return Say(
        N_(
            "I have noted it. To agree on another day call {line}. You can say:\n\n{tell}\n\nOr talk to a "
            "person here."
        ),
        rows=((shared_buttons.PERSON,),),
        line=Telephone(_LINE),
        tell=(tell, *phrases.when(works), *phrases.labels(works), *who),
    )
