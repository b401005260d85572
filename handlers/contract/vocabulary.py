"""The whole vocabulary between the rooms, closed: every Event, Ask, answer and Do, a line a subject."""

from typing import TypeAlias

from handlers.contract.chat import ChatAnswered, ChatAsk, ChatChange, ChatEvent, RemindAt
from handlers.contract.linking import LinkAnswered, LinkAsk, LinkChange, LinkEvent
from handlers.contract.people import PeopleAnswered, PeopleAsk, PeopleChange, PeopleEvent
from handlers.contract.questions import QuestionAnswered, QuestionAsk, QuestionChange
from handlers.contract.readings import ReadingAnswered, ReadingAsk, ReadingChange

Answered: TypeAlias = ChatAnswered | QuestionAnswered | PeopleAnswered | LinkAnswered | ReadingAnswered
Event: TypeAlias = ChatEvent | PeopleEvent | LinkEvent | Answered
Ask: TypeAlias = ChatAsk | QuestionAsk | PeopleAsk | LinkAsk | ReadingAsk
#: What a service carries out; a reminder is words, so the turn sees to it.
Change: TypeAlias = ChatChange | QuestionChange | PeopleChange | LinkChange | ReadingChange
Do: TypeAlias = Change | RemindAt
