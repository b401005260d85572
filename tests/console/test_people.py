"""The directory of the console: finding customers, seeing what is linked to them, ending a link."""

from collections.abc import AsyncIterator
from pathlib import Path
from time import perf_counter

import pytest
from sqlalchemy import Connection, insert, select, update

from bot.services.linking import directory
from bot.services.staff.sessions import Role
from bot.storage.engine import Database
from bot.storage.folded import folded
from bot.storage.tables import customers, deliveries, links, persons
from tests.support.consoleroom import Client, ConsoleRoom, console_on
from tests.support.readingroom import ADA, ADAS_METER, CARLO, Room

_MANY = 100_000


@pytest.fixture
async def desk(database: Database, tmp_path: Path) -> Room:
    """Ada with two Telegram accounts on her contract, and Bruno."""
    return await Room.open(database, tmp_path)


@pytest.fixture
async def room(desk: Room) -> AsyncIterator[ConsoleRoom]:
    """The console on their database."""
    async with console_on(desk.database, desk.clock) as opened:
        yield opened


@pytest.fixture
async def editor(room: ConsoleRoom) -> Client:
    """Olga, who may look people up."""
    return await room.signed_in(Role.EDITOR, "olga")


async def _adas_number(desk: Room) -> int:
    query = select(customers.c.customer_id).where(customers.c.code == "001001")
    return await desk.does(lambda tx: tx.execute(query).scalar_one())


@pytest.mark.parametrize(
    ("name", "same"),
    [
        ("Niccolò D’Angelo", "niccolo dangelo"),
        ("D'ANGELO  NICCOLO'", "dangelo niccolo"),
        ("Müller-Groß", "muller gross"),
        ("Ｆｅｒｒｉｎｉ", "ferrini"),
        ("Rossi & C. s.r.l.", "rossi c s r l"),
        ("%_", ""),
    ],
)
def test_names_are_folded(name: str, same: str) -> None:
    """Accents, capitals, apostrophes and signs tell no names apart."""
    assert folded(name) == same


_FOUND = {
    "ferrini": ["Ada Ferrini"],
    "FERRÌNI ada": ["Ada Ferrini"],
    "rrin": ["Ada Ferrini"],
    "salvemini": ["Bruno Salvemini"],
    "ni": ["Ada Ferrini", "Bruno Salvemini"],
    "001001": ["Ada Ferrini"],
    " 001-001 ": ["Ada Ferrini"],
    ADAS_METER: ["Ada Ferrini"],
    "it999e00100101": ["Ada Ferrini"],
    "IT999E001001012": ["Ada Ferrini"],
    "00000000100999": [],
    "a%z": [],
    "f_xrini": [],
    "x": [],
    "009999": [],
}


async def test_a_customer_is_found_by_code_name_or_point(desk: Room) -> None:
    """A part of each word of the name is enough; signs of a pattern are no pattern."""

    def find(tx: Connection) -> dict[str, list[str]]:
        return {words: [each.name for each in directory.find(tx, words, 50)[0]] for words in _FOUND}

    assert await desk.database.read(find) == _FOUND


async def test_names_are_listed_page_by_page(desk: Room) -> None:
    """People of one name are apart by their number."""
    await desk.does(lambda tx: _add(tx, [("000001", "Ada Ferrini"), ("000002", "Zeno Ferrini")]))
    codes, after = [], None
    while True:
        shown, after = await desk.database.read(
            lambda tx, after=after: directory.find(tx, "ferrini", 1, after)  # type: ignore[misc]
        )
        codes += [each.masked_code for each in shown]
        if after is None:
            break
    assert codes == ["…001", "…001", "…002"]


async def test_every_search_and_every_look_leaves_a_line(
    desk: Room, room: ConsoleRoom, editor: Client
) -> None:
    """Who looked for whom; codes and points are masked there too. Showing the code is a line of its own."""
    number = await _adas_number(desk)
    assert (await editor.gets("/console/people?q=salve")).status == 200
    assert (await editor.gets("/console/people?q=001001")).leads_to == f"/console/people/{number}"
    page = await editor.gets(f"/console/people/{number}")
    assert "…001" in page.text
    assert "001001" not in page.text
    assert ADAS_METER not in page.text
    shown = await editor.posts(f"/console/people/{number}/code")
    assert "001001" in shown.text
    assert ADAS_METER in shown.text
    lines = await room.audited()
    assert [(who, what, detail.get("sought")) for who, what, _, detail in lines] == [
        ("staff:olga", "people-searched", "salve"),
        ("staff:olga", "people-searched", "…001"),
        ("staff:olga", "customer-opened", None),
        ("staff:olga", "customer-code-shown", None),
    ]
    assert {subject for _, _, subject, _ in lines[1:]} == {f"customer:{number}"}


