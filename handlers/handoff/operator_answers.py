"""What follows when the desk has answered an operator: lists, previews, and what their buttons send."""

from collections.abc import Sequence
from typing import Final, assert_never

from handlers.contract.desk import CaseState, CaseView, GroupPress
from handlers.contract.desk_changes import RelayOut, RelayText, ReopenTopic
from handlers.contract.desk_operators import (
    AnswersFound,
    CaseLine,
    CasesListed,
    ColleagueFound,
    CustomerRead,
    FoundAnswer,
    KeptFound,
    LearnPhrase,
    OperatorAnswered,
    OperatorEvent,
    PhraseFault,
    PhraseWeighed,
    ReplyFound,
    TakeUpNote,
    TryPhrase,
)
from handlers.contract.dialog import Turn
from handlers.contract.speech import N_, At, Button, Link, Say, Shortcut, Verbatim
from handlers.handoff import case_commands, customer_view
from handlers.handoff.case_commands import LANGUAGES, say
from handlers.handoff.operator_commands import button_fits
from handlers.handoff.phrases_group import case_name, joined, name_reason
from handlers.shared.plain import LONGEST_MESSAGE, cut, excerpt, plain, units

#: What a list of answers may hold besides them, so that the whole stays below Telegram's limit.
_ROOM_FOR_ANSWERS: Final = LONGEST_MESSAGE - 600
_LONGEST_QUESTION: Final = 150
#: Room for the heading of a preview.
_ROOM_FOR_PREVIEW: Final = LONGEST_MESSAGE - 300
_ASKED: Final = 60
_FAULTS: Final[dict[PhraseFault, str]] = {
    "no-entry": N_("The FAQ has no entry {entry}. /faq with a few words shows the IDs."),
    "no-words": N_(
        "I find no question of the customer. Write it behind the ID, or reply to the message that asks it."
    ),
    "personal": N_(
        "“{phrase}” holds a number, an address or a code that could name somebody. "
        "Write the question without it: /impara {entry} …"
    ),
    "known": N_("The FAQ knows “{phrase}” already."),
    "stale": N_("Something else has been learned since then. Please write /impara once more."),
}


def operator_answered(event: OperatorAnswered) -> Turn:
    """Go on with what the desk answers an operator."""
    match event:
        case CasesListed(lines, more):
            return Turn(None, _list(lines, more))
        case ColleagueFound():
            return _colleague(event)
        case AnswersFound():
            return _answers(event)
        case ReplyFound():
            return _reply(event)
        case CustomerRead():
            return Turn(None, customer_view.show(event))
        case KeptFound():
            return _kept(event)
        case PhraseWeighed():
            return _weighed(event)
        case _:
            assert_never(event)


def _list(lines: Sequence[CaseLine], more: int) -> Say:
    """List the cases that are not closed, each with a link to its topic."""
    if not lines:
        return Say(N_("No case is open. 🎉"))
    said = [_line(line) for line in lines]
    if more:
        said.append(Say(N_("… and {count} more."), count=more))
    return Say(N_("<b>Open cases</b>, who waits longest first:\n\n{lines}"), lines=tuple(said))


def _line(line: CaseLine) -> Say:
    case = line.case
    parts = [Say("• {name}", name=case_name(case, line.link)), name_reason(case.reason)]
    if case.state is CaseState.PAUSED:
        parts.append(Say(N_("paused")))
    elif line.waiting_since is not None:
        parts.append(Say(N_("⏳ waiting, {moment}"), moment=At(line.waiting_since)))
    if case.assigned_name is not None:
        parts.append(Say("🙋 {name}", name=cut(case.assigned_name, _ASKED)))
    return joined(parts)


def _colleague(event: ColleagueFound) -> Turn:
    if event.colleague is not None:
        return case_commands.assigned(event.case, event.colleague)
    if not event.words:
        return Turn(
            None,
            Say(
                N_(
                    "I cannot tell whose message that is. Reply to one that your colleague wrote, "
                    "or write @name."
                )
            ),
        )
    unknown = N_(
        "I do not know “{name}” in this group. I know whoever has written here; "
        "you can also reply with /assegna to a message of theirs."
    )
    return Turn(None, Say(unknown, name=cut(event.words, _ASKED)))


