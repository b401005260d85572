"""The whole vocabulary, closed: every Event, Ask, answer, Do and piece of news, a line a subject."""

from dataclasses import dataclass
from typing import TypeAlias

from handlers.contract.chat import ChatAnswered, ChatAsk, ChatChange, ChatEvent, RemindAt
from handlers.contract.linking import LinkAnswered, LinkAsk, LinkChange, LinkEvent, LinkFacts, LinkLetter
from handlers.contract.notices import CalendarFile, NoticeAnswered, NoticeAsk, NoticeChange, NoticeFacts
from handlers.contract.people import PeopleAnswered, PeopleAsk, PeopleChange, PeopleEvent
from handlers.contract.questions import QuestionAnswered, QuestionAsk, QuestionChange
from handlers.contract.readings import ReadingAnswered, ReadingAsk, ReadingChange, ReadingFacts

Answered: TypeAlias = (
    ChatAnswered | QuestionAnswered | PeopleAnswered | LinkAnswered | ReadingAnswered | NoticeAnswered
)
Event: TypeAlias = ChatEvent | PeopleEvent | LinkEvent | Answered
Ask: TypeAlias = ChatAsk | QuestionAsk | PeopleAsk | LinkAsk | ReadingAsk | NoticeAsk
#: What a service carries out; a reminder is words, so the turn sees to it.
Change: TypeAlias = ChatChange | QuestionChange | PeopleChange | LinkChange | ReadingChange | NoticeChange
Do: TypeAlias = Change | RemindAt
#: What a service has found out and somebody is to be told of.
Facts: TypeAlias = LinkFacts | ReadingFacts | NoticeFacts


@dataclass(frozen=True, slots=True)
class News:
    """Facts for a person who did not ask; `handlers.news` puts them into words."""

    person_id: int
    facts: Facts


#: What a service wants sent; where to, in which words and which language is not its business.
Outgoing: TypeAlias = News | LinkLetter | CalendarFile
