"""Which service carries out which Ask and Do, all in the turn's own transaction."""

from typing import assert_never

from sqlalchemy import Connection

from bot.local_time import latest
from bot.services import people
from bot.services.context import TurnContext
from bot.services.linking import supplies
from bot.services.linking.links import Links
from bot.services.questions.questions import Questions
from bot.services.readings.readings import Readings
from bot.storage.outbox import Parcel
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


class Effects:
    """The services behind the vocabulary."""

    def __init__(self, questions: Questions, links: Links, readings: Readings) -> None:
        self._questions = questions
        self._links = links
        self._readings = readings

    def answer(self, tx: Connection, ask: Ask, context: TurnContext) -> Answered:
        """Answer what a dialog asks. Safe to repeat, but for what is taken down of it: questions, tries."""
        match ask:
            case Rank(question):
                return self._questions.rank(tx, context.chat_id, question, context.now)
            case ReadEntry(entry_id, question_id):
                return self._questions.read(entry_id, question_id)
            case CountMisses():
                return self._questions.misses(tx, context.chat_id, context.now)
            case ReadLanguage():
                return LanguageIs(context.language)
            case Reckon(wait, since):
                return Reckoned((context.now if since is None else latest(since, context.now)) + wait)
            case Identify() | CheckPhone() | CheckKey() | CountLetter() | ReadLinks() | ReadSupply():
                return self._answer_about_links(tx, ask, context)
            case (
                ReadGasSupplies()
                | InviteReading()
                | WeighReading()
                | ReadReading()
                | ReadTodays()
                | ReadReadings()
            ):
                return self._readings.answer(tx, ask, context.person_id, context.now)
            case _:
                assert_never(ask)

    def _answer_about_links(self, tx: Connection, ask: LinkAsk, context: TurnContext) -> LinkAnswered:
        person_id, now = context.person_id, context.now
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

    def carry_out(self, tx: Connection, do: Change, context: TurnContext) -> list[Parcel]:
        """Do what a dialog decided; what is to be sent is given back."""
        match do:
            case SetLanguage(language):
                people.choose_language(tx, context.person_id, language)
            case SetSubscription(active):
                people.set_subscription(tx, context.person_id, active=active)
            case RecordPick(question_id, entry_id):
                self._questions.record_pick(tx, context.chat_id, question_id, entry_id)
            case RecordVote(question_id, helpful):
                self._questions.record_vote(tx, context.chat_id, question_id, helpful=helpful)
            case LeaveChat():
                return [Parcel("leave", context.chat_id, {})]
            case DeleteMessage():
                if context.message_id is not None:
                    return [Parcel("delete", context.chat_id, {"message_id": context.message_id})]
            case SendLetter() | LinkCustomer() | UnlinkCustomer() | NameSupply():
                return self._change_links(tx, do, context)
            case SaveReading() | AttachPhoto() | DeleteReading() | SetWindowReminders():
                self._readings.carry_out(tx, do, context.person_id, context.now)
            case _:
                assert_never(do)
        return []

    def _change_links(self, tx: Connection, do: LinkChange, context: TurnContext) -> list[Parcel]:
        person_id, now = context.person_id, context.now
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
