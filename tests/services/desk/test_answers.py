"""What operators ask of the desk, on both databases: cases, colleagues, answers, notes, phrases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import Connection, select

from bot.i18n import Texts
from bot.services.context import TurnContext
from bot.services.desk.answers import OperatorDesk
from bot.services.desk.canned import Canned
from bot.services.desk.group import Group
from bot.services.desk.learning import Trials
from bot.services.questions import learning
from bot.services.questions.questions import Questions
from bot.storage.engine import Database
from bot.storage.post import Post
from bot.storage.tables import (
    case_entries,
    cases,
    customers,
    deliveries,
    desk_members,
    links,
    persons,
    readings,
    supplies,
)
from bot.storage.tables import questions as asked_questions
from faq.book import Book, Entry
from handlers.contract.desk import CaseState, CaseView, Piece, Reason
from handlers.contract.desk_operators import (
    AnswersFound,
    CasesListed,
    ColleagueFound,
    CustomerRead,
    EditNote,
    FindColleague,
    KeptFound,
    LearnPhrase,
    ListCases,
    OperatorAnswered,
    OperatorAsk,
    OperatorWork,
    PhraseWeighed,
    ReadCustomer,
    ReplyFound,
    SeekAnswers,
    SeekKept,
    SeekReply,
    TakeUpNote,
    TryPhrase,
    WeighPhrase,
)
from tests.handlers.handoff.cases import pressed, written
from tests.support.logbook import Logbook, log

__all__ = ["log"]

_NOW: Final = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
_GROUP: Final = -1001234
_ADA: Final = 7
_BOOK: Final = Book(
    (
        Entry("lamp-change", "Come cambio la lampadina?", "Si svita.", phrases=("lampadina bruciata",)),
        Entry("plug-change", "Come cambio la presa?", "Non da solo.", phrases=("presa rotta",)),
    )
)


class Room:
    """A desk over a database with Ada, her supply and her case no. 1 in topic 90."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.trials = Trials(Questions(_BOOK), folder / "entries")
        replies = Canned({"saluto": {"it": "Ciao {nome}, per {fornitura}"}})
        self.desk = OperatorDesk(Group(_GROUP), Questions(_BOOK), replies, self.trials, "Servizio Clienti")
        self.case = CaseView(1, _ADA, CaseState.OPEN, Reason.WISH, "it", "Ada", topic_id=90)

    async def prepare(self) -> None:
        """Write Ada and her case."""
        await self.database.write(self._prepare)

    def _prepare(self, tx: Connection) -> None:
        person = {"first_name": "Ada", "language": "it", "language_chosen": False, "subscribed": True}
        tx.execute(persons.insert().values(person_id=_ADA, first_seen_at=_NOW, **person))
        customer = {"code": "001680", "name": "Ada Ferri", "tax_code": "x", "language": "it"}
        key = tx.execute(customers.insert().values(customer)).inserted_primary_key
        assert key is not None
        place = {"comune": "Lodi", "street": "Via Roma", "street_number": "1", "electromedical": False}
        supply = {"customer_id": key[0], "point": "12345678905678", "has_corrector": False, **place}
        point = tx.execute(supplies.insert().values(supply)).inserted_primary_key
        assert point is not None
        tx.execute(links.insert().values(person_id=_ADA, customer_id=key[0], proof="phone", linked_at=_NOW))
        reading = {"customer_id": key[0], "person_id": _ADA, "taken_on": _NOW.date(), "doubts": []}
        tx.execute(
            readings.insert().values(supply_id=point[0], sent_at=_NOW, meter=3017, state="pending", **reading)
        )
        self.add_case(tx)

    @staticmethod
    def add_case(tx: Connection, state: str = "open", **columns: Any) -> None:  # noqa: ANN401 - columns
        """Write a case of Ada's."""
        row = {
            "person_id": _ADA, "reason": "wish", "state": state, "language": "it", "opened_at": _NOW,
            "last_written_at": _NOW, "group_id": _GROUP, "topic_id": 90, "topic_state": "there",
        }  # fmt: skip
        tx.execute(cases.insert().values(row | columns))

    async def writes(self, side: str, html: str, message_id: int, **columns: Any) -> None:  # noqa: ANN401
        """Write an entry of case 1."""
        row = {
            "case_id": 1, "side": side, "kind": "text", "html": html, "group_message_id": message_id,
            "state": "kept", "written_at": _NOW,
        }  # fmt: skip
        await self.database.write(lambda tx: tx.execute(case_entries.insert().values(row | columns)))

    async def asks(self, ask: OperatorAsk) -> OperatorAnswered:
        """Return what the desk answers."""
        context = TurnContext(501, _GROUP, "it", _NOW)
        return await self.database.read(lambda tx: self.desk.answer(tx, ask, context))

    async def does(self, work: OperatorWork) -> None:
        """Let the desk carry something out."""
        context = TurnContext(501, _GROUP, "it", _NOW)
        await self.database.write(lambda tx: self.desk.carry_out(tx, work, context))

    async def html(self) -> list[tuple[str, str]]:
        """Return side and words of every entry."""
        rows = select(case_entries.c.side, case_entries.c.html).order_by(case_entries.c.entry_id)
        return await self.database.read(lambda tx: [(row.side, row.html) for row in tx.execute(rows)])


