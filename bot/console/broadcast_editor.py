"""The editor of broadcasts: written, looked at as customers will see it, counted, kept as a draft."""

import asyncio
from dataclasses import replace
from typing import Any, Final

from aiohttp import web
from sqlalchemy import Connection

from bot.console import broadcast_form
from bot.console.broadcast_form import Written
from bot.console.previews import preview
from bot.console.rules import Rule
from bot.console.visit import Visit
from bot.i18n import LANGUAGES
from bot.services.broadcasts import audience, pictures, rules, store, trial
from bot.services.broadcasts.broadcast import Audience, Broadcast, Draft
from bot.services.broadcasts.checks import Fault
from bot.services.broadcasts.sentence import Sentence
from bot.services.broadcasts.states import NotPossible
from bot.services.broadcasts.words import Reader
from bot.services.notices import occasions
from bot.services.staff.sessions import Role
from handlers.contract.speech import N_
from handlers.shared import codes

HOME: Final = "/console/broadcasts"
#: A picture with the words around it; and words with a long list of points.
_WITH_PICTURE: Final = pictures.LARGEST + 2**20
_WITH_POINTS: Final = 2 * 2**20
#: Whom a preview shows, where nobody real is chosen.
_MADE_UP: Final = "Anna"
_EMPTY: Final = Draft("", "service", {}, Audience())


async def _new(visit: Visit) -> web.Response:
    """Show an empty editor; or one for a correction of ``of``."""
    parent, kind = visit.number("of"), visit.request.query.get("kind", "")
    draft = _EMPTY
    if parent is not None and kind in {"edit", "follow-up"}:
        before = (await found(visit, parent)).draft
        texts = before.texts if kind == "edit" else {}
        buttons = before.buttons if kind == "edit" else ()
        draft = replace(_EMPTY, name=before.name, texts=texts, buttons=buttons, parent_id=parent)
        draft = replace(draft, kind="edit" if kind == "edit" else "follow-up", purpose=before.purpose)
    return await _page(visit, broadcast_form.fields(draft))


async def _edit(visit: Visit) -> web.Response:
    broadcast = await found(visit, visit.row())
    return await _page(visit, broadcast_form.fields(broadcast.draft), broadcast=broadcast)


async def _create(visit: Visit) -> web.StreamResponse:
    values, written = await _read(visit)
    if written.faults:
        return await _page(visit, values, faults=written.faults)
    who, now = visit.staff.name, visit.parts.now()
    try:
        made = await visit.parts.database.write(lambda tx: store.create(tx, written.draft, who, now))
    except (NotPossible, store.BroadcastUnknown) as error:
        return await _page(visit, values, faults=(_fault(error),))
    return visit.go_to(f"{HOME}/{made.broadcast_id}", "saved")


async def _change(visit: Visit) -> web.StreamResponse:
    """Put what was written in the place of a draft; where somebody was faster, show both."""
    number, (values, written) = visit.row(), await _read(visit)
    broadcast = await found(visit, number)
    if written.faults:
        return await _page(visit, values, broadcast=broadcast, faults=written.faults)
    who, now, seen = visit.staff.name, visit.parts.now(), visit.field("seen")
    try:
        await visit.parts.database.write(lambda tx: store.change(tx, number, written.draft, who, now, seen))
    except store.Overtaken as error:
        theirs = broadcast_form.fields(error.current.draft)
        return await _page(visit, values, broadcast=error.current, faults=(_fault(error),), theirs=theirs)
    except NotPossible as error:
        return await _page(visit, values, broadcast=broadcast, faults=(_fault(error),))
    return visit.go_to(f"{HOME}/{number}", "saved")


async def _page(
    visit: Visit,
    values: dict[str, Any],
    *,
    broadcast: Broadcast | None = None,
    faults: tuple[Fault, ...] = (),
    theirs: dict[str, Any] | None = None,
) -> web.Response:
    is_typed = "token" in visit.form
    look = await _looked_at(visit, values)
    return visit.page(
        "broadcast_edit.html",
        status=409 if theirs is not None else 400 if faults else 200,
        values=values,
        broadcast=broadcast,
        seen=visit.field("seen") if is_typed and theirs is None else version(broadcast),
        faults=faults,
        theirs=theirs,
        languages=LANGUAGES,
        look=look,
    )


async def _look(visit: Visit) -> web.Response:
    """Answer an editor that asks by itself: the preview as HTML, and how many people it is for."""
    look = await _looked_at(visit, broadcast_form.typed(visit.form))
    html = visit.parts.renderer.render("broadcast_look.html", visit.language, {"look": look})
    count = None if look["counted"] is None else look["counted"].count
    return web.json_response({"count": count, "html": html})


