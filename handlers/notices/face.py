"""What notices of planned works offer: choices, followed addresses, what is planned, and the answers."""

from typing import Final, assert_never

from handlers.contract.chat import Text
from handlers.contract.dialog import CommandOffer, State, Subject, Turn
from handlers.contract.notices import AddressRead, ChoicesRead, NewsRead, NoticeAnswered, PlannedRead
from handlers.contract.speech import N_
from handlers.notices import answers, follow, planned, settings, wishes


def answered(state: State | None, event: NoticeAnswered) -> Turn:
    """Say what the service has found."""
    match event:
        case ChoicesRead():
            return settings.choices_read(state, event)
        case AddressRead():
            return follow.address_read(state, event)
        case NewsRead():
            return answers.news_read(state, event)
        case PlannedRead():
            return planned.planned_read(state, event)
        case _:
            assert_never(event)


def _unasked(state: State | None, text: Text) -> Turn | None:
    """Take the wish to follow an address, to change what is heard, or to know what is planned."""
    match wishes.understood(text.text):
        case "follow":
            return follow.begin(state, "")
        case "settings":
            return settings.open_settings(state, "")
        case "planned":
            return planned.show(state, "")
        case None:
            return None


SUBJECT: Final = Subject(
    dialogs=(follow.DIALOG,),
    unasked=_unasked,
    commands=(
        CommandOffer(
            "interruzioni",
            planned.show,
            menu=N_("Planned power cuts and works"),
            help=N_("planned power cuts and works at your addresses"),
            aliases=("outages", "unterbrechungen"),
        ),
        CommandOffer(
            "avvisi",
            settings.open_settings,
            menu=N_("My notices, and addresses I follow"),
            help=N_("what I write to you about, and addresses you follow"),
            aliases=("notices", "benachrichtigungen"),
        ),
        CommandOffer("segui", follow.begin, aliases=("follow", "folgen"), takes_words=True),
        CommandOffer("avviso", answers.answer, keeps_promises=True),
    ),
)
