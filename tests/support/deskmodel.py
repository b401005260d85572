"""What should stand where once all is quiet: the laws of a case, turn by turn, without the bot.

A turn of either side is taken at once and in the order of its chat; which case a topic is of, and which
messages the record knows already, is told by who takes the turn.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Mode(StrEnum):
    """Who answers what a customer writes."""

    BOT = "bot"
    WISHED = "wished"
    PERSON = "person"
    JUST_CLOSED = "just closed"


@dataclass(eq=False)
class Case:
    """A case as people see it: open, paused or closed."""

    person_id: int
    is_open: bool = True
    is_paused: bool = False


@dataclass(eq=False)
class Said:
    """A message of either side, known by a token that nobody else's words hold."""

    token: str
    #: Its number in its own chat.
    number: int
    version: int = 0
    album: str = ""
    #: What it answers.
    answers: "Said | None" = None
    #: The case in which it was carried across; None: it never was.
    case: Case | None = None
    is_note: bool = False
    is_withdrawn: bool = False
    #: It stood in a topic that was deleted.
    is_lost: bool = False
    #: The reaction of the other side.
    reaction: str | None = None

    @property
    def words(self) -> str:
        """What it says now."""
        return f"qwx {self.token}.{self.version}"


@dataclass(eq=False)
class Customer:
    """Where a customer stands, and all that was carried across for them, in order."""

    person_id: int
    mode: Mode = Mode.BOT
    cases: list[Case] = field(default_factory=list)
    written: list[Said] = field(default_factory=list)
    heard: list[Said] = field(default_factory=list)
    #: The case that was closed last.
    closed: Case | None = None
    #: Whether another dialog of the bot is open, which no operator's turn ends.
    is_busy: bool = False

    @property
    def open_case(self) -> Case | None:
        """The case that is not closed."""
        return next((case for case in self.cases if case.is_open), None)

    # --- the customer's turns

    def writes(self, said: Sequence[Said]) -> None:
        """Words go to the person who answers, or open the case; else the bot answers them."""
        if self.mode is Mode.BOT:
            return
        if self.mode is Mode.JUST_CLOSED:
            self._reopens(self.closed or self.cases[-1])
        elif self.mode is Mode.WISHED and self.open_case is None:
            self.cases.append(Case(self.person_id))
        self.mode = Mode.PERSON
        for each in said:
            each.case = self.open_case
        self.written += said

    def edits(self, said: Said, version: int) -> None:
        """What is in a case stays in it; what was never in one is read like new words."""
        said.version = max(said.version, version)
        if said.case is None:
            self.writes([said])

    def wishes(self) -> None:
        """Ask for a person."""
        if self.mode is not Mode.BOT:
            return
        if (case := self.open_case) is not None:
            case.is_paused = False
            self.mode = Mode.PERSON
        else:
            self.mode = Mode.WISHED

    def goes_back(self) -> None:
        """Let the bot answer again."""
        if self.mode is Mode.PERSON and (case := self.open_case) is not None:
            case.is_paused = True
        self.mode = Mode.BOT

    def is_content(self) -> None:
        """Close the case, paused or not."""
        case = self.open_case
        if case is None:
            return
        case.is_open, self.closed = False, case
        if self.mode is Mode.PERSON or (self.mode is Mode.BOT and not self.is_busy):
            self.mode = Mode.JUST_CLOSED

    # --- the operators' turns

    def is_answered(self, case: Case, said: Sequence[Said]) -> None:
        """An open or paused case takes an answer; a note, an answer to one, and a closed case keep it."""
        is_note = any(each.is_note or (each.answers is not None and each.answers.is_note) for each in said)
        for each in said:
            each.is_note = is_note or not case.is_open
        if said[0].is_note:
            return
        for each in said:
            each.case = case
        case.is_paused = False
        self._is_brought_in()
        self.heard += said

    def is_closed(self, case: Case) -> None:
        """An operator closes the case."""
        if not case.is_open:
            return
        case.is_open, self.closed = False, case
        if self.mode is Mode.PERSON or (self.mode is Mode.BOT and not self.is_busy):
            self.mode = Mode.JUST_CLOSED

    def is_reopened(self, case: Case) -> None:
        """An operator opens the case again, unless the customer has another that is open."""
        if case.is_open or self.open_case is not None:
            return
        self._reopens(case)
        self._is_brought_in()

    def is_withdrawn(self, said: Said) -> None:
        """An operator takes a message back, with its album."""
        if said.case is None:
            return
        for each in self.heard:
            if each is said or (said.album and each.album == said.album):
                each.is_withdrawn = True

    def _is_brought_in(self) -> None:
        if self.mode is not Mode.BOT or not self.is_busy:
            self.mode = Mode.PERSON

    @staticmethod
    def _reopens(case: Case) -> None:
        case.is_open, case.is_paused = True, False