async def _looked_at(visit: Visit, values: dict[str, Any]) -> dict[str, Any]:
    """Return how a draft looks to each language, whom it is for now, and when it would go out."""
    written = broadcast_form.written(values)
    parts, now = visit.parts, visit.parts.now()
    ours = rules.configured(parts.settings, parts.renderer.texts)
    chosen = codes.row_number(visit.field("as_person"))

    def look(tx: Connection) -> dict[str, Any]:
        faults = list(written.faults)
        draft, counted, person = written.draft, None, None
        try:
            draft = store.completed(tx, draft, now)
            counted = audience.count(tx, audience.resolve(tx, draft, ours.windows, now))
            person = None if chosen is None else trial.reader(tx, chosen, None)
        except (NotPossible, store.BroadcastUnknown) as error:
            faults.append(_fault(error))
        return {"draft": draft, "faults": faults, "counted": counted, "person": person}

    look_ = await parts.database.read(look)
    draft, person = look_["draft"], look_["person"]
    words = ours.words(Broadcast(0, draft, "draft", "", now))
    name = visit.field("as_name")[:60] or _MADE_UP
    shown = [Reader(language, name if person is None else person.first_name, 1) for language in LANGUAGES]
    starts_at = max(now, draft.starts_at or now)
    leaves_at = starts_at if draft.urgent or not draft.writes_anew else occasions.next_leaving(starts_at)
    return look_ | {
        "missing": [] if person is None else words.missing(person),
        "previews": [preview(words, reader) for reader in shown],
        "starts_at": starts_at,
        "leaves_at": leaves_at,
        "is_too_late": draft.valid_until is not None and draft.valid_until <= leaves_at,
    }


async def _read(visit: Visit) -> tuple[dict[str, Any], Written]:
    """Read the form; a picture that came with it is kept."""
    values, fault = broadcast_form.typed(visit.form), None
    if "no_picture" in visit.form:
        values["picture"] = ""
    file = visit.form.get("picture_file")
    if isinstance(file, web.FileField) and file.filename:
        content, folder = file.file.read(), visit.parts.settings.broadcasts.folder
        try:
            kind = pictures.ending(content, file.filename[:80])
            values["picture"] = await asyncio.to_thread(pictures.keep, content, kind, folder)
        except NotPossible as error:
            fault = Fault("picture", error.sentence)
    below_picture = False
    if values["kind"] == "edit" and codes.row_number(values["parent"]):
        below_picture = (await found(visit, int(values["parent"]))).draft.picture is not None
    written = broadcast_form.written(values, below_picture=below_picture)
    return values, written if fault is None else replace(written, faults=(*written.faults, fault))


async def _picture(visit: Visit) -> web.StreamResponse:
    path = visit.parts.settings.broadcasts.folder / visit.request.match_info["name"]
    if not path.is_file():
        raise web.HTTPNotFound(text="404")
    kind = "image/png" if path.suffix == ".png" else "image/jpeg"
    return web.Response(body=await asyncio.to_thread(path.read_bytes), content_type=kind)


async def found(visit: Visit, number: int) -> Broadcast:
    """Return a broadcast.

    Raises:
        HTTPNotFound: there is none.
    """
    try:
        return await visit.parts.database.read(lambda tx: store.read(tx, number))
    except store.BroadcastUnknown:
        raise web.HTTPNotFound(text="404") from None


def version(broadcast: Broadcast | None) -> str:
    """Return which version of a broadcast a page shows."""
    return "" if broadcast is None else broadcast.draft.version


def _fault(error: NotPossible | store.BroadcastUnknown) -> Fault:
    if isinstance(error, NotPossible):
        return Fault("", error.sentence)
    return Fault("", Sentence.of(N_("There is no such broadcast.")))


_ONE: Final = r"/broadcasts/{number:\d{1,18}}"
_PICTURE: Final = "/broadcasts/pictures/{name:[0-9a-f]{64}[.](?:png|jpg)}"
RULES: Final = (
    Rule("GET", "/broadcasts/new", Role.EDITOR, _new),
    Rule("POST", "/broadcasts/new", Role.EDITOR, _create, largest_body=_WITH_PICTURE),
    Rule("POST", "/broadcasts/look", Role.EDITOR, _look, is_quiet=True, largest_body=_WITH_POINTS),
    Rule("GET", _PICTURE, Role.VIEWER, _picture, is_quiet=True),
    Rule("GET", f"{_ONE}/edit", Role.EDITOR, _edit),
    Rule("POST", f"{_ONE}/edit", Role.EDITOR, _change, largest_body=_WITH_PICTURE),
)