# --- approved answers, canned replies ----------------------------------------------------------------


def _answers(event: AnswersFound) -> Turn:
    is_sent = isinstance(event.event, GroupPress) and event.event.command == "invia"
    match event.answers:
        case ():
            words = N_("I find no approved answer. Write /faq and a few words of the question.")
            return Turn(None, Say(words))
        case (answer,) if is_sent and answer.chance is None:
            question = cut(answer.question, _LONGEST_QUESTION)
            return _sent(event.case, event.event, answer.html, question)
        case (answer,) if answer.chance is None:
            return Turn(None, _preview_of(event.case, answer))
        case _:
            return Turn(None, _offer(event.case, event.answers))


def _preview_of(case: CaseView, answer: FoundAnswer) -> Say:
    words = Say(
        N_("<b>{question}</b>\n{language}\n{answer}"),
        question=cut(answer.question, _LONGEST_QUESTION),
        language=_language_note(case, answer.language),
        answer=_shown(answer.html, _ROOM_FOR_PREVIEW),
    )
    return _with_sending(case, words, f"faq {answer.entry_id}")


def _with_sending(case: CaseView, words: Say, what: str) -> Say:
    command = f"/invia {case.case_id} {what}"
    if not button_fits(command):
        return words
    return words.with_row(Shortcut(N_("📤 Send"), command), Shortcut(N_("No"), f"/lascia {case.case_id}"))


def _offer(case: CaseView, answers: Sequence[FoundAnswer]) -> Say:
    """Show the likeliest answers, each with a button that sends it; what is cut can be read whole."""
    room = _ROOM_FOR_ANSWERS // len(answers) - _LONGEST_QUESTION
    said: list[Say] = []
    rows: list[tuple[Button, ...]] = []
    for number, answer in enumerate(answers, start=1):
        is_whole = units(plain(answer.html)) <= room
        said.append(
            Say(
                "<b>{number}. {question}</b>{chance} · <code>{entry}</code>\n"
                "<blockquote expandable>{answer}</blockquote>",
                number=number,
                question=cut(answer.question, _LONGEST_QUESTION),
                chance=Verbatim("") if answer.chance is None else f" · {round(answer.chance * 100)}%",
                entry=answer.entry_id,
                answer=_shown(answer.html, room),
            )
        )
        row: list[Button] = []
        if button_fits(send := f"/invia {case.case_id} faq {answer.entry_id}"):
            row.append(Shortcut(Verbatim(f"📤 {number}"), send))
            if not is_whole:
                row.append(Shortcut(Verbatim(f"👀 {number}"), f"/faq {case.case_id} {answer.entry_id}"))
        if row:
            rows.append(tuple(row))
    is_cut = any(len(row) > 1 for row in rows)
    words = (
        N_("📤 sends the answer at once, 👀 shows all of it.\n{language}\n{answers}")
        if is_cut
        else N_("📤 sends the answer at once.\n{language}\n{answers}")
    )
    language = _language_note(case, answers[0].language)
    return Say(words, rows=tuple(rows), language=language, answers=tuple(said))


def _shown(html: str, room: int) -> str:
    """Return an answer as the customer will see it, or only its beginning where it is too long."""
    # Quotations cannot stand in one another.
    is_whole = units(plain(html)) <= room and "<blockquote" not in html
    return Verbatim(html) if is_whole else excerpt(html, room)


def _language_note(case: CaseView, language: str) -> Say:
    if language == case.language:
        return Say("")
    return Say(
        N_("⚠️ The customer reads {theirs}; this text is in {ours}."),
        theirs=LANGUAGES.get(case.language, case.language),
        ours=LANGUAGES.get(language, language),
    )


