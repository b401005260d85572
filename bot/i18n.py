"""What is said, in the reader's language: catalogues read from locales/, places filled, buttons labelled."""

import gettext
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any, Final, assert_never

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from handlers.contract import Button, Choice, Link, Say, Shortcut, Value, Verbatim

LANGUAGES: Final = ("it", "en", "de")
DEFAULT_LANGUAGE: Final = "it"
FOLDER: Final = Path(__file__).parents[1] / "locales"
#: Telegram's limit for what a button carries.
_LONGEST_DATA_BYTES: Final = 64


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message ready to send: Telegram HTML and rows of buttons, JSON through and through."""

    text: str
    rows: list[list[dict[str, str]]]

    def payload(self) -> dict[str, Any]:
        """The part of an outbox row that says this."""
        return {"text": self.text, "rows": self.rows}


class Texts:
    """The sentences of the interface in every language."""

    def __init__(self, catalogues: Mapping[str, gettext.NullTranslations]) -> None:
        self._catalogues = catalogues

    @classmethod
    def load(cls, folder: Path = FOLDER) -> "Texts":
        """Read every catalogue; a sentence that one lacks is said in English, the language of the msgids."""
        return cls({language: _catalogue(folder, language) for language in LANGUAGES})

    def translate(self, msgid: str, language: str) -> str:
        """The sentence in a language, its places still open; `Verbatim` is left as it is."""
        if isinstance(msgid, Verbatim) or not msgid:
            return msgid
        return self._catalogues.get(language, self._catalogues[DEFAULT_LANGUAGE]).gettext(msgid)

    def render(self, say: Say, language: str, revision: int) -> Rendered:
        """A message for its reader. ``revision`` is the session's, which dialog buttons carry."""
        sentence = self.translate(say.text, language)
        if not isinstance(say.text, Verbatim):
            sentence = sentence.format_map({name: _escaped(value) for name, value in say.values.items()})
        return Rendered(
            sentence, [[self._button(button, language, revision) for button in row] for row in say.rows]
        )

    def _button(self, button: Button, language: str, revision: int) -> dict[str, str]:
        label = self.translate(button.label, language)
        match button:
            case Choice(_, value):
                return {"label": label, "data": _fitting(f"r{revision}:{value}")}
            case Shortcut(_, command):
                return {"label": label, "data": _fitting(command)}
            case Link(_, url):
                return {"label": label, "url": url}
            case _:
                assert_never(button)


def spoken(language_code: str | None) -> str:
    """Our language for Telegram's code (``de-AT``); Italian where it is unknown."""
    code = (language_code or DEFAULT_LANGUAGE).split("-")[0].lower()
    return code if code in LANGUAGES else DEFAULT_LANGUAGE


def _escaped(value: Value) -> str:
    return value if isinstance(value, Verbatim) else escape(str(value), quote=False)


def _fitting(data: str) -> str:
    if len(data.encode()) > _LONGEST_DATA_BYTES:
        raise ValueError(f"a button cannot carry {data!r}: over {_LONGEST_DATA_BYTES} bytes")
    return data


def _catalogue(folder: Path, language: str) -> gettext.NullTranslations:
    compiled = BytesIO()
    with (folder / language / "LC_MESSAGES" / "messages.po").open("rb") as po:
        write_mo(compiled, read_po(po, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
