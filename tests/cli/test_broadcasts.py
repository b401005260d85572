"""``sportello broadcast …`` from the draft to the report, on a real database; the job is run beside it."""

import asyncio
import csv
import io
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeAlias

import pytest
from typer.testing import CliRunner

from bot.cli.program import app
from bot.demo.telegram.pictures import meter
from bot.errors import FileRefused, SportelloError
from bot.imports import broadcast_files
from bot.services.broadcasts.states import NotPossible
from bot.storage import schema
from bot.storage.engine import Database
from bot.storage.tables import persons
from bot.wiring import utc_now
from tests.support.broadcastroom import BroadcastRoom

#: Runs a command; gives its output as JSON, or as text.
Command: TypeAlias = Callable[..., Any]
_URL: Final = "sqlite:///sportello.db"
_FILE: Final = """
name = "Sportello chiuso"
urgent = true

[texts]
it = "Ciao {name}, domani siamo <b>chiusi</b>."

[[buttons]]
url = "https://example.org/orari"
labels = { it = "Gli orari" }

[audience]
"""


@pytest.fixture(autouse=True)
def _own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SPORTELLO_DATABASE__URL", _URL)
    Path("b.toml").write_text(_FILE, encoding="utf-8")


@pytest.fixture
def broadcast() -> Command:
    """The command; what is refused is raised."""

    def run(*words: str) -> Any:  # noqa: ANN401 - JSON or text
        done = CliRunner().invoke(app, ["broadcast", *words])
        if done.exception is not None:
            raise done.exception
        return json.loads(done.stdout) if "--json" in words else done.stdout

    return run


def _sends(**values: Any) -> None:  # noqa: ANN401 - as `add_people`
    """Add three people where asked to, else let the job send what is released."""

    async def work() -> None:
        database = Database(_URL)
        await schema.prepare(database)
        room = BroadcastRoom(database, now=utc_now(), **values)
        if not values:
            await room.people(1, 2, 3)
            # A name that a spreadsheet would take for a formula.
            await database.write(lambda tx: tx.execute(persons.update().values(first_name="=1+1")))
        else:
            await room.steps(2)
        database.close()

    asyncio.run(work())


def test_a_broadcast_goes_from_draft_to_report(broadcast: Command) -> None:
    """Two people decide, a second click is refused, and the report has a line for each recipient."""
    _sends()
    made = broadcast("new", "b.toml", "--by", "anna", "--json")
    assert (made["state"], made["count"], made["approved_by"]) == ("draft", 3, None)
    assert [sample["person"] for sample in made["samples"]] == [1, 2, 3]
    seen = broadcast("test", "1", "--as", "2", "--to", "1", "--json")
    assert seen["preview"]["text"] == "Ciao =1+1, domani siamo <b>chiusi</b>."
    assert (seen["missing"], seen["sent_to"]) == ([], [1])
    with pytest.raises(NotPossible, match="somebody else than its author anna: it is urgent"):
        broadcast("approve", "1", "--by", "Anna")
    with pytest.raises(NotPossible, match="cannot be told to send"):
        broadcast("send", "1")
    assert broadcast("approve", "1", "--by", "bruno", "--json")["approved_by"] == "bruno"
    assert broadcast("send", "1", "--json")["state"] == "scheduled"
    with pytest.raises(NotPossible):
        broadcast("send", "1")
    _sends(ahead=100)
    after = broadcast("status", "1", "--watch", "--json")
    assert (after["state"], after["counts"]["sent"], after["recipients"]) == ("done", 3, 3)
    table = list(csv.DictReader(io.StringIO(broadcast("report", "1"))))
    assert [(row["person"], row["state"], row["first_name"]) for row in table] == [
        (str(number), "sent", "'=1+1") for number in (1, 2, 3)
    ]
    assert "3 sent" in broadcast("status", "1")
    assert "Sportello chiuso" in broadcast("status")


def test_corrections_are_drafts_of_their_own(broadcast: Command) -> None:
    """For those who got it; the same file, changed, is approved anew."""
    _sends()
    broadcast("new", "b.toml", "--by", "anna")
    broadcast("approve", "1", "--by", "bruno")
    broadcast("send", "1")
    _sends(ahead=100)
    Path("b.toml").write_text(_FILE.replace("[audience]", ""), encoding="utf-8")
    for words, kind, count in (
        (("new", "b.toml", "--edits", "1"), "edit", 3),
        (("new", "b.toml", "--follows-up", "1"), "follow-up", 3),
        (("new", "--deletes", "1"), "delete", 3),
        (("resend", "1"), "resend", 0),
    ):
        made = broadcast(*words, "--json")
        assert (made["kind"], made["of"], made["state"], made["count"]) == (kind, 1, "draft", count)
    changed = broadcast("new", "b.toml", "--change", "2", "--by", "carla", "--json")
    assert (changed["id"], changed["kind"], changed["author"]) == (2, "edit", "carla")