def _reply(event: ReplyFound) -> Turn:
    case = event.case
    if event.html is not None:
        if isinstance(event.event, GroupPress) and event.event.command == "invia":
            return _sent(case, event.event, event.html, event.name)
        words = Say(
            N_("<b>{name}</b>, as the customer will read it:\n\n{reply}"),
            name=event.name,
            reply=Verbatim(event.html),
        )
        return Turn(None, _with_sending(case, words, f"modello {event.name}"))
    if event.lacks is not None:
        lacking = N_("“{name}” cannot be filled in: nothing is known for {place}.")
        return Turn(None, Say(lacking, name=event.name, place=f"{{{event.lacks}}}"))
    if not event.names:
        return Turn(
            None, Say(N_("There are no canned replies yet. They are in the file that desk.replies names."))
        )
    rows = tuple(
        (Shortcut(Verbatim(name), command),)
        for name in event.names
        if button_fits(command := f"/modello {case.case_id} {name}")
    )
    if event.name:
        none = N_("There is no canned reply “{name}”. These are there:")
        return Turn(None, Say(none, rows=rows, name=cut(event.name, _ASKED)))
    return Turn(None, Say(N_("Which canned reply?"), rows=rows))


def _sent(case: CaseView, event: OperatorEvent, html: str, title: str) -> Turn:
    """Send a text once: the message whose button was pressed stands for it from now on."""
    message_id = event.message_id if isinstance(event, GroupPress) else None
    sending = RelayText(case.case_id, html, event.author, message_id)
    words = Say(
        N_("📤 {name} has sent: <b>{title}</b>\n<blockquote expandable>{words}</blockquote>"),
        name=cut(event.author.name, _ASKED),
        title=title,
        words=_shown(html, _ROOM_FOR_PREVIEW),
        instead=True,
    )
    return Turn(None, words, do=(sending,))


# --- notes and closed cases --------------------------------------------------------------------------


def _kept(event: KeptFound) -> Turn:
    """Reopen a case, send a note, or both; neither where the customer writes in a newer case."""
    case, author = event.case, event.event.author
    if event.newer is not None:
        words = Say(
            N_("The customer has a newer case, no. {number}: please write there."),
            number=event.newer.case.case_id,
        )
        if event.newer.link is not None:
            words = words.with_row(Link(N_("Open the topic"), event.newer.link))
        return Turn(None, words)
    if event.is_sent:
        return say(event.event, Say(N_("This has been sent already.")))
    reopening = (ReopenTopic(case.case_id, author),) if case.state is CaseState.CLOSED else ()
    if event.message_id is None:
        told = N_("🔓 {name} has reopened case no. {number}.")
        return Turn(None, Say(told, name=author.name, number=case.case_id), do=reopening)
    if not event.pieces:
        return say(event.event, Say(N_("I no longer have this message. Please write it again.")))
    sending = RelayOut(case.case_id, event.pieces, author, event.reply_to)
    taken_up = TakeUpNote(case.case_id, event.message_id)
    told = N_("📤 Sent to the customer.")
    return Turn(None, Say(told, instead=True), do=(*reopening, taken_up, sending))


# --- learning ----------------------------------------------------------------------------------------


def _weighed(event: PhraseWeighed) -> Turn:
    """Have a phrase tried, or learn one that was; say why it cannot be."""
    if event.fault is not None:
        words = Say(
            _FAULTS[event.fault],
            entry=cut(event.entry_id, _ASKED),
            phrase=cut(event.phrase, _LONGEST_QUESTION),
        )
        return Turn(None, words)
    if isinstance(event.event, GroupPress):
        told = Say(
            N_("🎓 {name} has taught me: “{phrase}” means <code>{entry}</code>."),
            name=event.event.author.name,
            phrase=event.phrase,
            entry=event.entry_id,
            instead=True,
        )
        return Turn(None, told, do=(LearnPhrase(event.entry_id, event.phrase),))
    trying = TryPhrase(event.case.case_id, event.entry_id, event.phrase, event.source)
    told = Say(
        N_("I am trying out what “{phrase}” would change, and say so in a few seconds."), phrase=event.phrase
    )
    return Turn(None, told, do=(trying,))
