"""Which reply markups Telegram takes, and which buttons they show."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.demo.telegram.model import Json
from bot.demo.telegram.refusal import bad_request

DATA_BYTES = 64
BUTTONS = 100

#: What an inline button can do; it must do exactly one of them.
_ACTIONS = ("callback_data", "url", "copy_text", "web_app", "login_url", "switch_inline_query", "pay")
_STYLES = {"danger", "success", "primary"}
_LINKS = ("http://", "https://", "tg://", "tel:", "mailto:")


@dataclass(frozen=True, slots=True)
class Button:
    """A button as a person sees it; what it does is in one of the last four fields."""

    label: str
    data: str | None = None
    url: str | None = None
    copy: str | None = None
    #: A button of the reply keyboard that hands over the person's number.
    contact: bool = False


def checked(markup: object) -> Json:
    """The markup as it is kept; an empty one for None.

    Raises:
        ApiError: Telegram's sentence for a keyboard it would not take.

    """
    if markup is None or markup == {}:
        return {}
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        rows = _rows(markup["inline_keyboard"], "inline keyboard")
        return {"inline_keyboard": [[_inline(button) for button in row] for row in rows if row]}
    if "keyboard" in markup:
        rows = _rows(markup["keyboard"], "keyboard")
        kept = {key: value for key, value in markup.items() if value not in (None, False)}
        return {**kept, "keyboard": [[_reply(button) for button in row] for row in rows if row]}
    if markup.get("remove_keyboard") is True or markup.get("force_reply") is True:
        return markup
    return {}


def buttons(markup: Json) -> list[list[Button]]:
    """The rows of a keyboard of either kind; none for other markups."""
    rows = markup.get("inline_keyboard") or markup.get("keyboard") or []
    return [[_button(button) for button in row] for row in rows]


def is_inline(markup: Json) -> bool:
    """Whether the buttons belong to the message and not to the place where one writes."""
    return "inline_keyboard" in markup


def _button(button: Json) -> Button:
    return Button(
        label=button["text"],
        data=button.get("callback_data"),
        url=button.get("url"),
        copy=button["copy_text"]["text"] if "copy_text" in button else None,
        contact=bool(button.get("request_contact")),
    )


def _rows(rows: object, name: str) -> list[list[object]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request(
            f'field "{name.replace(" ", "_")}" of the markup must be an Array of Arrays of buttons'
        )
    if sum(map(len, rows)) > BUTTONS:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    return rows


def _inline(button: object) -> Json:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: expected an Object")
    _check_face(button, "inline keyboard button")
    actions = [action for action in _ACTIONS if action in button]
    if not actions:
        raise bad_request(
            "can't parse inline keyboard button: text buttons are unallowed in the inline keyboard"
        )
    if len(actions) > 1:
        raise bad_request("can't parse inline keyboard button: a button must have exactly one action")
    for data in _strings(button, "callback_data"):
        if not 1 <= len(data.encode()) <= DATA_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
    for url in _strings(button, "url"):
        if not url.startswith(_LINKS):
            raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    return dict(button)


def _reply(button: object) -> Json:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict):
        raise bad_request("can't parse keyboard button: KeyboardButton must be a String or an Object")
    _check_face(button, "keyboard button")
    return dict(button)


def _check_face(button: Json, name: str) -> None:
    text = button.get("text")
    if not isinstance(text, str) or not text.strip():
        raise bad_request(f'can\'t parse {name}: field "text" must be a non-empty String')
    if button.get("style", "primary") not in _STYLES:
        raise bad_request(f"can't parse {name}: invalid button style specified")


def _strings(button: Json, key: str) -> Iterator[str]:
    if key in button:
        if not isinstance(button[key], str):
            raise bad_request(f'can\'t parse inline keyboard button: field "{key}" must be of type String')
        yield button[key]
