"""Which service carries out which Ask and Do, all in the turn's own transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from sqlalchemy import Connection

from bot.local_time import latest
from bot.services import people
from bot.services.linking import supplies
from bot.services.linking.links import Links
from bot.services.questions.questions import Questions
from bot.services.readings.readings import Readings
from bot.storage.outbox import Parcel
from bot.storage.parcels import Deletion, Leaving
from handlers.contract.chat import DeleteMessage, LeaveChat, Reckon, Reckoned
from handlers.contract.linking import (
    CheckKey,
    CheckPhone,
    CountLetter,
    Identify,
    LinkAnswered,
    LinkAsk,
    LinkChange,
    LinkCustomer,
    NameSupply,
    ReadLinks,
    ReadSupply,
    SendLetter,
    UnlinkCustomer,
)
from handlers.contract.people import LanguageIs, ReadLanguage, SetLanguage, SetSubscription
from handlers.contract.questions import CountMisses, Rank, ReadEntry, RecordPick, RecordVote
from handlers.contract.readings import (
    AttachPhoto,
    DeleteReading,
    InviteReading,
    ReadGasSupplies,
    ReadReading,
    ReadReadings,
    ReadTodays,
    SaveReading,
    SetWindowReminders,
    WeighReading,
)
from handlers.contract.vocabulary import Answered, Ask, Change


@dataclass(frozen=True, slots=True)
class Setting:
    """Where and when a turn takes place, in which language, and which message brought it about."""

    chat_id: int
    language: str
    now: datetime
    message_id: int | None = None


class Effects:
    """The services behind the vocabulary."""

    def __init__(self, questions: Questions, links: Links, readings: Readings) -> None:
        self._questions = questions
        self._links = links
        self._readings = readings

    def answer(self, tx: Connection, ask: Ask, setting: Setting) -> Answered:
        """Answer what a dialog asks. Safe to repeat, but for what is taken down of it: questions, tries."""
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
            case Identify() | CheckPhone() | CheckKey() | CountLetter() | ReadLinks() | ReadSupply():
                return self._answer_about_links(tx, ask, setting)
            case (
                ReadGasSupplies()
                | InviteReading()
                | WeighReading()
                | ReadReading()
                | ReadTodays()
                | ReadReadings()
            ):
                return self._readings.answer(tx, ask, setting.chat_id, setting.now)
            case _:
                assert_never(ask)

    def _answer_about_links(self, tx: Connection, ask: LinkAsk, setting: Setting) -> LinkAnswered:
        person_id, now = setting.chat_id, setting.now
        match ask:
            case Identify(code, tax_code):
                return self._links.identify(tx, person_id, code, tax_code, now)
            case CheckPhone(attempt_id, phone):
                return self._links.check_phone(tx, person_id, attempt_id, phone, now)
            case CheckKey(key):
                return self._links.check_key(tx, person_id, key, now)
            case CountLetter(attempt_id):
                return self._links.count_letter(tx, person_id, attempt_id, now)
            case ReadLinks(purpose):
                return supplies.read(tx, person_id, purpose)
            case ReadSupply(supply_id):
                return supplies.read_one(tx, person_id, supply_id)
            case _:
                assert_never(ask)

    def carry_out(self, tx: Connection, do: Change, setting: Setting) -> list[Parcel]:
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
                return [Parcel(Leaving(), setting.chat_id)]
            case DeleteMessage():
                if setting.message_id is not None:
                    return [Parcel(Deletion(setting.message_id), setting.chat_id)]
            case SendLetter() | LinkCustomer() | UnlinkCustomer() | NameSupply():
                return self._change_links(tx, do, setting)
            case SaveReading() | AttachPhoto() | DeleteReading() | SetWindowReminders():
                self._readings.carry_out(tx, do, setting.chat_id, setting.now)
            case _:
                assert_never(do)
        return []

    def _change_links(self, tx: Connection, do: LinkChange, setting: Setting) -> list[Parcel]:
        person_id, now = setting.chat_id, setting.now
        match do:
            case SendLetter(attempt_id, until):
                return self._links.letter(tx, person_id, attempt_id, until, now)
            case LinkCustomer(attempt_id):
                return self._links.link(tx, person_id, attempt_id, now)
            case UnlinkCustomer(customer_id):
                self._links.unlink(tx, person_id, customer_id)
            case NameSupply(supply_id, nickname):
                supplies.name(tx, person_id, supply_id, nickname)
            case _:
                assert_never(do)
        return []
