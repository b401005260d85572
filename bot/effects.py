"""Which service carries out which Ask and Do, all in the turn's own transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from sqlalchemy import Connection

from bot.local_time import latest
from bot.services import people
from bot.services.questions import Questions
from bot.storage.outbox import Parcel
from handlers.contract import (
    Answered,
    Ask,
    Change,
    CountMisses,
    DeleteMessage,
    LanguageIs,
    LeaveChat,
    Rank,
    ReadEntry,
    ReadLanguage,
    Reckon,
    Reckoned,
    RecordPick,
    RecordVote,
    SetLanguage,
    SetSubscription,
)


@dataclass(frozen=True, slots=True)
class Setting:
    """Where and when a turn takes place, in which language, and which message brought it about."""

    chat_id: int
    language: str
    now: datetime
    message_id: int | None = None


class Effects:
    """The services behind the vocabulary."""

    def __init__(self, questions: Questions) -> None:
        self._questions = questions

    def answer(self, tx: Connection, ask: Ask, setting: Setting) -> Answered:
        """Answer what a dialog asks. Safe to repeat, but for the record that is kept of a question."""
        match ask:
            case Rank(question):
                return self._questions.rank(tx, setting.chat_id, question, setting.now)
            case ReadEntry(entry_id, question_id):
                return self._questions.read(entry_id, question_id)
            case CountMisses():
                return self._questions.misses(tx, setting.chat_id, setting.now)
            case ReadLanguage():
                return LanguageIs(setting.language)
            case Reckon(wait, since):
                return Reckoned((setting.now if since is None else latest(since, setting.now)) + wait)
            case _:
                assert_never(ask)

    def carry_out(self, tx: Connection, do: Change, setting: Setting) -> Parcel | None:
        """Do what a dialog decided; what is to be sent is given back."""
        match do:
            case SetLanguage(language):
                people.choose_language(tx, setting.chat_id, language)
            case SetSubscription(active):
                people.set_subscription(tx, setting.chat_id, active=active)
            case RecordPick(question_id, entry_id):
                self._questions.record_pick(tx, setting.chat_id, question_id, entry_id)
            case RecordVote(question_id, helpful):
                self._questions.record_vote(tx, setting.chat_id, question_id, helpful=helpful)
            case LeaveChat():
                return Parcel("leave", setting.chat_id, {})
            case DeleteMessage():
                if setting.message_id is not None:
                    return Parcel("delete", setting.chat_id, {"message_id": setting.message_id})
            case _:
                assert_never(do)
        return None
