"""What questions to the FAQ offer: the dialog, what our buttons say, and what follows from the answers."""

from typing import Final, assert_never

from faq.book import Entry
from faq.matcher import Suggest
from handlers.contract.dialog import CommandOffer, State, Subject, Turn
from handlers.contract.questions import EntryRead, Missed, QuestionAnswered, Ranked
from handlers.contract.vocabulary import Event
from handlers.questions import ask

SUBJECT: Final = Subject(
    dialogs=(ask.DIALOG,),
    commands=(
        CommandOffer("chiedi", ask.ask, takes_words=True),
        CommandOffer("faq", ask.read, reads=ask.is_entry, yields=True),
        CommandOffer("voto", ask.vote),
    ),
)


def answered(state: State | None, event: QuestionAnswered) -> Turn:
    """Say what the FAQ has answered."""
    match event:
        case Ranked():
            return ask.ranked(state, event)
        case EntryRead():
            return ask.entry_read(state, event)
        case Missed():
            return ask.missed(state, event)
        case _:
            assert_never(event)


def has_last_word(event: Event) -> bool:
    """Whether nothing may be said after this answer: what to do in danger, or a choice still to be made."""
    match event:
        case EntryRead(entry=Entry(id=entry_id)) | Ranked(entries=(Entry(id=entry_id), *_)) if (
            entry_id.startswith("urgent-")
        ):
            return True
        case Ranked(decision=Suggest()):
            return True
        case _:
            return False