@pytest.fixture
async def room(database: Database, tmp_path: Path) -> Room:
    """A desk with Ada's case."""
    room = Room(database, tmp_path)
    await room.prepare()
    return room


async def test_open_cases_are_listed_with_links(room: Room) -> None:
    """Who waits longest first; closed ones are not there."""

    def more(tx: Connection) -> None:
        room.add_case(tx, person_id=8, waiting_since=_NOW, topic_id=91)
        room.add_case(tx, person_id=9, waiting_since=_NOW - timedelta(hours=1), topic_id=None)
        room.add_case(tx, "closed", person_id=10)

    await room.database.write(more)
    listed = await room.asks(ListCases())
    assert isinstance(listed, CasesListed)
    assert [(line.case.case_id, line.link) for line in listed.lines] == [
        (3, None),
        (2, "https://t.me/c/1234/91"),
        (1, "https://t.me/c/1234/90"),
    ]


@pytest.mark.parametrize(
    ("words", "message_id", "name"),
    [
        ("marco", None, "Marco Bianchi"),
        ("MARCO", None, "Marco Bianchi"),
        ("carla verdi", None, "Carla Verdi"),
        ("gone", None, None),
        ("twin", None, None),
        ("nobody", None, None),
        ("", 50, "Piero"),
        ("", 51, None),
        ("", None, None),
    ],
)
async def test_a_colleague_is_found(room: Room, words: str, message_id: int | None, name: str | None) -> None:
    """By user name, by a name that only one has, or by a message; who has left the group is nobody."""
    people = [
        (502, "marco", "Marco Bianchi", True),
        (503, None, "Carla Verdi", True),
        (504, "gone", "Gone", False),
        (505, None, "Twin", True),
        (506, None, "Twin", True),
    ]
    rows = [
        {"person_id": number, "username": user, "name": shown, "is_member": there, "checked_at": _NOW}
        for number, user, shown, there in people
    ]
    await room.database.write(lambda tx: tx.execute(desk_members.insert(), rows))
    await room.writes("operator", "ciao", 50, operator_id=507, operator_name="Piero")
    await room.writes("customer", "ciao", 51)
    found = await room.asks(FindColleague(room.case, written("/assegna"), words, message_id))
    assert isinstance(found, ColleagueFound)
    assert (None if found.colleague is None else found.colleague.name) == name


async def test_answers_are_found_by_id_or_words(room: Room) -> None:
    """Without words by what the customer wrote last; nothing is kept as a question."""
    await room.writes("customer", "la <b>presa</b> rotta", 50)
    found = {}
    for words in ("lamp-change", "lampadina bruciata", ""):
        answers = await room.asks(SeekAnswers(room.case, written("/faq"), words))
        assert isinstance(answers, AnswersFound)
        found[words] = [(answer.entry_id, answer.chance is None) for answer in answers.answers][:1]
    assert found == {
        "lamp-change": [("lamp-change", True)],
        "lampadina bruciata": [("lamp-change", False)],
        "": [("plug-change", False)],
    }
    assert await room.database.read(lambda tx: tx.execute(select(asked_questions)).all()) == []


