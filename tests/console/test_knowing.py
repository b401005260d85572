"""Knowing: questions without an answer, entries, and new versions of answers, as staff press them."""

import html
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import Connection

from bot.services.questions import answers, learning
from bot.services.questions.knowing import Knowing
from bot.services.questions.questions import Questions
from bot.services.staff.sessions import Role
from bot.storage.engine import Database
from bot.storage.tables import questions as table
from faq import book
from tests.support.consoleroom import Client, ConsoleRoom, Page, console_on

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

HOME: Final = "/console/knowing"
EDITOR: Final = f"{HOME}/answer?id=lamp"
ANSWER: Final = f"{HOME}/answer"
ENTRIES: Final = """
[[entry]]
id = "lamp"
question = "Come cambio la lampadina?"
answer = "Si <b>svita</b>, e poi si chiama {number.help}."
phrases = ["lampadina bruciata"]

[[entry]]
id = "plug/1?"
question = "Come cambio la presa?"
answer = "Non da solo."
"""


@pytest.fixture
async def room(database: Database, tmp_path: Path) -> AsyncIterator[ConsoleRoom]:
    """The console over a book of two entries, with a labelled question that nothing answers."""
    (tmp_path / "entries").mkdir()
    (tmp_path / "entries" / "book.toml").write_text(ENTRIES, "utf-8")
    (tmp_path / "labelled").mkdir()
    (tmp_path / "labelled" / "ours.tsv").write_text("il forno non scalda\t-\tgap\n", "utf-8")
    knowledge = book.load(tmp_path / "entries", {"help": "800 1"})
    knowing = Knowing(Questions(knowledge), tmp_path / "entries")
    async with console_on(database, knowing=knowing) as opened:
        yield opened


@pytest.fixture
async def ada(room: ConsoleRoom) -> Client:
    """An editor at the console."""
    return await room.signed_in(Role.EDITOR, "ada")


async def asked(room: ConsoleRoom, *texts: str) -> None:
    """Keep questions that found no answer."""

    def ask(tx: Connection) -> None:
        for text in texts:
            row = {"chat_id": 1, "text": text, "decision": "none", "candidates": [], "confidence": 0.1}
            tx.execute(table.insert().values(**row, asked_at=room.clock() - timedelta(minutes=1)))

    await room.database.write(ask)


