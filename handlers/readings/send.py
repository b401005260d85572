"""Sending a gas reading: which supply, which number, what it means, a yes, a receipt."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Final, assert_never

from faq.language.text import fold, words
from handlers.contract.chat import Attachment, Chosen, Text
from handlers.contract.dialog import Dialog, State, Turn
from handlers.contract.questions import Rank
from handlers.contract.readings import (
    GasSuppliesRead,
    GasSupply,
    GasSupplyGone,
    Given,
    InviteReading,
    ReadGasSupplies,
    ReadingInvited,
    ReadingWeighed,
    ReadTodays,
    SaveReading,
    SentToday,
    TodaysRead,
    Weighed,
    WeighReading,
    WindowShut,
)
from handlers.contract.speech import N_, Amount, Choice, Say, Shortcut
from handlers.contract.vocabulary import Event
from handlers.readings import doubts, numbers, phrases, reminders, states
from handlers.readings.numbers import Understood, Unsure
from handlers.readings.photo import AwaitPhoto
from handlers.readings.states import AwaitReplaced, AwaitSupply, AwaitValue, AwaitYes, SendState
from handlers.shared import buttons, codes, replies
from handlers.shared import supplies as supply_words

#: Shorter words are a yes, a no or a slip.
_SHORTEST_NAME: Final = 3
#: The wish to send a reading as the whole message, folded; who asks how it is done is answered by the book.
_WISH: Final = re.compile(
    r"(?:(?:(?:voglio|vorrei|devo|posso|ecco) )?"
    r"(?:(?:(?:mand|invi|comunic|trasmett|inseri|far|dar)\w*|fai|faccio|do) )?(?:(?:la|una|l|mia) )*)?"
    r"(?:auto)?lettura(?: (?:del )?(?:gas|contatore))*"
    r"|(?:i (?:want|would like) to )?send (?:(?:the|a|my) )?(?:gas )?reading"
    r"|(?:ich (?:mochte|will) )?(?:(?:den|meinen) )?(?:gas)?zahlerstand(?: (?:senden|melden|durchgeben))?"
    r"|(?:ich (?:mochte|will) )?(?:(?:den|meinen) )?(?:gas)?zahler ablesen"
)
#: Before a number that a button calls a reading.
_READING: Final = "lettura "
_PHOTO_KEPT: Final = N_("Thank you, I keep the photo with the reading. I cannot read it myself, though.")
#: What people write on their way to the meter, folded.
_WAITS: Final = frozenset(
    {
        "aspetta", "aspetti", "aspetta un attimo", "aspetta un momento", "un attimo", "attimo", "un momento",
        "un secondo", "un minuto", "arrivo", "vado a vedere", "vado a leggere", "vado", "adesso vado",
        "wait", "one moment", "just a moment", "moment", "einen moment", "warte", "sekunde",
    }
)  # fmt: skip


def begin(state: State | None, argument: str) -> Turn:
    """Begin, by command or button: ``/autolettura``, or for one supply ``/autolettura 12``."""
    supply_id = codes.row_number(argument)
    return Turn(state, ask=ReadGasSupplies() if supply_id is None else InviteReading(supply_id))


def sent_with_command(state: State | None, text: Text) -> Turn:
    """Take a number that was typed behind the command: ``/lettura 3017,5`` is a reading, and no row."""
    return Turn(state, ask=ReadGasSupplies(Given(f"lettura {text.text}", text.photo)))


def is_wished(text: str) -> bool:
    """Whether the whole message is the wish to send a reading."""
    return _WISH.fullmatch(fold(text)) is not None


def sent_unasked(state: State | None, text: Text) -> Turn:
    """Take a number that somebody wrote without being asked, if a reading of theirs can be sent now."""
    return Turn(state, ask=ReadGasSupplies(Given(text.text, text.photo), open_only=True))


def answered(
    state: State | None,
    event: GasSuppliesRead
    | ReadingInvited
    | WindowShut
    | SentToday
    | GasSupplyGone
    | ReadingWeighed
    | TodaysRead,
) -> Turn:
    """Say what the service has found, weighed or kept, and open the step that follows."""
    match event:
        case GasSuppliesRead():
            return _supplies_read(state, event)
        case ReadingInvited():
            return _invited(state, event)
        case WindowShut():
            return reminders.shut(_other_dialog(state), event)
        case SentToday(reading):
            return phrases.already_sent(_other_dialog(state), reading)
        case GasSupplyGone():
            return Turn(_other_dialog(state), Say(supply_words.GONE))
        case ReadingWeighed(weighed):
            return _weighed(state, weighed)
        case TodaysRead():
            return _saved(state, event)
        case _:
            assert_never(event)


def _other_dialog(state: State | None) -> State | None:
    """Return the open state where it belongs to another dialog, which stays open; None where it is ours."""
    return None if type(state) in DIALOG.states else state


def _supplies_read(state: State | None, event: GasSuppliesRead) -> Turn:
    supplies, given = event.supplies, event.given
    match supplies:
        case () if given is not None and isinstance(state, AwaitPhoto):
            # Another number right after the receipt: perhaps the first one was wrong.
            return Turn(state, ask=InviteReading(state.supply_id))
        case () if given is not None and event.open_only and event.is_linked:
            # Perhaps one whose window is shut, or whose reading of today is here: then that is the answer.
            return Turn(state, ask=ReadGasSupplies(given))
        case () if given is not None and not numbers.names_reading(given.text):
            # Nothing that could be meant by the number, so it is words like any others.
            return Turn(state, ask=Rank(given.text))
        case () if event.is_linked:
            return Turn(state, Say(supply_words.NO_GAS, rows=((buttons.connect("autolettura"),),)))
        case ():
            first = N_(
                "So that I know your meter, let us connect your supplies first: two minutes, once. Then we "
                "go straight on with the reading."
            )
            return Turn(state, Say(first, rows=((buttons.connect("autolettura"),),)))
        case (only,):
            return Turn(state, ask=InviteReading(only.supply_id, given))
        case _:
            return Turn(AwaitSupply(supplies, given), repeat=True)


def _invited(state: State | None, event: ReadingInvited) -> Turn:
    """Ask for the first number, or go on with the one that was given."""
    asked = AwaitValue(event.supply, event.counters)
    if event.given is None:
        return Turn(asked, repeat=True)
    number = numbers.understand(event.given.text)
    fits = isinstance(number, Understood) and number.digits <= asked.counters[0].digits
    is_asked = isinstance(state, AwaitSupply) or numbers.names_reading(event.given.text)
    if not fits and not is_asked:
        # It cannot be a reading, and nobody has asked for one.
        return Turn(state, ask=Rank(event.given.text))
    typed = _typed(asked, Text(event.given.text, event.given.photo))
    return typed or Turn(replace(asked, photo=event.given.photo), repeat=True)


def _typed(state: AwaitValue, text: Text) -> Turn | None:
    """Take a number for the next counter, or say why not; None where the words are about something else."""
    counter = state.counters[len(state.values)]
    state = replace(state, photo=text.photo or state.photo)
    match numbers.understand(text.text):
        case None:
            return None
        case Unsure(doubt):
            why = Say(doubts.DOUBTS[doubt], example=doubts.example(counter))
            return Turn(state, why, repeat=True)
        case Understood(_, digits, _) if digits > counter.digits:
            return Turn(state, doubts.too_long(counter), repeat=True)
        case Understood(value, _, dropped):
            says = [_dropped(value, dropped)] if dropped else []
            values = (*state.values, value)
            if len(values) < len(state.counters):
                return Turn(replace(state, values=values), *says)
            return Turn(state, *says, ask=WeighReading(state.supply.supply_id, values))
        case other:
            assert_never(other)


def _dropped(value: int, dropped: str) -> Say:
    return Say(
        N_("The digits after the comma (<s>{dropped}</s>) do not count: I take <b>{number}</b>."),
        dropped=dropped,
        number=Amount(value),
    )


def _weighed(state: State | None, weighed: tuple[Weighed, ...]) -> Turn:
    """Ask for a yes, or for another look where a value is never taken as it is."""
    if not isinstance(state, AwaitValue):
        return Turn(state)
    for place, each in enumerate(weighed):
        again = replace(state, values=tuple(before.value for before in weighed[:place]))
        match each.finding:
            case "too_long":
                return Turn(again, doubts.too_long(each.counter), repeat=True)
            case "above_most":
                return Turn(again, doubts.above_most(each), repeat=True)
            case "lower":
                return Turn(AwaitReplaced(state.supply, weighed, each, state.photo), repeat=True)
            case "rolled_over" | "unusual" | None:
                continue
            case other:
                assert_never(other)
    return Turn(AwaitYes(state.supply, weighed, state.photo), repeat=True)


def _saved(state: State | None, event: TodaysRead) -> Turn:
    """Give the receipt, or say what came in between."""
    if not isinstance(state, AwaitYes):
        return Turn(state)
    reading = event.reading
    if reading is None:
        # The window has closed, or the last known reading is another by now: see what holds now.
        late = N_("I am sorry, this reading could not be taken any more.")
        return Turn(None, Say(late), ask=InviteReading(state.supply.supply_id), outcome="abandoned")
    kept = {"meter": reading.meter, "corrector": reading.corrector}
    if not reading.is_own or any(kept[each.counter.register] != each.value for each in state.weighed):
        return phrases.already_sent(None, reading)
    has_photo = state.photo is not None
    receipt = phrases.receipt(reading, has_photo=has_photo)
    return Turn(None if has_photo else AwaitPhoto(reading.reading_id, state.supply.supply_id), receipt)


# --- steps -------------------------------------------------------------------------------------------


def _goodbye(_state: SendState) -> Say:
    return Say(
        N_("We stopped in the middle, and your gas reading has <b>not</b> been sent. Shall we go on?"),
        rows=((buttons.send_reading(),),),
    )


def _step(state: SendState, event: Event) -> Turn | None:
    match state, event:
        case _, Text(text, None) if (number := numbers.to_call(text)) is not None:
            return Turn(state, _reading_or_help(number))
        case _, Chosen(value) if value.startswith(_READING):
            # Called a reading, it is one.
            return _step(state, Text(value))
        case AwaitSupply(), _:
            return _choosing(state, event)
        case AwaitValue() | AwaitYes() | AwaitReplaced(), Attachment("photo", str(photo)):
            return Turn(replace(state, photo=photo), Say(_PHOTO_KEPT), repeat=True)
        case AwaitValue() | AwaitYes() | AwaitReplaced(), Text(text, str(photo)):
            return _captioned(replace(state, photo=photo), text)
        case AwaitValue(), Text(text) if fold(text) in _WAITS:
            return Turn(state, Say(N_("Take your time, I am here.")))
        case AwaitValue(), Text() as text:
            return _typed(state, text)
        case AwaitYes(), _:
            return _confirming(state, event)
        case AwaitReplaced(), _:
            return _explaining(state, event)
        case _:
            return None


def _reading_or_help(number: str) -> Say:
    """Ask what a number that people call in need is meant as; the place is kept, and nothing taken."""
    return Say(
        N_(
            "Is <b>{number}</b> the reading of your meter, or are you looking for help? If somebody is in "
            "danger, call <b>112</b> at once: I cannot call for you."
        ),
        rows=(
            (Shortcut(N_("🚨 I am looking for help"), "/emergenza"),),
            (Choice(N_("It is the reading"), f"{_READING}{number}"),),
        ),
        number=number,
    )


def _captioned(state: AwaitValue | AwaitYes | AwaitReplaced, text: str) -> Turn:
    """Keep the photo, and let the words below it do what they do alone."""
    turn = _step(state, Text(text))
    if turn is not None:
        return turn
    return Turn(state, Say(_PHOTO_KEPT), ask=Rank(text) if "?" in text else None, repeat=True)


def _choosing(state: AwaitSupply, event: Event) -> Turn | None:
    match event:
        case Attachment("photo", str(photo)):
            return Turn(replace(state, given=_with_photo(state.given, photo)), Say(_PHOTO_KEPT), repeat=True)
        case Chosen(value) if value.isdecimal() and int(value) < len(state.supplies):
            return Turn(state, ask=InviteReading(state.supplies[int(value)].supply_id, state.given))
        case Text(text, photo):
            named = tuple(each for each in state.supplies if _is_named(each, text))
            given = state.given if photo is None else _with_photo(state.given, photo)
            if len(named) == 1:
                return Turn(state, ask=InviteReading(named[0].supply_id, given))
            if len(named) > 1:
                return Turn(replace(state, supplies=named, given=given), repeat=True)
            return _choosing_by_number(state, text, photo)
        case _:
            return None


def _choosing_by_number(state: AwaitSupply, text: str, photo: str | None) -> Turn | None:
    """The first, the second; or the reading itself, and the supply still to be said."""
    match numbers.understand(text):
        case Understood(place, 1, _) if 0 < place <= len(state.supplies):
            return Turn(state, ask=InviteReading(state.supplies[place - 1].supply_id, state.given))
        case Understood(_, digits, _) if digits > 1:
            kept = None if state.given is None else state.given.photo
            return Turn(replace(state, given=Given(text, photo or kept)), repeat=True)
        case _:
            return None


def _with_photo(given: Given | None, photo: str) -> Given:
    """What was given, with a photo; there may be no number yet."""
    return Given("" if given is None else given.text, photo)


def _is_named(supply: GasSupply, text: str) -> bool:
    """Whether every word begins one of the supply's name or address."""
    names = words(f"{supply.label} {supply.address} {supply.masked_point}")
    wanted = words(text)
    return len("".join(wanted)) >= _SHORTEST_NAME and all(
        any(name.startswith(word) for name in names) for word in wanted
    )