async def test_a_canned_reply_names_the_customer_and_the_supply(room: Room) -> None:
    """The supply masked; who is not linked cannot have it filled in."""
    ask = SeekReply(room.case, written("/modello saluto"), "saluto")
    reply = await room.asks(ask)
    assert isinstance(reply, ReplyFound)
    assert reply.html == "Ciao Ada, per PDR …5678 (Via Roma 1, Lodi)"
    stranger = await room.asks(replace(ask, case=replace(room.case, person_id=8)))
    assert isinstance(stranger, ReplyFound)
    assert (stranger.html, stranger.lacks) == (None, "fornitura")


async def test_the_customer_is_shown_masked(room: Room) -> None:
    """Contract, supplies, readings that are on their way, and cases before."""
    await room.database.write(lambda tx: room.add_case(tx, "closed", reason="misses"))
    read = await room.asks(ReadCustomer(room.case))
    assert isinstance(read, CustomerRead)
    assert [(each.name, each.masked_code) for each in read.customers] == [("Ada Ferri", "…680")]
    assert [each.code for each in read.supplies] == ["PDR …5678"]
    assert [(each.point, each.values, each.state) for each in read.readings] == [
        ("PDR …5678", (3017,), "pending")
    ]
    assert [(line.case.case_id, line.case.reason) for line in read.earlier] == [(2, Reason.MISSES)]


async def test_a_kept_album_is_found_whole_and_taken_up_once(room: Room) -> None:
    """With the customer's message that it answers; taken up it is a note no longer."""
    await room.writes("customer", "foto?", 49, customer_message_id=5)
    for number in (50, 51):
        await room.writes("note", f"// {number}", number, album="a", file_id=f"f{number}", reply_to=1)
    await room.writes("note", "altra", 52)
    ask = SeekKept(room.case, pressed("/invia 1 nota 51"), 51)
    kept = await room.asks(ask)
    assert isinstance(kept, KeptFound)
    assert [(piece.message_id, piece.file_id) for piece in kept.pieces] == [(50, "f50"), (51, "f51")]
    assert (kept.reply_to, kept.is_sent) == (1, False)
    await room.does(TakeUpNote(1, 51))
    assert await room.html() == [("customer", "foto?"), ("note", "altra")]
    await room.writes("operator", "// 51", 51)
    again = await room.asks(ask)
    assert isinstance(again, KeptFound)
    assert (again.pieces, again.is_sent) == ((), True)


async def test_a_newer_case_is_named_before_an_old_one_is_reopened(room: Room) -> None:
    """At most one of a person is not closed."""
    old = replace(room.case, case_id=99, state=CaseState.CLOSED)
    kept = await room.asks(SeekKept(old, written("/riapri"), None))
    assert isinstance(kept, KeptFound)
    assert kept.newer is not None
    assert (kept.newer.case.case_id, kept.newer.link) == (1, "https://t.me/c/1234/90")
    own = await room.asks(SeekKept(room.case, written("/riapri"), None))
    assert isinstance(own, KeptFound)
    assert own.newer is None


async def test_a_changed_note_keeps_its_earlier_words(room: Room) -> None:
    """For the transcript; a change that changes nothing keeps nothing."""
    await room.writes("note", "// prima", 50)
    for _ in range(2):
        await room.does(EditNote(1, Piece(50, "text", "// dopo")))
    rows = await room.database.read(lambda tx: tx.execute(select(case_entries)).all())
    assert [(row.html, row.earlier) for row in rows] == [("// dopo", [[_NOW.isoformat(), "// prima"]])]


async def test_before_the_first_message_the_last_question_is_answered(room: Room) -> None:
    """What the customer asked the bot, where nothing was written in the case yet."""
    asked = {"chat_id": _ADA, "text": "lampadina bruciata", "decision": "none", "candidates": []}
    await room.database.write(
        lambda tx: tx.execute(asked_questions.insert().values(asked_at=_NOW, confidence=0.1, **asked))
    )
    found = await room.asks(SeekAnswers(room.case, pressed("/faq 1"), ""))
    assert isinstance(found, AnswersFound)
    assert found.answers[0].entry_id == "lamp-change"