def _hidden(page: Page) -> dict[str, str]:
    """The hidden fields of the last form that has any beside the token."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.text)
    return {name: html.unescape(value) for name, value in found if name != "token"}


def _bubbles(page: Page) -> list[str]:
    return re.findall(r'<div class="bubble">(.*?)</div>', page.text, re.DOTALL)


async def test_a_question_is_attached_after_a_look_at_what_would_change(
    room: ConsoleRoom, ada: Client
) -> None:
    """Choosing shows the check and learns nothing; the second press learns, audits and settles the group."""
    await asked(room, "non fa piu luce", "non fa più luce!", "altro <i>ancora</i>")
    page = await ada.gets(HOME)
    assert page.text.index("non fa pi") < page.text.index("altro &lt;i&gt;")
    page = await ada.gets(f"{HOME}/attach?head=non+fa+piu+luce")
    assert 'value="non fa piu luce"' in page.text
    page = await ada.posts(f"{HOME}/attach", phrase="non fa luce", head="non fa piu luce", q="svita")
    assert "lampadina" in page.text
    assert "presa" not in page.text
    wanted = {"phrase": " non  fa luce", "head": "non fa piu luce", "entry_id": "lamp"}
    page = await ada.posts(f"{HOME}/try", **wanted)
    assert "No labelled question would be decided otherwise." in page.text
    assert await room.database.read(learning.phrases) == {}
    page = await ada.presses(f"{HOME}/learn", **_hidden(page))
    assert "Saved." in page.text
    assert "luce" not in page.text
    assert await room.database.read(learning.phrases) == {"lamp": ("non fa luce",)}
    assert await room.audited() == [
        (
            "staff:ada",
            "phrase-learned",
            "entry:lamp",
            {"before": "", "after": "non fa luce", "question": "non fa piu luce"},
        )
    ]
    page = await ada.presses(f"{HOME}/entry/forget", id="lamp", phrase="non fa luce")
    assert "Removed." in page.text
    assert await room.database.read(learning.phrases) == {}


async def test_a_phrase_that_serves_people_worse_cannot_be_learned(room: ConsoleRoom, ada: Client) -> None:
    """The page names who would suffer and offers no way; a made-up or older seal leads back to the check."""
    wanted = {"phrase": "il forno non scalda", "entry_id": "lamp", "head": ""}
    page = await ada.posts(f"{HOME}/try", **wanted)
    assert "people would be served worse" in page.text
    assert "wrong answer" in page.text
    assert "Learn the phrase" not in page.text
    for seal in ("", "0" * 64):
        assert (await ada.posts(f"{HOME}/learn", **wanted, seal=seal)).status == 409
    fit = await ada.posts(f"{HOME}/try", phrase="buio in cantina", entry_id="lamp", head="")
    await room.database.write(lambda tx: learning.learn(tx, "lamp", "altro buio", room.clock()))
    page = await ada.posts(f"{HOME}/learn", **_hidden(fit))
    assert page.status == 409
    assert "tried again" in page.text
    assert await room.database.read(learning.phrases) == {"lamp": ("altro buio",)}
    assert (await ada.presses(f"{HOME}/learn", **_hidden(page))).status == 200


@pytest.mark.parametrize(
    ("entry_id", "phrase", "sentence"),
    [
        ("away", "buio", "This entry is not in the book."),
        ("lamp", "???", "A phrase needs words."),
        ("lamp", "chiamatemi al [number]", "could name somebody"),
        ("lamp", "Lampadina bruciata", "has this phrase already"),
    ],
)
async def test_an_unfit_phrase_is_refused_with_its_reason(
    ada: Client, entry_id: str, phrase: str, sentence: str
) -> None:
    """What was typed stays in the form."""
    page = await ada.posts(f"{HOME}/try", phrase=phrase, entry_id=entry_id, head="")
    assert page.status == 400
    assert sentence in page.text
    assert f'value="{phrase}"' in page.text


async def test_an_ignored_group_goes_and_comes_back(room: ConsoleRoom, ada: Client) -> None:
    """Ignoring takes a group away at once, also from a list that was made before."""
    await asked(room, "che ore sono\nadesso")
    assert "che ore sono" in (await ada.gets(HOME)).text
    assert "che ore sono" not in (await ada.presses(f"{HOME}/ignore", head="che ore sono\r\nadesso")).text
    page = await ada.gets(f"{HOME}/settled")
    assert "che ore sono adesso" in page.text
    await ada.presses(f"{HOME}/show-again", **_hidden(page))
    assert "che ore sono" in (await ada.gets(HOME)).text


async def test_entries_are_found_and_shown_with_their_votes(room: ConsoleRoom, ada: Client) -> None:
    """Words of question, phrases and answer find an entry, whatever its id looks like."""

    def ask(tx: Connection) -> None:
        row = {"chat_id": 1, "text": "x", "decision": "answer", "candidates": [], "confidence": 0.9}
        tx.execute(table.insert().values(**row, entry_id="plug/1?", vote=-1, asked_at=room.clock()))

    await room.database.write(ask)
    page = await ada.gets(f"{HOME}/entries")
    assert page.text.index("Come cambio la presa?") < page.text.index("Come cambio la lampadina?")
    page = await ada.gets(f"{HOME}/entries?q=bruciata&order=unhelpful")
    assert "presa" not in page.text
    page = await ada.gets(f"{HOME}/entry?id=plug/1%3F")
    assert _bubbles(page) == ["Non da solo."]
    assert (await ada.gets(f"{HOME}/entry?id=away")).status == 404


async def test_an_answer_is_previewed_saved_said_and_rolled_back(room: ConsoleRoom, ada: Client) -> None:
    """The preview is what customers get; a version is audited, said at once, and taken back as another."""
    text = "Si <b>gira</b> & si chiama\n<a href='https://e.example'>noi</a>: {number.help}."
    page = await ada.posts(
        f"{ANSWER}/preview", id="lamp", seen="0", answer=text.replace("\n", "\r\n"), reason=""
    )
    shown = (
        'Si <b>gira</b> &amp; si chiama\n<a href="https://e.example" rel="noreferrer" target="_blank">noi</a>'
        ": 800 1."
    )
    assert _bubbles(page) == [shown]
    assert "<del>svita</del><ins>gira</ins>" in page.text
    assert (await ada.posts(ANSWER, id="lamp", seen="0", answer=text, reason="")).status == 400
    page = await ada.presses(ANSWER, id="lamp", seen="0", answer=text, reason="più chiaro")
    assert _bubbles(page) == [shown]
    assert "più chiaro" in page.text
    assert "800 1" in room.parts.knowing.book["lamp"].answer
    assert room.parts.knowing.book["lamp"].answer.startswith("Si <b>gira</b> &amp; si")
    page = await ada.gets(f"{EDITOR}&again=0")
    page = await ada.presses(ANSWER, **_hidden(page), reason="era meglio prima")
    assert "Si <b>svita</b>" in _bubbles(page)[0]
    page = await ada.gets(f"{EDITOR}&again=1")
    assert _bubbles(page) == [shown]
    kept = await room.database.read(lambda tx: answers.history(tx, "lamp"))
    assert [(each.answer, each.who) for each in kept] == [(None, "staff:ada"), (text, "staff:ada")]
    assert [line[3]["after"] for line in await room.audited()] == [text, None]


async def test_the_second_of_two_editors_sees_both_texts_and_decides(room: ConsoleRoom, ada: Client) -> None:
    """Nothing is overwritten unseen; the form then counts as having seen the newest."""
    bruno = await room.signed_in(Role.EDITOR, "bruno")
    await ada.presses(ANSWER, id="lamp", seen="0", answer="Di Ada.", reason="uno")
    page = await bruno.posts(ANSWER, id="lamp", seen="0", answer="Di Bruno.", reason="due")
    assert page.status == 409
    assert _bubbles(page) == ["Di Ada.", "Di Bruno."]
    assert "staff:ada" in page.text
    page = await bruno.presses(ANSWER, **_hidden(page), answer="Di Bruno.", reason="due")
    assert _bubbles(page) == ["Di Bruno."]
    kept = await room.database.read(lambda tx: answers.history(tx, "lamp"))
    assert [each.who for each in kept] == ["staff:bruno", "staff:ada"]


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ("", "The answer is empty."),
        ("{number.gone}", "{number.gone} is none of the numbers in the configuration."),
        ("<b>x", "&lt;b&gt; is never closed."),
        ("<script>x</script>", "Telegram does not take the tag &lt;script&gt;."),
        ("x" * 4097, "The answer has 4097 characters"),
    ],
)
async def test_an_answer_that_cannot_be_sent_is_not_saved(
    room: ConsoleRoom, ada: Client, answer: str, sentence: str
) -> None:
    """The fault is said, what was typed stays, and nothing of it runs in the page."""
    page = await ada.posts(ANSWER, id="lamp", seen="0", answer=answer, reason="prova")
    assert page.status == 400
    assert sentence in page.text
    assert html.escape(answer).replace("&#x27;", "&#39;") in page.text
    assert await room.database.read(answers.newest) == {}


async def test_a_viewer_reads_and_changes_nothing(room: ConsoleRoom) -> None:
    """No button is shown, and none that is pressed all the same does anything."""
    await asked(room, "che ore sono")
    viewer = await room.signed_in(Role.VIEWER)
    page = await viewer.gets(HOME)
    assert "che ore sono" in page.text
    assert "Ignore" not in page.text
    assert "Edit the answer" not in (await viewer.gets(f"{HOME}/entry?id=lamp")).text
    for path in (
        "ignore",
        "show-again",
        "attach",
        "try",
        "learn",
        "entry/forget",
        "answer",
        "answer/preview",
    ):
        assert (await viewer.posts(f"{HOME}/{path}", id="lamp", head="che ore sono")).status == 403
