"""What speaks against a number, in words: before it is weighed, and in the light of what it means."""

from collections.abc import Mapping
from typing import Final, assert_never

from handlers.contract.desk import Reason
from handlers.contract.readings import Counter, Weighed
from handlers.contract.speech import N_, Amount, Say
from handlers.readings.numbers import Doubt
from handlers.readings.phrases import of_use
from handlers.shared.buttons import person

#: What speaks against what was typed, each with what to type instead.
DOUBTS: Final[Mapping[Doubt, str]] = {
    "several": N_(
        "I see more than one number there, and I would not like to pick the wrong one. "
        "Just one please, for example: <code>{example}</code>"
    ),
    "negative": N_(
        "With a minus in front I am not sure. Just the digits please, for example: <code>{example}</code>"
    ),
    "date": N_(
        "That looks like a date or a time. I need the number on the counter, for example: "
        "<code>{example}</code>"
    ),
    "letters": N_(
        "There is a letter among the digits: perhaps an O for a zero? Just the digits please, for example: "
        "<code>{example}</code>"
    ),
    "comma": N_(
        "With that comma or dot I could read two numbers. Only the digits before the comma please, without "
        "dots, for example: <code>{example}</code>"
    ),
    "long": N_(
        "That is too long for a counter: perhaps it is the PDR or another code. I need the number that the "
        "counter shows, for example: <code>{example}</code>"
    ),
    "unclear": N_(
        "I am not sure that I understand. Could you write just the digits, for example: "
        "<code>{example}</code>"
    ),
}


def example(counter: Counter) -> str:
    """A made-up number with the digits of the counter: ``01234``."""
    return "0123456789"[: counter.digits]


def told(weighed: Weighed) -> tuple[Say, ...]:
    """What was understood, what it means, and what to look at once more before it is confirmed."""
    warning = _warning(weighed)
    return (_understood(weighed),) if warning is None else (_understood(weighed), warning)


def _understood(weighed: Weighed) -> Say:
    number = Amount(weighed.value)
    if weighed.used_m3 is None or weighed.days is None:
        match weighed.counter.register:
            case "meter":
                return Say(N_("I have understood <b>{number}</b>."), number=number)
            case "corrector":
                return Say(N_("Corrector: I have understood <b>{number}</b>."), number=number)
            case _:
                assert_never(weighed.counter.register)
    use = of_use(weighed.used_m3, weighed.days)
    match weighed.counter.register:
        case "meter":
            return Say(N_("I have understood <b>{number}</b>: {use}."), number=number, use=use)
        case "corrector":
            return Say(N_("Corrector: I have understood <b>{number}</b>: {use}."), number=number, use=use)
        case _:
            assert_never(weighed.counter.register)


def _warning(weighed: Weighed) -> Say | None:
    if weighed.finding == "rolled_over":
        return Say(
            N_(
                "🔄 The number is lower than the last one: so the counter has begun again at zero. If it is "
                "a new meter instead, a person enters it: /operatore"
            )
        )
    if weighed.finding != "unusual":
        return None
    used, usual = weighed.used_m3, weighed.bound
    if used is None or usual is None:
        words = N_("👀 That is a lot for such a meter. Please look once more: is it right all the same?")
        return Say(words)
    if used < usual:
        words = N_(
            "👀 That is much less than usual: I expected about {usual} m³. Please look once more: is it "
            "right all the same?"
        )
    else:
        words = N_(
            "👀 That is much more than usual: I expected about {usual} m³. Please look once more: is it "
            "right all the same?"
        )
    return Say(words, usual=Amount(usual))


def too_long(counter: Counter) -> Say:
    """Why more digits than the counter has cannot be right."""
    return Say(
        N_(
            "That is more than the {digits} digits that this counter has before the comma. The last ones, "
            "often red or framed, do not count. For example: <code>{example}</code>"
        ),
        digits=counter.digits,
        example=example(counter),
    )


def above_most(weighed: Weighed) -> Say:
    """Why so much cannot have gone through."""
    return Say(
        N_(
            "With <b>{number}</b> that would be {used} m³, but since the last reading at most {most} m³ can "
            "have gone through your meter. Perhaps one digit is wrong, or the digits after the comma came "
            "along?"
        ),
        rows=((person(Reason.READING_DOUBT),),),
        number=Amount(weighed.value),
        used=Amount(weighed.used_m3 or 0),
        most=Amount(weighed.bound or 0),
    )
