"""The commands of the support group and the buttons that say them: which there are, and where they hold."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Final, TypeAlias

from handlers.contract.desk import CaseFound, CaseState, CaseView, GroupMessage, GroupPress, Side
from handlers.contract.desk_operators import (
    ListCases,
    OperatorEvent,
    ReadCustomer,
    SeekAnswers,
    SeekKept,
    SeekReply,
    WeighPhrase,
)
from handlers.contract.dialog import Turn
from handlers.contract.speech import N_, Say
from handlers.handoff import case_commands, notes
from handlers.handoff.case_commands import replied_to, say
from handlers.shared import codes
from handlers.shared.plain import cut

#: From what was found, its case, the event and the words behind the command to a turn.
Step: TypeAlias = Callable[[CaseFound, CaseView, OperatorEvent, str], Turn]
_LONGEST_SHOWN: Final = 40


@dataclass(frozen=True, slots=True)
class GroupCommand:
    """A command of the group: how the menu and /aiuto put it, and what it does in the topic of a case."""

    menu: str
    step: Step
    #: How it is written, where more than its name is needed.
    usage: str = ""
    aliases: tuple[str, ...] = ()


def _help(_found: CaseFound, _case: CaseView, _event: OperatorEvent, _words: str) -> Turn:
    return help_turn()


def _list(_found: CaseFound, _case: CaseView, _event: OperatorEvent, _words: str) -> Turn:
    return Turn(None, ask=ListCases())


def _seek_answers(_found: CaseFound, case: CaseView, event: OperatorEvent, words: str) -> Turn:
    return Turn(None, ask=SeekAnswers(case, event, words))


def _seek_reply(_found: CaseFound, case: CaseView, event: OperatorEvent, words: str) -> Turn:
    return Turn(None, ask=SeekReply(case, event, words.casefold()))


def _customer(_found: CaseFound, case: CaseView, _event: OperatorEvent, _words: str) -> Turn:
    return Turn(None, ask=ReadCustomer(case))


def _learn(_found: CaseFound, case: CaseView, event: OperatorEvent, words: str) -> Turn:
    """Weigh a phrase for an entry: the words that follow, the message replied to, or the last question.

    A button brings the source and the version of what had been learned when it was made.
    """
    if isinstance(event, GroupPress):
        entry_id, _, rest = words.partition(" ")
        source, _, version = rest.partition(" ")
        return Turn(None, ask=WeighPhrase(case, event, entry_id, source=source, version=version))
    entry_id, _, phrase = words.partition(" ")
    if not entry_id:
        return say(event, Say(N_("Write /impara and the entry’s ID; if you wish, the question behind it.")))
    phrase = phrase.strip()
    ask = WeighPhrase(case, event, entry_id.casefold(), words=phrase, message_id=replied_to(event))
    if not phrase:
        return Turn(None, ask=ask)
    # A button cannot carry the words: they are kept with this message, where a press finds them again.
    first = event.pieces[0]
    words_kept = GroupMessage(
        (type(first)(first.message_id, first.kind, escape(phrase, quote=False)),),
        event.thread_id,
        event.author,
    )
    kept = notes.keep(case, words_kept)
    return Turn(None, ask=ask, do=kept.dos)


#: In the order of the menu. Names and aliases are promises.
COMMANDS: Final[Mapping[str, GroupCommand]] = {
    "prendo": GroupCommand(N_("take this case"), case_commands.take, aliases=("take",)),
    "assegna": GroupCommand(
        N_("give it to a colleague"), case_commands.assign, "/assegna @nome", aliases=("assign",)
    ),
    "rilascia": GroupCommand(N_("let others take it"), case_commands.release, aliases=("release",)),
    "nota": GroupCommand(N_("a note, only for us (also: //)"), case_commands.note, "/nota …", ("note",)),
    "faq": GroupCommand(N_("look for an approved answer"), _seek_answers, "/faq ID …"),
    "modello": GroupCommand(N_("a canned reply"), _seek_reply, "/modello NOME", ("modelli", "template")),
    "cliente": GroupCommand(N_("what we know of the customer"), _customer, aliases=("customer",)),
    "ritira": GroupCommand(
        N_("take a message back (as a reply to it)"), case_commands.withdraw, aliases=("withdraw",)
    ),
    "lingua": GroupCommand(
        N_("the customer’s language"), case_commands.set_language, "/lingua it|en|de", ("language",)
    ),
    "silenzia": GroupCommand(N_("reminders off or on"), case_commands.silence, aliases=("mute",)),
    "impara": GroupCommand(N_("teach the FAQ this question"), _learn, "/impara ID …", ("learn",)),
    "chiudi": GroupCommand(
        N_("close (reason | senza stelle | spam)"), case_commands.close, "/chiudi …", ("close",)
    ),
    "riapri": GroupCommand(N_("open a closed case again"), case_commands.reopen, aliases=("reopen",)),
    "casi": GroupCommand(N_("the cases that are open"), _list, aliases=("cases",)),
    "aiuto": GroupCommand(N_("all commands"), _help, aliases=("help", "start")),
}
#: What Telegram shows in the group alone.
GROUP_MENU: Final[Mapping[str, str]] = {name: command.menu for name, command in COMMANDS.items()}
_NAMES: Final[Mapping[str, str]] = {
    alias: name for name, command in COMMANDS.items() for alias in (name, *command.aliases)
}


def typed(found: CaseFound, message: GroupMessage, command: str) -> Turn:
    """Obey a command. Outside a case only /aiuto and /casi do something; what is unknown is never sent."""
    name, case = _NAMES.get(command), found.case
    if case is not None:
        if name is None:
            return unknown(f"/{command}")
        return COMMANDS[name].step(found, case, message, message.argument.strip())
    match name:
        case None:
            # Perhaps another bot's.
            return Turn(None)
        case "aiuto":
            return help_turn()
        case "casi":
            return Turn(None, ask=ListCases())
        case _ if message.thread_id is None:
            return Turn(
                None, Say(N_("/{command} works in the topic of a case. /casi lists them."), command=name)
            )
        case _:
            return Turn(
                None, Say(N_("This topic belongs to no case, so /{command} does nothing."), command=name)
            )


def pressed(found: CaseFound, press: GroupPress) -> Turn:
    """Obey a button, which names its case: in the topic of another one it does nothing."""
    number, _, words = press.argument.partition(" ")
    case = found.case
    if case is None or codes.row_number(number) != case.case_id:
        return Turn(None, toast=N_("This button belongs to another case."))
    if press.command == "invia":
        return _send(found, case, press, words)
    if press.command == "lascia":
        return case_commands.leave(found, case, press, words)
    name = _NAMES.get(press.command)
    return Turn(None) if name is None else COMMANDS[name].step(found, case, press, words)


def _send(found: CaseFound, case: CaseView, press: GroupPress, words: str) -> Turn:
    """Send what a message of ours has shown, once: pressed again it says so."""
    kind, _, what = words.partition(" ")
    if found.entry is not None and found.entry.side is Side.OPERATOR:
        return Turn(None, toast=N_("This has been sent already."))
    number = codes.row_number(what)
    if kind in {"nota", "riapri"} and number is not None:
        if case.state is CaseState.CLOSED and kind == "nota":
            return Turn(None, toast=N_("This case is closed. /riapri opens it again."))
        return Turn(None, ask=SeekKept(case, press, number))
    if case.state is CaseState.CLOSED:
        return Turn(None, toast=N_("This case is closed. /riapri opens it again."))
    if kind == "faq":
        return Turn(None, ask=SeekAnswers(case, press, what))
    if kind == "modello":
        return Turn(None, ask=SeekReply(case, press, what))
    return Turn(None)


def unknown(written: str) -> Turn:
    """Refuse what begins like a command and is none: it was perhaps mistyped, and is not for the customer."""
    word = cut(written.split(maxsplit=1)[0], _LONGEST_SHOWN) if written.split() else "/"
    return Turn(
        None,
        Say(
            N_(
                "I do not know {command}, so nothing was sent. /aiuto lists the commands; "
                "for a message to the customer put a word before the slash."
            ),
            command=word,
        ),
    )


def help_turn() -> Turn:
    """Say what there is to write, a line a command."""
    lines = tuple(
        Say("{usage} – {meaning}", usage=command.usage or f"/{name}", meaning=Say(command.menu))
        for name, command in COMMANDS.items()
    )
    words = N_(
        "<b>In the topic of a case</b> all that you write goes to the customer, without your name. "
        "What begins with // stays among us, and so does a reply to such a note.\n\n{lines}"
    )
    return Turn(None, Say(words, lines=lines))


def button_fits(command: str) -> bool:
    """Tell whether a button can carry a command: Telegram takes 64 bytes."""
    return len(command.encode()) <= 64  # noqa: PLR2004 - the Bot API's limit
