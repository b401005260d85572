"""Which service answers an Ask and carries out a Change, all in the turn's own transaction."""

from typing import assert_never

from sqlalchemy import Connection

from bot.local_time import latest
from bot.services.context import TurnContext
from bot.services.service import Services
from bot.storage.outbox import Parcel
from bot.storage.parcels import Deletion, Leaving
from bot.storage.post import Post
from handlers.contract.chat import (
    ChatAnswered,
    ChatAsk,
    ChatChange,
    DeleteMessage,
    LeaveChat,
    Reckon,
    Reckoned,
)
from handlers.contract.desk import DeskAsk
from handlers.contract.desk_changes import DeskChange
from handlers.contract.desk_operators import OperatorAsk, OperatorWork
from handlers.contract.linking import LinkAsk, LinkChange
from handlers.contract.notices import NoticeAsk, NoticeChange
from handlers.contract.people import PeopleAsk, PeopleChange
from handlers.contract.questions import QuestionAsk, QuestionChange
from handlers.contract.readings import ReadingAsk, ReadingChange
from handlers.contract.vocabulary import Answered, Ask, Change


class Effects:
    """The services behind the vocabulary, and the post for what they want sent."""

    def __init__(self, services: Services, post: Post) -> None:
        self._services = services
        self._post = post

    def answer(self, tx: Connection, ask: Ask, context: TurnContext) -> Answered:
        """Answer what a dialog asks. Nothing changes but the records of questions and tries."""
        if isinstance(ask, ChatAsk):
            return _answer_about_chat(ask, context)
        if isinstance(ask, QuestionAsk):
            return self._services.questions.answer(tx, ask, context)
        if isinstance(ask, PeopleAsk):
            return self._services.people.answer(tx, ask, context)
        if isinstance(ask, LinkAsk):
            return self._services.linking.answer(tx, ask, context)
        if isinstance(ask, ReadingAsk):
            return self._services.readings.answer(tx, ask, context)
        if isinstance(ask, NoticeAsk):
            return self._services.notices.answer(tx, ask, context)
        if isinstance(ask, DeskAsk):
            return self._services.desk.answer(tx, ask, context)
        if isinstance(ask, OperatorAsk):
            return self._services.operators.answer(tx, ask, context)
        assert_never(ask)

    def carry_out(self, tx: Connection, change: Change, context: TurnContext) -> list[Parcel]:
        """Change what a dialog decided; return what is to be sent."""
        if isinstance(change, ChatChange):
            return _change_chat(change, context)
        if isinstance(change, QuestionChange):
            outgoing = self._services.questions.carry_out(tx, change, context)
        elif isinstance(change, PeopleChange):
            outgoing = self._services.people.carry_out(tx, change, context)
        elif isinstance(change, LinkChange):
            outgoing = self._services.linking.carry_out(tx, change, context)
        elif isinstance(change, ReadingChange):
            outgoing = self._services.readings.carry_out(tx, change, context)
        elif isinstance(change, NoticeChange):
            outgoing = self._services.notices.carry_out(tx, change, context)
        elif isinstance(change, DeskChange):
            outgoing = self._services.desk.carry_out(tx, change, context)
        elif isinstance(change, OperatorWork):
            outgoing = self._services.operators.carry_out(tx, change, context)
        else:
            assert_never(change)
        return self._post.parcels(tx, outgoing, context.now)


def _answer_about_chat(ask: ChatAsk, context: TurnContext) -> ChatAnswered:
    match ask:
        case Reckon(wait, since):
            return Reckoned((context.now if since is None else latest(since, context.now)) + wait)
        case _:
            assert_never(ask)


def _change_chat(change: ChatChange, context: TurnContext) -> list[Parcel]:
    match change:
        case LeaveChat():
            return [Parcel(Leaving(), context.chat_id)]
        case DeleteMessage():
            if context.message_id is None:
                return []
            return [Parcel(Deletion(context.message_id), context.chat_id)]
        case _:
            assert_never(change)
