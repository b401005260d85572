"""The whole vocabulary, closed: every Event, Ask, answer, Do and piece of news, a line a subject."""

from dataclasses import dataclass
from typing import TypeAlias

from handlers.contract.chat import ChatAnswered, ChatAsk, ChatChange, ChatEvent, RemindAt
from handlers.contract.desk import CustomerEdited, DeskAnswered, DeskAsk, GroupEvent, Reacted
from handlers.contract.desk_changes import DeskChange
from handlers.contract.desk_news import DeskFacts, GroupFacts
from handlers.contract.desk_operators import OperatorAnswered, OperatorAsk, OperatorWork
from handlers.contract.linking import LinkAnswered, LinkAsk, LinkChange, LinkEvent, LinkFacts, LinkLetter
from handlers.contract.notices import CalendarFile, NoticeAnswered, NoticeAsk, NoticeChange, NoticeFacts
from handlers.contract.people import PeopleAnswered, PeopleAsk, PeopleChange, PeopleEvent
from handlers.contract.questions import QuestionAnswered, QuestionAsk, QuestionChange
from handlers.contract.readings import ReadingAnswered, ReadingAsk, ReadingChange, ReadingFacts

Answered: TypeAlias = (
    ChatAnswered
    | QuestionAnswered
    | PeopleAnswered
    | LinkAnswered
    | ReadingAnswered
    | NoticeAnswered
    | DeskAnswered
    | OperatorAnswered
)
#: What happens in a private chat, and that with what is answered there.
UnaskedEvent: TypeAlias = ChatEvent | PeopleEvent | LinkEvent | Reacted | CustomerEdited
PrivateEvent: TypeAlias = UnaskedEvent | Answered
Event: TypeAlias = PrivateEvent | GroupEvent
Ask: TypeAlias = ChatAsk | QuestionAsk | PeopleAsk | LinkAsk | ReadingAsk | NoticeAsk | DeskAsk | OperatorAsk
#: What a service carries out; a reminder is words, so the turn sees to it.
Change: TypeAlias = (
    ChatChange
    | QuestionChange
    | PeopleChange
    | LinkChange
    | ReadingChange
    | NoticeChange
    | DeskChange
    | OperatorWork
)
Do: TypeAlias = Change | RemindAt
#: What a service has found out and somebody is to be told of.
Facts: TypeAlias = LinkFacts | ReadingFacts | NoticeFacts | DeskFacts


@dataclass(frozen=True, slots=True)
class News:
    """Facts for a person who did not ask; `handlers.news` puts them into words."""

    person_id: int
    facts: Facts


@dataclass(frozen=True, slots=True)
class GroupNews:
    """Facts for the support group, said in the operators' language: in the topic of a case, or in General.

    ``reply_to``: the entry that it answers. ``is_first``: it belongs to the first lines of a topic.
    """

    case_id: int | None
    facts: GroupFacts
    reply_to: int | None = None
    is_first: bool = False


#: What a service wants sent; where to, in which words and which language is not its business.
Outgoing: TypeAlias = News | GroupNews | LinkLetter | CalendarFile
