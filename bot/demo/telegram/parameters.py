"""The parameters of one call, wherever they came from: query, form, multipart or JSON."""

import json
from collections.abc import Callable, Mapping
from typing import TypeAlias

from bot.demo.telegram.formatted import from_html, plain, with_entities
from bot.demo.telegram.model import Entity, Formatted, Json, Upload
from bot.demo.telegram.refusal import bad_request
from bot.demo.telegram.world import World


class Parameters:
    """Reads values with the leniency of the Bot API: numbers and objects may come as strings."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values

    def text(self, name: str) -> str:
        """A string; empty where the call has none."""
        value = self._values.get(name)
        return "" if value is None else str(value)

    def whole(self, name: str, default: int = 0) -> int:
        """A whole number."""
        try:
            return int(self.text(name) or default)
        except ValueError:
            raise bad_request(f"invalid {name} specified") from None

    def flag(self, name: str) -> bool:
        """A yes; anything else is a no."""
        return self.text(name).lower() in {"true", "1", "yes"}

    def has(self, name: str) -> bool:
        """Whether the call has this parameter, be it empty."""
        return self._values.get(name) is not None

    def json(self, name: str) -> object:
        """An object or array; None where the call has none."""
        value = self._values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except json.JSONDecodeError:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None

    def upload(self, name: str) -> Upload | None:
        """A file of a multipart call, by its own name or by `attach://other`."""
        value = self._values.get(name)
        if isinstance(value, str) and value.startswith("attach://"):
            value = self._values.get(value.removeprefix("attach://"))
        return value if isinstance(value, Upload) else None

    def chat_id(self) -> int:
        """The chat that the call is about.

        Raises:
            ApiError: it is missing, or the name of a chat that does not exist here.

        """
        if not self.text("chat_id"):
            raise bad_request("chat_id is empty")
        try:
            return int(self.text("chat_id"))
        except ValueError:
            raise bad_request("chat not found") from None

    def formatted(self, name: str, entities: str) -> Formatted:
        """A text with the formatting that the call asks for."""
        source = self.text(name)
        match self.text("parse_mode").lower():
            case "html":
                return from_html(source)
            case "":
                given = self.json(entities)
                return with_entities(source, _entities(given)) if given else plain(source)
            case _:
                raise bad_request("unsupported parse_mode")

    def number(self, name: str) -> float:
        """A number with decimals."""
        try:
            return float(self.text(name))
        except ValueError:
            raise bad_request(f"{name} is empty" if not self.text(name) else f"invalid {name}") from None

    def objects(self, name: str) -> list[Json]:
        """An array of objects."""
        given = self.json(name)
        if not isinstance(given, list) or not all(isinstance(item, dict) for item in given):
            raise bad_request(f"can't parse {name} JSON object")
        return given

    def wholes(self, name: str) -> list[int]:
        """An array of whole numbers."""
        given = self.json(name)
        if not isinstance(given, list) or not all(isinstance(item, int) for item in given):
            raise bad_request(f"can't parse {name} JSON object")
        return given

    def within(self, values: Json) -> "Parameters":
        """The parameters of one object inside the call, whose files stand beside it."""
        return Parameters({**self._values, "caption": None, "caption_entities": None, **values})

    def quote(self) -> str:
        """The words quoted of the message answered to; empty for none."""
        given = self.json("reply_parameters")
        return str(given.get("quote") or "") if isinstance(given, dict) else ""

    def reply_to(self) -> tuple[int, bool]:
        """The message answered to (0 for none), and whether to go on without it."""
        given = self.json("reply_parameters")
        if isinstance(given, dict):
            return int(given.get("message_id", 0)), bool(given.get("allow_sending_without_reply"))
        return self.whole("reply_to_message_id"), self.flag("allow_sending_without_reply")


#: A method of the Bot API, from parameters to result.
Method: TypeAlias = Callable[[World, Parameters], object]


def _entities(given: object) -> tuple[Entity, ...]:
    if not isinstance(given, list):
        raise bad_request("can't parse entities: expected an Array of MessageEntity")
    return tuple(_entity(item) for item in given)


def _entity(given: Json) -> Entity:
    try:
        return Entity(
            kind=str(given["type"]),
            offset=int(given["offset"]),
            length=int(given["length"]),
            url=str(given.get("url", "")),
            language=str(given.get("language", "")),
            custom_emoji=str(given.get("custom_emoji_id", "")),
        )
    except (KeyError, TypeError, ValueError):
        raise bad_request("can't parse entities: invalid MessageEntity") from None