def _confirming(state: AwaitYes, event: Event) -> Turn | None:
    counters = tuple(each.counter for each in state.weighed)
    asked = AwaitValue(state.supply, counters, photo=state.photo)
    match event:
        case Chosen("yes"):
            return _save(state)
        case Chosen("correct"):
            return Turn(asked)
        case Text(text) if (reply := replies.understood(text, replies.PROPOSAL)) is not None:
            return _save(state) if reply == "yes" else Turn(asked)
        case Text() if len(counters) == 1:
            # Who types another number means that one.
            return _typed(asked, event)
        case Text(text) if numbers.understand(text) is not None:
            return Turn(
                state,
                Say(N_("To change a number, press “Correct”: we take one after the other.")),
                repeat=True,
            )
        case _:
            return None


def _save(state: AwaitYes) -> Turn:
    values = tuple(each.value for each in state.weighed)
    told = tuple(each.finding for each in state.weighed if each.finding is not None)
    supply_id = state.supply.supply_id
    return Turn(state, do=(SaveReading(supply_id, values, told, state.photo),), ask=ReadTodays(supply_id))


_IS_REPLACED: Final = replies.reported("replaced")


def _explaining(state: AwaitReplaced, event: Event) -> Turn | None:
    place = state.weighed.index(state.lower)
    counters = tuple(each.counter for each in state.weighed)
    before = tuple(each.value for each in state.weighed[:place])
    asked = AwaitValue(state.supply, counters, before, state.photo)
    match event:
        case Chosen("yes"):
            return states.to_a_person(state)
        case Chosen("correct"):
            return Turn(asked)
        case Text(text) if (reply := replies.understood(text, _IS_REPLACED)) is not None:
            return states.to_a_person(state) if reply == "yes" else Turn(asked)
        case Text():
            return _typed(asked, event)
        case _:
            return None


DIALOG: Final[Dialog[SendState]] = Dialog(
    "self-reading",
    (AwaitSupply, AwaitValue, AwaitYes, AwaitReplaced),
    _step,
    patience=timedelta(hours=2),
    prompt=states.prompt,
    tried=states.tried,
    goodbye=_goodbye,
)
