"""Broadcasts: which there are, where each stands, and what staff do with them by clicks."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, TypeAlias, get_args

from aiohttp import web
from sqlalchemy import Connection

from bot.console import broadcast_form
from bot.console.broadcast_editor import HOME, found, version
from bot.console.previews import preview
from bot.console.rules import Rule
from bot.console.visit import Visit
from bot.i18n import LANGUAGES
from bot.services.broadcasts import audience, corrections, report, rules, states, store, trial
from bot.services.broadcasts.broadcast import Broadcast, Draft, State
from bot.services.broadcasts.sentence import Sentence
from bot.services.broadcasts.states import NotPossible
from bot.services.broadcasts.words import Reader
from bot.services.staff.sessions import Role
from handlers.contract.speech import N_
from handlers.shared import codes

_SHOWN: Final = 50
#: What is done to a broadcast in a transaction: by whom, when.
_Act: TypeAlias = Callable[[Connection, str, datetime], Broadcast]

#: Words of the database that these pages show.
WORDS: Final = (
    N_("draft"), N_("approved"), N_("scheduled"), N_("sending"), N_("paused"), N_("done"), N_("cancelled"),
    N_("pending"), N_("queued"), N_("sent"), N_("gone"), N_("failed"), N_("skipped"), N_("unconfirmed"),
    N_("new"), N_("resend"), N_("follow-up"), N_("edit"), N_("delete"), N_("service"), N_("promotional"),
    N_("open"), N_("closed"), N_("customer"), N_("operator"), N_("power"), N_("gas"),
)  # fmt: skip


async def _list(visit: Visit) -> web.Response:
    wanted, before = visit.request.query.get("state", ""), visit.number("before")
    state: State | None = next((name for name in get_args(State) if name == wanted), None)
    database, now = visit.parts.database, visit.parts.now()
    rows = await database.read(lambda tx: store.listed(tx, state, before, _SHOWN + 1))
    stands = await database.read(lambda tx: report.going_out(tx, now))
    older = rows[_SHOWN - 1].broadcast_id if len(rows) > _SHOWN else None
    return visit.page(
        "broadcasts.html",
        broadcasts=rows[:_SHOWN],
        stands=stands,
        state=state,
        states=get_args(State),
        older=older,
    )


async def _one(visit: Visit) -> web.Response:
    return await _page(visit)


async def _page(visit: Visit, fault: Sentence | None = None) -> web.Response:
    number, parts, now = visit.row(), visit.parts, visit.parts.now()
    broadcast = await found(visit, number)
    ours = rules.configured(parts.settings, parts.renderer.texts)
    draft = broadcast.draft

    def look(tx: Connection) -> dict[str, Any]:
        counted = None
        if broadcast.sending_at is None:
            counted = audience.count(tx, audience.resolve(tx, draft, ours.windows, now))
        return {
            "counted": counted,
            "progress": report.progress(tx, broadcast, now),
            "corrections": store.corrections_of(tx, number),
        }

    looked = await parts.database.read(look)
    words, above = ours.words(broadcast), ours.second_person_above
    count = 0 if looked["counted"] is None else looked["counted"].count
    return visit.page(
        "broadcast.html",
        status=200 if fault is None else 409,
        broadcast=broadcast,
        draft=draft,
        values=broadcast_form.fields(draft),
        previews=[preview(words, Reader(language, "Anna", 1)) for language in LANGUAGES],
        seen=version(broadcast),
        is_own=states.same_person(visit.staff.name, broadcast.author),
        needs_second=states.needs_second_person(broadcast, count, above),
        training=ours.training,
        group=parts.settings.telegram.support_chat,
        is_over=broadcast.state in states.FINAL,
        fault=fault,
        **looked,
    )


async def _do(visit: Visit, act: _Act) -> web.StreamResponse:
    """Carry out an act, and show the broadcast as it is then; or why it was not possible."""
    who, now = visit.staff.name, visit.parts.now()
    try:
        done = await visit.parts.database.write(lambda tx: act(tx, who, now))
    except NotPossible as error:
        return await _page(visit, error.sentence)
    except store.BroadcastUnknown:
        raise web.HTTPNotFound(text="404") from None
    return visit.go_to(f"{HOME}/{done.broadcast_id}", "done")


async def _approve(visit: Visit) -> web.StreamResponse:
    """Approve exactly what the page showed."""
    ours = rules.configured(visit.parts.settings, visit.parts.renderer.texts)
    reason, number = visit.field("break_glass") or None, visit.row()
    if reason is not None and not visit.has_fresh_proof:
        return visit.to_proof(f"{HOME}/{number}")
    above = ours.second_person_above

    def act(tx: Connection, who: str, now: datetime) -> Broadcast:
        count = audience.count(
            tx, audience.resolve(tx, store.read(tx, number).draft, ours.windows, now)
        ).count
        seen = visit.field("seen")
        return store.approve(tx, number, who, now, count=count, above=above, break_glass=reason, seen=seen)

    return await _do(visit, act)


async def _send(visit: Visit) -> web.StreamResponse:
    """Release it; above a number of people only with a fresh proof of who does."""
    broadcast, parts, now = await found(visit, visit.row()), visit.parts, visit.parts.now()
    ours = rules.configured(parts.settings, parts.renderer.texts)
    counted = await parts.database.read(
        lambda tx: audience.count(tx, audience.resolve(tx, broadcast.draft, ours.windows, now))
    )
    is_large = states.needs_second_person(broadcast, counted.count, ours.second_person_above)
    if is_large and not visit.has_fresh_proof:
        return visit.to_proof(f"{HOME}/{broadcast.broadcast_id}")
    return await _do(visit, lambda tx, who, at: store.send(tx, broadcast.broadcast_id, who, at))


async def _refuse(visit: Visit) -> web.StreamResponse:
    reason = visit.field("reason")
    return await _do(visit, lambda tx, who, now: store.refuse(tx, visit.row(), who, reason, now))


async def _pause(visit: Visit) -> web.StreamResponse:
    reason = visit.field("reason")
    return await _do(visit, lambda tx, who, now: store.pause(tx, visit.row(), who, now, reason))


async def _resume(visit: Visit) -> web.StreamResponse:
    return await _do(visit, lambda tx, who, now: store.resume(tx, visit.row(), who, now))


async def _cancel(visit: Visit) -> web.StreamResponse:
    reason = visit.field("reason")
    return await _do(visit, lambda tx, who, now: store.cancel(tx, visit.row(), who, now, reason))


async def _again(visit: Visit) -> web.StreamResponse:
    """Write the same again, for the unconfirmed or those where it failed: a draft."""
    failed = visit.field("whom") == "failed"
    return await _write(visit, lambda tx: corrections.again(tx, visit.row(), failed=failed))


async def _delete(visit: Visit) -> web.StreamResponse:
    """Write the deletion of all copies: a draft."""
    return await _write(visit, lambda tx: corrections.deletion(tx, visit.row()))


async def _write(visit: Visit, draft: Callable[[Connection], Draft]) -> web.StreamResponse:
    def act(tx: Connection, who: str, now: datetime) -> Broadcast:
        made = draft(tx)
        return store.create(tx, replace(made, name=made.name[-200:]), who, now)

    return await _do(visit, act)


async def _test(visit: Visit) -> web.StreamResponse:
    """Send it to colleagues."""
    settings = visit.parts.settings
    ours, group = rules.configured(settings, visit.parts.renderer.texts), settings.telegram.support_chat
    typed = visit.field("chats").replace(",", " ").replace(";", " ").split()
    chats = [int(each) for each in typed if codes.row_number(each)]
    if "group" in visit.form and group is not None:
        chats.append(group)

    def act(tx: Connection, who: str, now: datetime) -> Broadcast:
        if len(chats) < len(typed) or not chats:
            raise NotPossible(N_("Say to whom: numbers of people in Telegram, with blanks between."))
        broadcast = store.read(tx, visit.row())
        trial.send(tx, broadcast, ours, chats, group, who, now)
        return broadcast

    return await _do(visit, act)


_ONE: Final = r"/broadcasts/{number:\d{1,18}}"
RULES: Final = (
    Rule("GET", "/broadcasts", Role.VIEWER, _list),
    Rule("GET", _ONE, Role.VIEWER, _one),
    Rule("POST", f"{_ONE}/test", Role.EDITOR, _test),
    Rule("POST", f"{_ONE}/approve", Role.EDITOR, _approve),
    Rule("POST", f"{_ONE}/refuse", Role.EDITOR, _refuse),
    Rule("POST", f"{_ONE}/send", Role.EDITOR, _send),
    Rule("POST", f"{_ONE}/pause", Role.EDITOR, _pause),
    Rule("POST", f"{_ONE}/resume", Role.EDITOR, _resume),
    Rule("POST", f"{_ONE}/cancel", Role.EDITOR, _cancel),
    Rule("POST", f"{_ONE}/again", Role.EDITOR, _again),
    Rule("POST", f"{_ONE}/delete", Role.EDITOR, _delete),
)
