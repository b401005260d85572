"""People: find a customer, see what is linked to them, end a link. Every look leaves a line in the audit."""

from collections.abc import Mapping, Sequence
from typing import Final

from aiohttp import web
from sqlalchemy import Connection

from bot.console.rules import Rule
from bot.console.visit import Visit
from bot.services.linking import directory
from bot.services.linking.directory import CustomerFile, Found, LinkedPerson
from bot.services.notices import desk
from bot.services.staff import accounts
from bot.services.staff.sessions import Role
from handlers.contract.notices import NoticeChoices
from handlers.contract.speech import N_

_SHOWN: Final = 50
_LONGEST: Final = 100
_PROOFS: Final[Mapping[str, str]] = {"phone": N_("telephone number"), "mail": N_("e-mail")}
_LANGUAGES: Final[Mapping[str, str]] = {"it": "Italiano", "en": "English", "de": "Deutsch"}


async def _search(visit: Visit) -> web.Response:
    """Find customers; a code or a point that is one customer's leads to them at once."""
    words = visit.request.query.get("q", "")[:_LONGEST].strip()
    if directory.kind_of(words) == "nothing":
        return visit.page("people.html", words=words, found=None, more=None)
    number = visit.number("after")
    after = None if number is None else (visit.request.query.get("name", "")[:_LONGEST], number)
    found, more = await visit.parts.database.read(lambda tx: directory.find(tx, words, _SHOWN, after))
    is_all = more is None and after is None
    await _note(visit, words, found, is_all=is_all)
    if len(found) == 1 and is_all and directory.kind_of(words) != "name":
        return visit.go_to(f"/console/people/{found[0].customer_id}")
    return visit.page("people.html", words=words, found=found, more=more)


async def _note(visit: Visit, words: str, found: Sequence[Found], *, is_all: bool) -> None:
    now, who = visit.parts.now(), _who(visit)
    await visit.parts.database.write(
        lambda tx: directory.note_search(tx, words, found, is_all=is_all, now=now, who=who)
    )


async def _show(visit: Visit) -> web.Response:
    return await _page(visit, is_plain=False)


async def _show_plain(visit: Visit) -> web.Response:
    """Show code and points unmasked, this once."""
    return await _page(visit, is_plain=True)


async def _page(visit: Visit, *, is_plain: bool) -> web.Response:
    number, now, who = int(visit.request.match_info["customer_id"]), visit.parts.now(), _who(visit)

    def read(tx: Connection) -> tuple[CustomerFile | None, Mapping[int, NoticeChoices]]:
        file = directory.open_file(tx, number, now, who, is_plain=is_plain)
        people = () if file is None else file.people
        return file, {each.person_id: desk.choices_of(tx, each.person_id) for each in people}

    file, choices = await visit.parts.database.write(read)
    if file is None:
        raise web.HTTPNotFound(text="404")
    return visit.page(
        "person.html", file=file, choices=choices, is_plain=is_plain, proofs=_PROOFS, languages=_LANGUAGES
    )


async def _ask_unlink(visit: Visit) -> web.Response:
    """Ask once more: the person loses sight of their supplies, and is told so."""
    number = int(visit.request.match_info["customer_id"])
    file = await visit.parts.database.read(lambda tx: directory.read(tx, number))
    person = None if file is None else _linked(file, int(visit.request.match_info["person_id"]))
    if file is None or person is None:
        raise web.HTTPNotFound(text="404")
    return visit.page("unlink.html", file=file, person=person, proofs=_PROOFS)


async def _unlink(visit: Visit) -> web.Response:
    number, person_id = (int(visit.request.match_info[name]) for name in ("customer_id", "person_id"))
    parts, now, who = visit.parts, visit.parts.now(), _who(visit)

    def unlink(tx: Connection) -> None:
        parts.post.send(tx, directory.unlink(tx, number, person_id, now, who), now)

    await parts.database.write(unlink)
    return visit.go_to(f"/console/people/{number}", "done")


def _linked(file: CustomerFile, person_id: int) -> LinkedPerson | None:
    return next((each for each in file.people if each.person_id == person_id), None)


def _who(visit: Visit) -> str:
    return accounts.by(visit.staff.name)


_ONE: Final = r"/people/{customer_id:\d{1,18}}"
RULES: Final = (
    Rule("GET", "/people", Role.EDITOR, _search),
    Rule("GET", _ONE, Role.EDITOR, _show),
    Rule("POST", f"{_ONE}/code", Role.EDITOR, _show_plain),
    Rule("GET", rf"{_ONE}/unlink/{{person_id:\d{{1,18}}}}", Role.EDITOR, _ask_unlink),
    Rule("POST", rf"{_ONE}/unlink/{{person_id:\d{{1,18}}}}", Role.EDITOR, _unlink),
)
