"""What a person gets of a broadcast: its words in their language, as a content of the outbox."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TypeAlias, assert_never

from bot.i18n import CallbackButton, Keyboard, UrlButton
from bot.services.broadcasts.broadcast import MAIN_LANGUAGE, NAME_PLACE, Draft
from bot.services.broadcasts.sentence import Sentence
from bot.storage.parcels import Deletion, Message, PostEdit, PostPhoto, Sendable
from handlers.contract.speech import N_
from handlers.shared import names

#: The button by which somebody stops promotional messages, in a language.
WayOut: TypeAlias = Callable[[str], CallbackButton]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads it. ``message_id``: the message in their chat that a correction is about."""

    language: str
    first_name: str
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """Makes the contents of a broadcast. ``folder``: where its picture lies."""

    draft: Draft
    folder: Path
    way_out: WayOut

    def content(self, reader: Reader) -> Sendable | None:
        """Return what a person gets; None where a correction finds no message of theirs."""
        match self.draft.kind:
            case "delete":
                return None if reader.message_id is None else Deletion(reader.message_id)
            case "edit":
                if reader.message_id is None:
                    return None
                below_picture = self.draft.picture is not None
                text, rows = self._text(reader), self._rows(reader.language)
                return PostEdit(text, rows, message_id=reader.message_id, below_picture=below_picture)
            case "new" | "resend" | "follow-up":
                text, rows = self._text(reader), self._rows(reader.language)
                if self.draft.picture is None:
                    return Message(text, rows)
                return PostPhoto(text, rows, path=str((self.folder / self.draft.picture).resolve()))
            case _:
                assert_never(self.draft.kind)

    def missing(self, reader: Reader) -> list[Sentence]:
        """Name what a person would miss: their own language, their name, the picture's file."""
        found = []
        if self.draft.kind != "delete" and reader.language not in self.draft.texts:
            missing = N_("no text in {language}: they read it in {main}")
            found.append(Sentence.of(missing, language=reader.language, main=MAIN_LANGUAGE))
        if NAME_PLACE in _own(self.draft.texts, reader.language) and not _name(reader):
            found.append(Sentence.of(N_("no first name for {place}"), place=NAME_PLACE))
        label = N_("no label in {language} for the button to {url}")
        found += [
            Sentence.of(label, language=reader.language, url=button.url)
            for button in self.draft.buttons
            if reader.language not in button.labels
        ]
        if self.draft.picture is not None and not (self.folder / self.draft.picture).is_file():
            missing = N_("no picture {picture} in {folder}")
            found.append(Sentence.of(missing, picture=self.draft.picture, folder=self.folder))
        return found

    def _text(self, reader: Reader) -> str:
        return _own(self.draft.texts, reader.language).replace(NAME_PLACE, escape(_name(reader)))

    def _rows(self, language: str) -> Keyboard:
        links = tuple(
            (UrlButton(_own(button.labels, language), button.url),) for button in self.draft.buttons
        )
        return (*links, (self.way_out(language),)) if self.draft.purpose == "promotional" else links


def _own(by_language: Mapping[str, str], language: str) -> str:
    return by_language.get(language) or by_language.get(MAIN_LANGUAGE, "")


def _name(reader: Reader) -> str:
    return names.shown(reader.first_name)
