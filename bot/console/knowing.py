"""Questions without an answer: what people asked in vain, attached to an entry or ignored."""

import asyncio
from collections.abc import Sequence
from typing import Final

from aiohttp import web
from sqlalchemy import Connection

from bot.console.rules import Rule
from bot.console.visit import Visit
from bot.services.questions import learning, search, teaching
from bot.services.questions.learning import Unfit
from bot.services.questions.teaching import Phrase
from bot.services.staff import accounts
from bot.services.staff.sessions import Role
from faq.book import Entry
from faq.examine.evaluate import LabelError
from handlers.contract.speech import N_

_HOME: Final = "/console/knowing"
_SHOWN: Final = 50
_FOUND: Final = 20
#: A phrase is a question, and no message of Telegram is longer.
_LONGEST: Final = 4096
_UNFIT: Final = {
    Unfit.NO_ENTRY: N_("This entry is not in the book."),
    Unfit.NO_WORDS: N_("A phrase needs words."),
    Unfit.PERSONAL: N_("The phrase holds a number, an address or a code that could name somebody."),
    Unfit.KNOWN: N_("The book has this phrase already."),
}
_LEARNED_ALREADY: Final = N_("This phrase has been learned already.")
_UNCHECKED: Final = N_(
    "The labelled questions have faults, so nothing can be tried: `sportello faq evaluate` names them."
)
#: What a labelled question is worth to who asks it (`faq.examine.regression`), and what became of groups.
WORDS: Final = (
    N_("wrong answer"),
    N_("no help"),
    N_("suggested"),
    N_("right"),
    N_("learned"),
    N_("ignored"),
)


async def _groups(visit: Visit) -> web.Response:
    parts = visit.parts
    groups = await parts.knowing.groups(parts.database, parts.now())
    first = visit.number("from") or 0
    return visit.page(
        "knowing.html",
        groups=groups[first : first + _SHOWN],
        count=len(groups),
        further=first + _SHOWN if first + _SHOWN < len(groups) else None,
        most=teaching.MOST_GROUPED,
    )


async def _settled(visit: Visit) -> web.Response:
    return visit.page("settled.html", settled=await visit.parts.database.read(teaching.settled))


async def _ignore(visit: Visit) -> web.Response:
    head, who, now = _words(visit, "head"), accounts.by(visit.staff.name), visit.parts.now()
    if not head:
        raise web.HTTPBadRequest(text="400")
    await visit.parts.database.write(lambda tx: teaching.ignore(tx, head, who, now))
    return visit.go_to(_HOME, "done")


async def _show_again(visit: Visit) -> web.Response:
    head, who, now = _words(visit, "head"), accounts.by(visit.staff.name), visit.parts.now()
    await visit.parts.database.write(lambda tx: teaching.show_again(tx, head, who, now))
    visit.parts.knowing.group_anew()
    return visit.go_to(f"{_HOME}/settled", "done")


async def _choose(visit: Visit) -> web.Response:
    """Show the entries that a group may mean: those that the matcher likes, or those searched for."""
    if visit.request.method == "GET":
        head = " ".join(visit.request.query.get("head", "")[:_LONGEST].split())
        return await _choice(visit, head, head)
    return await _choice(visit, _words(visit, "phrase"), _words(visit, "head"))


async def _choice(visit: Visit, phrase: str, head: str, fault: str | None = None) -> web.Response:
    wanted = visit.field("q")[:_LONGEST]
    entries = await _entries(visit, phrase, wanted)
    status = 200 if fault is None else 400
    return visit.page(
        "attach.html",
        status=status,
        phrase=phrase,
        head=head,
        q=wanted,
        entries=entries[:_FOUND],
        count=len(entries),
        fault=fault,
    )


async def _entries(visit: Visit, phrase: str, wanted: str) -> Sequence[Entry]:
    """Return the entries that hold the wanted words; without any, those that the phrase may mean."""
    knowing = visit.parts.knowing
    if wanted:
        learned = await visit.parts.database.read(learning.phrases)
        return search.find(knowing.book, learned, wanted)
    decision = await asyncio.to_thread(knowing.questions.decide, phrase)
    return [knowing.book[each.id] for each in decision.candidates if each.id in knowing.book]


async def _try(visit: Visit) -> web.Response:
    """Show what a phrase would change for the labelled questions; nothing is learned yet."""
    wanted = Phrase(visit.field("entry_id"), _words(visit, "phrase"), _words(visit, "head"))
    unfit = learning.unfit(visit.parts.knowing.questions.written, wanted.entry_id, wanted.phrase)
    if unfit is not None:
        return await _choice(visit, wanted.phrase, wanted.head, _UNFIT[unfit[0]])
    learned = await visit.parts.database.read(learning.phrases)
    if wanted.phrase in learned.get(wanted.entry_id, ()):
        return await _choice(visit, wanted.phrase, wanted.head, _LEARNED_ALREADY)
    return await _trial(visit, wanted)


async def _trial(visit: Visit, wanted: Phrase, *, again: bool = False) -> web.Response:
    parts = visit.parts
    try:
        trial = await parts.knowing.attempt(parts.database, wanted)
    except LabelError:
        return await _choice(visit, wanted.phrase, wanted.head, _UNCHECKED)
    return visit.page(
        "trial.html",
        status=409 if again else 200,
        wanted=wanted,
        entry=parts.knowing.book[wanted.entry_id],
        trial=trial,
        seal="" if trial.is_refused else _seal(visit, wanted, trial.version),
        again=again,
    )


async def _learn(visit: Visit) -> web.Response:
    """Learn a phrase that has been tried beside what is learned now, and was not refused."""
    wanted = Phrase(visit.field("entry_id"), _words(visit, "phrase"), _words(visit, "head"))
    if wanted.entry_id not in visit.parts.knowing.book:
        raise web.HTTPBadRequest(text="400")
    who, now, sealed = accounts.by(visit.staff.name), visit.parts.now(), visit.field("seal")

    def learn(tx: Connection) -> bool:
        if sealed != _seal(visit, wanted, learning.version(tx)):
            return False
        teaching.attach(tx, wanted, who, now)
        return True

    if not await visit.parts.database.write(learn):
        return await _trial(visit, wanted, again=True)
    return visit.go_to(_HOME, "saved")


def _seal(visit: Visit, wanted: Phrase, version: learning.Version) -> str:
    """Sign what was tried, so that nothing else is learned; what was refused gets no seal on its page."""
    return visit.seal("phrase", wanted.entry_id, wanted.phrase, wanted.head, str(version))


def _words(visit: Visit, name: str) -> str:
    """Return a field with single blanks, as phrases are kept."""
    return " ".join(visit.field(name)[:_LONGEST].split())


RULES: Final = (
    Rule("GET", "/knowing", Role.VIEWER, _groups),
    Rule("GET", "/knowing/settled", Role.VIEWER, _settled),
    Rule("POST", "/knowing/ignore", Role.EDITOR, _ignore),
    Rule("POST", "/knowing/show-again", Role.EDITOR, _show_again),
    Rule("GET", "/knowing/attach", Role.EDITOR, _choose),
    Rule("POST", "/knowing/attach", Role.EDITOR, _choose),
    Rule("POST", "/knowing/try", Role.EDITOR, _try),
    Rule("POST", "/knowing/learn", Role.EDITOR, _learn),
)