async def test_a_page_tells_who_is_linked_and_what_they_want_to_hear(desk: Room, editor: Client) -> None:
    """Of each account: name, since when, by which proof, language, choices."""
    await desk.does(lambda tx: tx.execute(update(persons).values(first_name="<b>Carla</b>")))
    of_carlo = update(persons).where(persons.c.person_id == CARLO)
    await desk.does(lambda tx: tx.execute(of_carlo.values(subscribed=False)))
    page = await editor.gets(f"/console/people/{await _adas_number(desk)}")
    assert page.text.count("&lt;b&gt;Carla&lt;/b&gt;") >= 2
    assert "<b>Carla" not in page.text
    assert page.text.count("telephone number") == 2
    assert "Deutsch" in page.text
    assert page.text.count("planned outages: yes") == 1
    assert page.text.count("nothing at all, until they write again") == 1


async def test_unlinking_asks_first_then_tells_the_person(
    desk: Room, room: ConsoleRoom, editor: Client
) -> None:
    """The link of this account alone ends; the line says what it was. A second press does nothing."""
    number = await _adas_number(desk)
    path = f"/console/people/{number}/unlink/{CARLO}"
    assert "Unlink this Telegram account?" in (await editor.gets(path)).text
    assert (await editor.posts(path)).leads_to == f"/console/people/{number}?said=done"
    await editor.posts(path)
    left = await desk.does(
        lambda tx: tx.execute(select(links.c.person_id).order_by(links.c.person_id)).scalars().all()
    )
    assert CARLO not in left
    assert ADA in left
    rows = await desk.does(lambda tx: tx.execute(select(deliveries)).all())
    assert [row.chat_id for row in rows] == [CARLO]
    assert "getrennt" in rows[0].payload["text"]
    (line,) = [line for line in await room.audited() if line[1] == "unlinked"]
    assert line[:3] == ("staff:olga", "unlinked", f"customer:{number}")
    assert (line[3]["before"]["person"], line[3]["after"]) == (CARLO, None)
    assert (await editor.gets(path)).status == 404


async def test_a_viewer_sees_nobody(desk: Room, room: ConsoleRoom) -> None:
    """Neither by search nor by number; nothing is written down as seen."""
    viewer = await room.signed_in(Role.VIEWER)
    number = await _adas_number(desk)
    for path in ("/console/people?q=ferrini", f"/console/people/{number}"):
        assert (await viewer.gets(path)).status == 403
    assert (await viewer.posts(f"/console/people/{number}/code")).status == 403
    assert await room.audited() == []


@pytest.mark.parametrize("path", ["/console/people/99", "/console/people/99/unlink/1"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_who_does_not_exist_is_not_found(room: ConsoleRoom, editor: Client, path: str) -> None:
    """And leaves no line."""
    assert (await editor.gets(path)).status == 404
    assert await room.audited() == []


async def test_a_hundred_thousand_names_are_searched_at_once(desk: Room) -> None:
    """A page takes under 100 ms, also for a name that nobody has."""
    rows = [
        (f"{number:06d}", f"Persona{number % 977} Cognome{number}") for number in range(2000, _MANY + 2000)
    ]
    await desk.does(lambda tx: _add(tx, rows))
    for words in ("cognome99", "nessuno", "persona12 cognome5", "099999"):
        took = []
        for _ in range(3):
            began = perf_counter()
            await desk.database.read(lambda tx, words=words: directory.find(tx, words, 50))  # type: ignore[misc]
            took.append(perf_counter() - began)
        assert min(took) < 0.1


def _add(tx: Connection, rows: list[tuple[str, str]]) -> None:
    """Add customers of these codes and names."""
    values = [
        {"code": code, "name": name, "folded_name": folded(name), "tax_code": "x", "language": "it"}
        for code, name in rows
    ]
    tx.execute(insert(customers), values)