def test_it_is_stopped_refused_and_explained(broadcast: Command) -> None:
    """Pause and resume need something that is sent; a refusal gives its reason; a person is in or not."""
    _sends()
    broadcast("new", "b.toml", "--by", "anna")
    with pytest.raises(NotPossible, match="draft cannot be told to pause"):
        broadcast("pause", "1")
    refused = broadcast("approve", "1", "--refuse", "manca il giorno", "--by", "bruno", "--json")
    assert refused["reason"] == "refused by bruno: manca il giorno"
    alone = broadcast("approve", "1", "--by", "anna", "--break-glass", "notte", "--json")
    assert alone["break_glass"] == "notte"
    assert broadcast("status", "1", "--person", "2", "--json")["is_in"] is True
    assert broadcast("status", "1", "--person", "9", "--json")["causes"] == ["erased"]
    assert broadcast("cancel", "1", "--reason", "superato", "--json")["state"] == "cancelled"
    with pytest.raises(SportelloError, match="no broadcast 7"):
        broadcast("report", "7")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("it =", "de =", "texts.it: it is missing"),
        ("<b>chiusi</b>", "<b>chiusi", "texts.it: <b> is not closed"),
        ("{name}", "{nome}", "texts.it: {nome} is no place; there is {name}"),
        ("https://example.org/orari", "example.org", "the address of number 1 must begin with https://"),
        ('it = "Gli orari"', 'de = "Zeiten"', "number 1 needs a label, in it at least"),
        ("urgent = true", "urgnt = true", "unknown key urgnt"),
        ("urgent = true", "at = 2026-10-25T02:30:00", "between 2 and 3 at night"),
        ("urgent = true", 'picture = "none.png"', "none.png cannot be read"),
        ("urgent = true", 'picture = "b.toml"', "b.toml is neither PNG nor JPEG"),
        ("urgent = true", 'purpose = "spam"', "purpose: Input should be 'service' or 'promotional'"),
        ("[audience]", "", "audience is missing"),
        ("[audience]", '[audience]\nstreets = ["Via Roma"]', "audience.streets: they need a comune"),
        ("[audience]", '[audience]\nlinked = false\nsupplies = ["gas"]', "leaves out everybody"),
        ("[audience]", '[audience]\npoints_file = "points.csv"', "points.csv, line 3: “IT00” is no POD"),
        ("[audience]", '[audience]\npoints_file = "no.csv"', "it cannot be read"),
        ("[texts]", "[texts", "it is not TOML"),
    ],
)
def test_a_file_is_refused_as_a_whole_with_each_fault(old: str, new: str, fault: str) -> None:
    """What Telegram would refuse, what nobody would get, what was misspelt: named, and nothing is kept."""
    Path("points.csv").write_text("point\nIT001E12345678\nIT00\n", encoding="utf-8")
    Path("bad.toml").write_text(_FILE.replace(old, new), encoding="utf-8")
    with pytest.raises(FileRefused) as refused:
        broadcast_files.read(Path("bad.toml"), Path("kept"))
    assert fault in str(refused.value)
    assert not Path("kept").exists()


def test_a_picture_is_kept_by_its_content_and_points_by_their_file(tmp_path: Path) -> None:
    """Another picture under the same name is another broadcast."""
    read = partial(broadcast_files.read, Path("c.toml"), tmp_path / "kept")
    Path("points.csv").write_text("point\n IT001E12345678\n00000000000001\n", encoding="utf-8")
    Path("c.toml").write_text(
        _FILE.replace("urgent = true", 'picture = "p.png"') + 'points_file = "points.csv"\n', encoding="utf-8"
    )
    drafts = []
    for digits in ("03017", "03018", "03017"):
        Path("p.png").write_bytes(meter(digits))
        drafts.append(read())
    assert drafts[0] == drafts[2]
    assert drafts[0].content_hash != drafts[1].content_hash
    assert drafts[0].audience.points == ("IT001E12345678", "00000000000001")
    assert sorted(file.name for file in (tmp_path / "kept").iterdir()) == sorted(
        {str(each.picture) for each in drafts}
    )
