"""The whole vocabulary between the rooms, closed: every Event, Ask, answer and Do, a line a subject."""

from typing import TypeAlias

from handlers.contract.chat import (
    AddedToGroup,
    Attachment,
    Chosen,
    Command,
    DeleteMessage,
    Due,
    Expired,
    LeaveChat,
    Reckon,
    Reckoned,
    RemindAt,
    Text,
)
from handlers.contract.linking import ContactShared, LinkAnswered, LinkAsk, LinkChange
from handlers.contract.people import LanguageIs, ReadLanguage, SetLanguage, SetSubscription, Subscribed
from handlers.contract.questions import (
    CountMisses,
    EntryRead,
    Missed,
    Rank,
    Ranked,
    ReadEntry,
    RecordPick,
    RecordVote,
)
from handlers.contract.readings import ReadingAnswered, ReadingAsk, ReadingChange

Answered: TypeAlias = Ranked | EntryRead | Missed | LanguageIs | Reckoned | LinkAnswered | ReadingAnswered
Event: TypeAlias = (
    Text
    | Command
    | Chosen
    | ContactShared
    | Attachment
    | Expired
    | Due
    | Subscribed
    | AddedToGroup
    | Answered
)


Ask: TypeAlias = Rank | ReadEntry | CountMisses | ReadLanguage | Reckon | LinkAsk | ReadingAsk
#: What a service carries out; a reminder is words, so the turn sees to it.
Change: TypeAlias = (
    SetLanguage
    | SetSubscription
    | RecordPick
    | RecordVote
    | LeaveChat
    | DeleteMessage
    | LinkChange
    | ReadingChange
)
Do: TypeAlias = Change | RemindAt
