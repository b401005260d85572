"""What every subject's service offers to a turn, and the services of all subjects together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from sqlalchemy import Connection

from bot.services.context import TurnContext
from handlers.contract.desk import DeskAnswered, DeskAsk
from handlers.contract.desk_changes import DeskChange
from handlers.contract.desk_operators import OperatorAnswered, OperatorAsk, OperatorWork
from handlers.contract.linking import LinkAnswered, LinkAsk, LinkChange
from handlers.contract.notices import NoticeAnswered, NoticeAsk, NoticeChange
from handlers.contract.people import PeopleAnswered, PeopleAsk, PeopleChange
from handlers.contract.questions import QuestionAnswered, QuestionAsk, QuestionChange
from handlers.contract.readings import ReadingAnswered, ReadingAsk, ReadingChange
from handlers.contract.vocabulary import Outgoing

_AskT_contra = TypeVar("_AskT_contra", contravariant=True)
_AnsweredT_co = TypeVar("_AnsweredT_co", covariant=True)
_ChangeT_contra = TypeVar("_ChangeT_contra", contravariant=True)


class Service(Protocol[_AskT_contra, _AnsweredT_co, _ChangeT_contra]):
    """The rules of one subject over what is stored, each call inside the turn's own transaction."""

    def answer(self, tx: Connection, ask: _AskT_contra, context: TurnContext) -> _AnsweredT_co:
        """Answer what a dialog asks. Nothing changes but the records of questions and tries."""

    def carry_out(self, tx: Connection, change: _ChangeT_contra, context: TurnContext) -> Sequence[Outgoing]:
        """Change what a dialog decided; return what others are to be told of it."""


@dataclass(frozen=True, slots=True)
class Services:
    """The service of each subject."""

    questions: Service[QuestionAsk, QuestionAnswered, QuestionChange]
    people: Service[PeopleAsk, PeopleAnswered, PeopleChange]
    linking: Service[LinkAsk, LinkAnswered, LinkChange]
    readings: Service[ReadingAsk, ReadingAnswered, ReadingChange]
    notices: Service[NoticeAsk, NoticeAnswered, NoticeChange]
    desk: Service[DeskAsk, DeskAnswered, DeskChange]
    operators: Service[OperatorAsk, OperatorAnswered, OperatorWork]
