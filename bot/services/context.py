"""Where a turn takes place, as the services and the turn itself are told."""

from dataclasses import dataclass
from datetime import datetime

from handlers.contract.desk import Author, Piece


@dataclass(frozen=True, slots=True)
class TurnContext:
    """Person, chat, language and moment of one turn."""

    person_id: int
    chat_id: int
    language: str
    now: datetime
    #: The topic of a group that is split into topics.
    topic_id: int | None = None
    #: The message that the person wrote; None where a button was pressed, or the clock began the turn.
    message_id: int | None = None
    #: That message as it can be carried into a case; an album has several.
    pieces: tuple[Piece, ...] = ()
    #: The case that this turn of the support group is about, once it is known.
    case_id: int | None = None

    @classmethod
    def private(cls, chat_id: int, language: str, now: datetime) -> "TurnContext":
        """Return the context of a private chat, which has the same number as its person."""
        return cls(chat_id, chat_id, language, now)

    @classmethod
    def of_group(cls, author: Author | None, chat_id: int, language: str, now: datetime) -> "TurnContext":
        """Return the context of the support group; its person is 0 where nobody of a number acts."""
        person_id = None if author is None else author.person_id
        return cls(person_id or 0, chat_id, language, now)

    @property
    def is_of_group(self) -> bool:
        """Tell whether the turn takes place in the support group."""
        return self.person_id != self.chat_id