@pytest.mark.parametrize(
    ("entry_id", "words", "fault"),
    [
        ("lamp-change", "non fa luce", None),
        ("none", "non fa luce", "no-entry"),
        ("lamp-change", "?!", "no-words"),
        ("lamp-change", "chiama il 333 1234567", "personal"),
        ("lamp-change", "chiama il [numero]", "personal"),
        ("plug-change", "Lampadina bruciata", "known"),
    ],
)
async def test_a_phrase_is_weighed(room: Room, entry_id: str, words: str, fault: str | None) -> None:
    """As `sportello faq learn` does."""
    weighed = await room.asks(WeighPhrase(room.case, written("/impara"), entry_id, words))
    assert isinstance(weighed, PhraseWeighed)
    assert (weighed.phrase, weighed.source, weighed.fault) == (words, "m4567", fault)


async def test_a_phrase_is_found_again_from_its_button(room: Room) -> None:
    """From a message of the customer, from the kept words, or from their last question to the bot."""
    await room.writes("customer", "non fa <b>luce</b>", 50)
    asked = {
        "chat_id": _ADA, "text": "si è spenta", "decision": "none", "candidates": [], "confidence": 0.1,
    }  # fmt: skip
    await room.database.write(lambda tx: tx.execute(asked_questions.insert().values(asked_at=_NOW, **asked)))
    event = written("/impara lamp-change")
    for message_id, phrase in ((50, "non fa luce"), (None, "si è spenta")):
        first = await room.asks(WeighPhrase(room.case, event, "lamp-change", message_id=message_id))
        assert isinstance(first, PhraseWeighed)
        again = WeighPhrase(room.case, event, "lamp-change", source=first.source, version="0.0")
        weighed = await room.asks(again)
        assert isinstance(weighed, PhraseWeighed)
        assert (first.phrase, weighed.phrase, weighed.fault) == (phrase, phrase, None)
    strangers = replace(room.case, person_id=8, case_id=2)
    other = await room.asks(WeighPhrase(strangers, event, "lamp-change", source="q1", version="0.0"))
    assert isinstance(other, PhraseWeighed)
    assert other.phrase == ""


async def test_a_button_is_stale_once_something_else_was_learned(room: Room) -> None:
    """It was tried beside other phrases."""
    await room.writes("note", "non fa luce", 50)
    ask = WeighPhrase(room.case, pressed("/impara"), "lamp-change", source="m50", version="0.0")
    await room.does(LearnPhrase("plug-change", "presa vecchia"))
    weighed = await room.asks(ask)
    assert isinstance(weighed, PhraseWeighed)
    assert weighed.fault == "stale"
    assert await room.database.read(learning.phrases) == {"plug-change": ("presa vecchia",)}


async def test_faulty_labels_are_said_and_stop_nothing(room: Room, tmp_path: Path, log: Logbook) -> None:
    """The phrase is not learned unchecked, and later ones are tried."""
    (tmp_path / "labelled").mkdir()
    (tmp_path / "labelled" / "check.tsv").write_text("no tab\n", encoding="utf-8")
    await room.does(TryPhrase(1, "lamp-change", "non fa luce", "m50"))
    await room.trials.run(room.database, Post(Texts.load(), Group(_GROUP).chat_id), lambda: _NOW)
    rows = await room.database.read(lambda tx: tx.execute(select(deliveries)).all())
    assert "/impara" not in str([row.payload for row in rows])
    assert len(rows) == 1
    log.forgive("labelled questions cannot be read")


async def test_a_trial_tells_the_topic_and_learns_nothing(room: Room, tmp_path: Path) -> None:
    """Beside the turns; the same one that waits is tried once."""
    (tmp_path / "labelled").mkdir()
    for _ in range(2):
        await room.does(TryPhrase(1, "lamp-change", "non fa luce", "m50"))
    post = Post(Texts.load(), Group(_GROUP).chat_id)
    await room.trials.run(room.database, post, lambda: _NOW)
    await room.trials.run(room.database, post, lambda: _NOW)
    rows = await room.database.read(lambda tx: tx.execute(select(deliveries)).all())
    assert [(row.chat_id, row.case_id) for row in rows] == [(_GROUP, 1)]
    assert "Imparo «non fa luce»" in rows[0].payload["text"]
    assert await room.database.read(learning.phrases) == {}
