"""A question to the FAQ: the answer, or which of these did you mean, or who can help."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, assert_never

from faq.book import Entry
from faq.matcher import Answer, NoMatch, Suggest
from handlers.contract.chat import Chosen, Text
from handlers.contract.desk import Reason
from handlers.contract.dialog import Dialog, State, Turn
from handlers.contract.questions import (
    CountMisses,
    EntryRead,
    Missed,
    Rank,
    Ranked,
    ReadEntry,
    RecordPick,
    RecordVote,
)
from handlers.contract.speech import N_, Choice, Say, Shortcut, Verbatim, fitting
from handlers.contract.vocabulary import Event
from handlers.shared import choosing, codes, replies
from handlers.shared.buttons import MY_READINGS, PERSON, SEND_READING, person
from handlers.shared.portals import E_DISTRIBUZIONE, ENERGIA_CORRENTE

#: An answer longer than this leaves no room for the line about its language (4096 in all).
_ROOMY_HTML_LENGTH: Final = 3800
_MISSES_BEFORE_A_PERSON: Final = 2
_ENTRY: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+(?: \d+)?")

#: What people call the portals.
_PORTAL_NAMES: Final = {
    E_DISTRIBUZIONE: "e-distribuzione edistribuzione luce",
    ENERGIA_CORRENTE: "energia corrente energiacorrente",
}
#: What somebody in danger must know at once, for those who do not read the Italian answer below it.
_URGENT: Final = {
    "urgent-gas-leak": N_(
        "<b>No flames, no switches, no telephone indoors. Open the windows, go out, "
        "and call for help from outside.</b> The numbers are in the text below.\n\n{answer}"
    ),
    "urgent-electric-danger": N_(
        "<b>Keep 10 metres away. Touch nothing, and nobody who touches it. Call for help.</b> "
        "The numbers are in the text below.\n\n{answer}"
    ),
    "urgent-power-cut": N_(
        "<b>Look at your main switch first, and ask the neighbours. Then report the power cut</b> "
        "with the POD that stands on your bill. The number is in the text below.\n\n{answer}"
    ),
}
#: Below an entry that names a dialog: its command and what that needs to know.
_GUIDE: Final = N_("🧭 Guide me step by step")
#: What says better what lies behind the button.
_LABELS: Final = {"autolettura": SEND_READING, "letture": MY_READINGS}


@dataclass(frozen=True, slots=True)
class AwaitPick(State):
    """Up to three entries were offered for the question; the person may press or type one."""

    question_id: int
    entry_ids: tuple[str, ...]
    portals: tuple[str | None, ...]
    #: What the buttons say; empty in offers of old.
    labels: tuple[str, ...] = field(default=(), compare=False)


def ask(state: State | None, text: str) -> Turn:
    """Put a question to the FAQ; an open dialog stays as it is."""
    return Turn(state, ask=Rank(text))


def is_entry(argument: str) -> bool:
    """Whether the argument names an entry, as our buttons do."""
    return _ENTRY.fullmatch(argument) is not None


def read(state: State | None, argument: str) -> Turn:
    """Show the entry that a button names, with the number of the question it was picked for."""
    entry_id, _, number = argument.partition(" ")
    return _pick(state, entry_id, codes.row_number(number))


def vote(state: State | None, argument: str) -> Turn:
    """Note whether an answer helped: ``17 si`` or ``17 no``."""
    number, _, word = argument.partition(" ")
    question_id = codes.row_number(number)
    if question_id is None or word not in {"si", "no"}:
        return Turn(state)
    record = (RecordVote(question_id, helpful=word == "si"),)
    if word == "si":
        return Turn(state, do=record, toast=N_("Thank you!"))
    return Turn(
        state,
        Say(
            N_("I am sorry that this did not help. Could you say it in other words, or talk to a person?"),
            rows=((PERSON,),),
        ),
        do=record,
    )


def ranked(state: State | None, event: Ranked) -> Turn:
    """Say what the FAQ decided."""
    match event.decision:
        case Answer():
            return Turn(_closed(state), _answer(event.entries[0], event.related, event.question_id))
        case Suggest():
            return _offer(state, event)
        case NoMatch():
            return Turn(_closed(state), _sorry(event.misses))
        case _:
            assert_never(event.decision)


def missed(state: State | None, event: Missed) -> Turn:
    """Say that there is no answer; after some misses in a row, a person comes first."""
    return Turn(state, _sorry(event.misses))


def entry_read(state: State | None, event: EntryRead) -> Turn:
    """Say the entry that was asked for by name."""
    if event.entry is None:
        return Turn(state, Say(N_("I no longer have that answer. Please ask me in your own words.")))
    return Turn(_closed(state), _answer(event.entry, event.related, event.question_id))


def _closed(state: State | None) -> State | None:
    """An answer ends the offer of suggestions, and no other dialog."""
    return None if isinstance(state, AwaitPick) else state


def _answer(entry: Entry, related: tuple[Entry, ...], question_id: int | None) -> Say:
    rows: tuple[tuple[Shortcut, ...], ...] = tuple((_entry_button(other),) for other in related)
    if entry.id in _URGENT:
        return Say(_URGENT[entry.id], rows=rows, answer=Verbatim(entry.answer))
    if entry.dialog is not None:
        rows = ((Shortcut(_LABELS.get(entry.dialog, _GUIDE), f"/{entry.dialog}"),), *rows)
    if question_id is not None:
        votes = (("👍", "si"), ("👎", "no"))
        rows += (tuple(Shortcut(Verbatim(face), f"/voto {question_id} {word}") for face, word in votes),)
    if len(entry.answer) > _ROOMY_HTML_LENGTH:
        return Say(Verbatim(entry.answer), rows=rows)
    return Say(
        N_("{answer}\n\n<i>This answer is available in Italian only.</i>"),
        rows=rows,
        answer=Verbatim(entry.answer),
    )


def _entry_button(entry: Entry, question_id: int | None = None) -> Shortcut:
    return _button(entry.id, entry.question, question_id)


def _button(entry_id: str, question: str, question_id: int | None) -> Shortcut:
    number = "" if question_id is None else f" {question_id}"
    return Shortcut(fitting(question), f"/faq {entry_id}{number}")


_WHICH: Final = N_("Which of these do you mean?")


def _offer(state: State | None, event: Ranked) -> Turn:
    if state is not None and not isinstance(state, AwaitPick):
        # Another dialog is open: its place is kept, so the offer lives in its buttons alone.
        rows = tuple((_entry_button(entry, event.question_id),) for entry in event.entries)
        return Turn(state, Say(_WHICH, rows=rows))
    offered = AwaitPick(
        event.question_id,
        tuple(entry.id for entry in event.entries),
        tuple(entry.portal for entry in event.entries),
        tuple(entry.question for entry in event.entries),
    )
    return Turn(offered, _offered(offered))


def _offered(state: AwaitPick) -> Say:
    """The question which of them is meant, with a button for each."""
    rows = tuple(
        (_button(entry_id, question, state.question_id),)
        for entry_id, question in zip(state.entry_ids, state.labels, strict=True)
    )
    return Say(_WHICH, rows=(*rows, (Choice(N_("None of these"), "none"),)))


def _sorry(misses: int) -> Say:
    if misses >= _MISSES_BEFORE_A_PERSON:
        return Say(
            N_("I am sorry, I still have no answer to this. A person can help you better than I can."),
            rows=((person(Reason.MISSES),),),
        )
    return Say(
        N_(
            "I have no sure answer to this, and I would rather not guess. "
            "Could you put it in other words, in one short sentence?"
        ),
        rows=((PERSON,),),
    )


def _step(state: AwaitPick, event: Event) -> Turn | None:
    match event:
        case Chosen("none"):
            return _none_of_these(state.question_id)
        case Text(text):
            return _typed_pick(state, text)
        case _:
            return None


def _typed_pick(state: AwaitPick, text: str) -> Turn | None:
    """Take the entry that is named by its place, its portal or a word that it alone has; or none of them."""
    if choosing.is_none(text):
        return _none_of_these(state.question_id)
    place = choosing.place(text, len(state.entry_ids))
    if place is None:
        place = _place_of_portal(state, text)
    if place is None:
        place = choosing.named(text, state.labels)
    if place is not None:
        return _pick(None, state.entry_ids[place], state.question_id)
    if replies.read(text) is not None and state.labels:
        # A yes to a question that has none: which one, then?
        return Turn(state, _offered(state))
    return None


def _place_of_portal(state: AwaitPick, text: str) -> int | None:
    """The first entry, which is the one ranked highest, of the one portal that the text names."""
    names = tuple(_PORTAL_NAMES.values())
    named = choosing.named(text, names)
    portal = None if named is None else tuple(_PORTAL_NAMES)[named]
    return state.portals.index(portal) if portal is not None and portal in state.portals else None


def _pick(state: State | None, entry_id: str, question_id: int | None) -> Turn:
    record = () if question_id is None else (RecordPick(question_id, entry_id),)
    return Turn(state, ask=ReadEntry(entry_id, question_id), do=record)


def _none_of_these(question_id: int) -> Turn:
    return Turn(None, ask=CountMisses(), do=(RecordPick(question_id, None),))


DIALOG: Final[Dialog[AwaitPick]] = Dialog("questions", (AwaitPick,), _step, patience=timedelta(minutes=30))
