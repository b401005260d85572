"""What stands in the outbox: kinds and payloads are promises, to rows that wait while a release changes."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final, get_args

import pytest

from bot.i18n import Texts, UrlButton
from bot.storage import parcels
from bot.storage.parcels import (
    ButtonAnswer,
    Content,
    Deletion,
    Document,
    Leaving,
    Payload,
    PostEdit,
    PostPhoto,
    UnknownKind,
    Unreadable,
    content_of,
    edited,
    kind_of,
    payload_of,
    said,
)
from bot.storage.post import Post
from handlers.contract.linking import LinkLetter
from handlers.contract.speech import Chart, Choice, Link, Say, Shortcut, Verbatim

_NOON: Final = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
#: By name, the kind and payload of a row as an earlier release wrote them. Only ever added to.
_ROWS: Final[dict[str, tuple[str, Payload]]] = json.loads(
    (Path(__file__).parents[1] / "golden" / "deliveries.json").read_text("utf-8")
)
_TEXTS: Final = Texts.load()
_CHOICES: Final = (Choice("Sì", "yes"), Shortcut("← Back", "/indietro"))
_BUTTONS: Final = (_CHOICES, (Link("Sito", "https://example.org/"),))
_CHART: Final = Chart(
    Say("Casa & <nido>"), ((date(2025, 1, 28), Decimal("0.044")), (date(2025, 2, 28), None))
)
_LETTER: Final = LinkLetter(
    "ada@example.org", "it", "Ada", "…001", "https://t.me/b?start=collega-k", _NOON + timedelta(minutes=30)
)


def _new(say: Say, *, closes_keyboard: bool = False) -> Content:
    (first, *_) = _TEXTS.render(say, "it", 3, _NOON).parts()
    return said(first, closes_keyboard=closes_keyboard)


def _edit(say: Say, *, closes_keyboard: bool = False) -> Content:
    return edited(_TEXTS.render(say, "it", 3, _NOON), 9, closes_keyboard=closes_keyboard)


def _mail(to: str | None) -> Content:
    return Post(_TEXTS).letter(replace(_LETTER, to=to), _NOON).content


_PHOTO: Final = parcels.AlbumPart(4, "photo", "AgAD", "Ecco")
_MADE: Final[dict[str, Content]] = {
    "message: words alone": _new(Say(Verbatim("<b>Ciao</b> &amp; “è”"))),
    "message: buttons": _new(Say("Vuoi?", rows=_BUTTONS)),
    "message: asks for the number": _new(Say("Il numero?", rows=(_CHOICES,), contact="Il mio numero")),
    "message: closes the keyboard": _new(Say("Fatto"), closes_keyboard=True),
    "photo: words and buttons": _new(Say("Ecco", rows=_BUTTONS, picture=_CHART)),
    "photo: closes the keyboard": _new(Say("Ecco", picture=_CHART), closes_keyboard=True),
    "photo: words too long follow": _new(
        Say(Verbatim("x" * 1025), rows=(_CHOICES,), picture=_CHART), closes_keyboard=True
    ),
    "document": Document("sportello.ics", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "<b>Ecco</b> &amp; qui"),
    "edit: words and buttons": _edit(Say("Vuoi?", rows=_BUTTONS)),
    "edit: closes the keyboard": _edit(Say("Fatto"), closes_keyboard=True),
    "edit: asks for the number": _edit(Say("Il numero?", contact="Il mio numero")),
    "post-photo": PostPhoto(
        "<b>Ecco</b>", ((UrlButton("Sito", "https://example.org/"),),), path="/var/broadcasts/ab.png"
    ),
    "post-edit: words alone": PostEdit("Giusto", (), message_id=9),
    "post-edit: below a picture": PostEdit("Giusto", (), message_id=9, below_picture=True),
    "delete": Deletion(41),
    "leave": Leaving(),
    "callback: nothing to say": ButtonAnswer("q", None),
    "callback: words over the chat": ButtonAnswer("q", "Questo pulsante non è più valido."),
    "mail": _mail("ada@example.org"),
    "mail: to nobody": _mail(None),
    "copy": parcels.Copy(4, 77, 9, "photo", "<b>Ecco</b>", 3, "AgAD"),
    "joined": parcels.JoinedTexts((4, 5), "uno\n\ndue"),
    "album": parcels.Album((_PHOTO, parcels.AlbumPart(5, "video", "BAAD")), 3),
    "reaction": parcels.Reaction("👍", 4),
    "reaction: taken back": parcels.Reaction(None, message_id=9),
    "twin-edit": parcels.TwinEdit(4, "photo", "Ecco", parcels.AlbumPart(4, "photo", "AgAD")),
    "twin-delete": parcels.TwinDeletion(4, "text", "Messaggio ritirato"),
    "topic": parcels.TopicOpening("7 · Ada", "❓"),
    "topic-edit": parcels.TopicChange(icon="✅", is_closed=True),
    "topic-delete": parcels.TopicDeletion(),
    "pin": parcels.Pin(),
}


def test_every_kind_has_a_saved_example() -> None:
    """A new kind is added to tests/golden/deliveries.json, by hand."""
    assert {type(content_of(*row)) for row in _ROWS.values()} == set(get_args(parcels.Sendable))


@pytest.mark.parametrize("name", _ROWS)
def test_a_saved_row_is_read_and_written_again_the_same(name: str) -> None:
    """To the byte, with the keys in their order."""
    kind, payload = _ROWS[name]
    content = content_of(kind, payload)
    assert (kind_of(content), json.dumps(payload_of(content))) == (kind, json.dumps(payload))


@pytest.mark.parametrize("name", _ROWS)
def test_a_row_is_made_as_it_was(name: str) -> None:
    """What is said, edited, deleted and mailed today makes the rows of the file; reading gives it back."""
    kind, payload = _ROWS[name]
    content = _MADE[name]
    assert (kind_of(content), json.dumps(payload_of(content))) == (kind, json.dumps(payload))
    assert content_of(kind, payload) == content


def test_what_a_newer_release_wrote_stays_as_it_is() -> None:
    """An unknown kind is kept for a clear fault; a key that we do not know is no reason not to send."""
    later = content_of("story", {"pictures": [1]})
    assert later == UnknownKind("story", {"pictures": [1]})
    assert (kind_of(later), payload_of(later)) == ("story", {"pictures": [1]})
    assert content_of("delete", {"message_id": 41, "silently": True}) == Deletion(41)


@pytest.mark.parametrize("kind", ["message", "mail"])
def test_a_payload_that_breaks_its_promise_is_read_all_the_same(kind: str) -> None:
    """Else claiming it would fail, and with it everything behind; it stays on its carrier."""
    broken = content_of(kind, {"text": 5})
    assert broken == Unreadable(kind, {"text": 5})
    assert (kind_of(broken), payload_of(broken)) == (kind, {"text": 5})
    assert parcels.is_letter(broken) is (kind == "mail")
