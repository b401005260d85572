"""A desk of cases on paper: one case, number 12; it notes what was passed on and writes nothing anywhere."""

from collections.abc import Sequence
from typing import Final, assert_never

from sqlalchemy import Connection

from bot.services.context import TurnContext
from handlers.contract.desk import (
    CaseFound,
    CaseStands,
    CaseState,
    CaseView,
    DeskAnswered,
    DeskAsk,
    DeskOutlook,
    FindCase,
    LookAtCase,
    LookAtDesk,
    Reason,
)
from handlers.contract.desk_changes import CloseCase, DeskChange, OpenCase, PassOn, ReactToMessage
from handlers.contract.desk_news import CaseClosed
from handlers.contract.vocabulary import News, Outgoing

CASE_ID: Final = 12


class PaperDesk:
    """Open, with people; a case is there from the turn that opens it."""

    def __init__(self) -> None:
        #: What needs no word of the bot, because a person reads it or a reaction answers it.
        self.taken: list[DeskChange] = []
        self._has_opened = False

    def answer(self, tx: Connection, ask: DeskAsk, context: TurnContext) -> DeskAnswered:
        """Answer what a dialog asks about cases."""
        del tx
        match ask:
            case LookAtDesk(reason, about, is_content, tried, otherwise):
                case = _case(context, CaseState.OPEN) if self._has_opened else None
                self._has_opened = False
                return DeskOutlook(
                    reason,
                    about,
                    is_content,
                    is_there=True,
                    is_open=True,
                    case=case,
                    tried=tried,
                    otherwise=otherwise,
                )
            case LookAtCase():
                return CaseStands(_case(context, CaseState.CLOSED), context.now)
            case FindCase(event):
                return CaseFound(event, None, None, is_operator=False)
            case _:
                assert_never(ask)

    def carry_out(self, tx: Connection, change: DeskChange, context: TurnContext) -> Sequence[Outgoing]:
        """Note what is passed on; tell of a closed case."""
        del tx
        match change:
            case PassOn() | ReactToMessage():
                self.taken.append(change)
            case OpenCase():
                self._has_opened = True
            case CloseCase(ending, asks_stars=asks_stars):
                return [News(context.person_id, CaseClosed(CASE_ID, ending, asks_stars))]
            case _:
                pass
        return []


def _case(context: TurnContext, state: CaseState) -> CaseView:
    return CaseView(CASE_ID, context.person_id, state, Reason.WISH, context.language, "Ada")
