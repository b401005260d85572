"""What waits for the bot: pending updates, who may fetch them, and what was acknowledged."""

from collections.abc import Collection
from dataclasses import dataclass

from bot.demo.telegram.model import Json
from bot.demo.telegram.refusal import bad_request

FIRST_UPDATE_ID = 800_000_001
#: Kinds that only come when asked for.
ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where updates are delivered; an empty url means that the bot fetches them."""

    url: str = ""
    secret: str = ""
    max_connections: int = 40
    custom_certificate: bool = False


@dataclass(frozen=True, slots=True)
class Pending:
    """One update with the chat whose order it belongs to."""

    id: int
    chat_id: int
    body: Json


class UpdateQueue:
    """Pending updates in the order they happened; ids rise by one and never repeat."""

    def __init__(self) -> None:
        self.webhook = Webhook()
        #: None until the bot names kinds; then exactly those.
        self.allowed: tuple[str, ...] | None = None
        self.last_error: tuple[int, str] | None = None
        self._next_id = FIRST_UPDATE_ID
        self._pending: dict[int, Pending] = {}

    def __len__(self) -> int:
        return len(self._pending)

    def put(self, kind: str, chat_id: int, payload: Json) -> None:
        """Queues an update, unless the bot did not ask for its kind (then it takes no id either)."""
        if kind in ON_REQUEST if self.allowed is None else kind not in self.allowed:
            return
        self.put_raw(chat_id, {kind: payload})

    def put_raw(self, chat_id: int, body: Json) -> int:
        """Queues whatever a test wants the bot to meet, under the next id, and gives that id."""
        number = self._next_id
        self._next_id += 1
        self._pending[number] = Pending(number, chat_id, {"update_id": number, **body})
        return number

    def allow(self, kinds: object) -> None:
        """Takes the bot's `allowed_updates`: None keeps the former ones, an empty list the usual kinds."""
        if kinds is None:
            return
        if not isinstance(kinds, list) or not all(isinstance(kind, str) for kind in kinds):
            raise bad_request("can't parse allowed updates: expected an Array of Strings")
        self.allowed = tuple(kinds) or None

    def fetch(self, offset: int, limit: int) -> list[Json]:
        """The oldest updates from `offset` on; everything before it is forgotten.

        A negative offset counts from the end: -1 keeps only the newest.
        """
        if offset < 0:
            numbers = list(self._pending)
            offset = numbers[offset] if len(numbers) >= -offset else 0
        for number in [number for number in self._pending if number < offset]:
            del self._pending[number]
        return [pending.body for pending in list(self._pending.values())[:limit]]

    def next_for_webhook(self, busy: Collection[int]) -> Pending | None:
        """The oldest update of a chat that has no delivery under way."""
        return next((pending for pending in self._pending.values() if pending.chat_id not in busy), None)

    def holds(self, number: int) -> bool:
        """Whether the update still waits."""
        return number in self._pending

    def settle(self, number: int) -> None:
        """Forgets a delivered update."""
        self._pending.pop(number, None)

    def drop(self) -> None:
        """Forgets all that waits."""
        self._pending.clear()
