"""A customer code is understood, as people write it, at every step that asks for one."""

import pytest

from handlers import routes
from handlers.contract.chat import DeleteMessage, Text
from handlers.contract.dialog import State
from handlers.linking import link
from handlers.recovery.code import AwaitSent
from handlers.recovery.corrente import AwaitConfirmed, AwaitCustomerCode, AwaitEntry, AwaitMail
from handlers.recovery.distribuzione import AwaitLogin
from handlers.recovery.guide import AwaitGoal, AwaitPortal
from handlers.recovery.registration import STEPS, AwaitRegistered

_PHRASINGS = (
    "028680",
    "028680,",
    "028680.",
    "028680?",
    "(028680)",
    "02 86 80",
    "028 680",
    "028-680",
    "028.680",
    "02868o",
    "O2868O",
    "0 2 8 6 8 O",
    "il codice è 028680 ok",
    "codice: 028680 grazie",
    "codice:028680",
    "cod. 028680",
    "CODICE CLIENTE 028680",
    "codice cliente: 028 680",
    "il mio codice cliente è 02868O, grazie mille!",
    "il mio è 028680",
    "ecco: 028680",
    "ho trovato il codice, è 02 86 80, va bene?",
    "sulla bolletta c'è scritto 028680",
    "Buongiorno,\n028680\nAda",
    "n° 028680",
    "028680 RSSMRA70A01X999U",
    "028680 00000010017",
    "Kundennummer 028680",
    "my customer code is 028680",
    "ho perso la password, il codice è 028680",
)
_ASKING: tuple[State, ...] = (
    AwaitCustomerCode("password"),
    AwaitCustomerCode("username"),
    AwaitRegistered("energia-corrente", "codes"),
    AwaitRegistered("energia-corrente", "codes", ("step",)),
    link.AwaitCode(),
    link.AwaitCode("letture"),
)
_GUIDES = _ASKING[:4]
_NOT_ASKING: tuple[State, ...] = (
    AwaitPortal(),
    AwaitGoal("energia-corrente"),
    AwaitLogin("password"),
    AwaitSent("mail"),
    AwaitConfirmed(),
    AwaitMail(),
    AwaitEntry("password"),
    *(
        AwaitRegistered(portal, stage)
        for portal, stages in STEPS.items()
        for stage in stages
        if stage != "codes"
    ),
)


def _after(state: State) -> State:
    """Where a customer code leads."""
    match state:
        case AwaitCustomerCode("password"):
            return AwaitConfirmed()
        case AwaitCustomerCode():
            return AwaitEntry("username")
        case link.AwaitCode(then):
            return link.AwaitTaxCode("028680", then)
        case _:
            return state


def _first_words(state: State, text: str) -> str:
    says = routes.decide(state, Text(text)).says
    return says[0].text if says else ""


@pytest.mark.parametrize("state", _ASKING, ids=str)
@pytest.mark.parametrize("text", _PHRASINGS)
def test_a_customer_code_is_understood(state: State, text: str) -> None:
    """However it is written, the step is done, and nothing is deleted."""
    turn = routes.decide(state, Text(text))
    assert (turn.state, turn.dos, turn.ask) == (_after(state), (), None)
    if state in _GUIDES:
        assert turn.says[0].text.startswith("Very good: six digits")


@pytest.mark.parametrize("state", _ASKING, ids=str)
@pytest.mark.parametrize(
    "text", ["28680", "28680,", "il codice è 28680 ok", "codice: 28680 grazie", "028680 oppure 028681"]
)
def test_a_code_that_is_none_is_asked_for_again(state: State, text: str) -> None:
    """A digit is missing, or there are two: it is said so, and nothing is deleted."""
    turn = routes.decide(state, Text(text))
    assert (turn.state, turn.dos, turn.ask) == (state, (), None)
    assert turn.says[0].text.startswith(("I count {count} digits", "The customer code has six digits"))


@pytest.mark.parametrize("state", _GUIDES, ids=str)
@pytest.mark.parametrize(
    "text",
    [
        "Gatto-123!",
        "gatto123",
        "password: 028680",
        "la mia password è 028680",
        "pin 028680",
        "il codice sms è 028680",
        "otp 482131",
        "028680 Gatto-123!",
        "codice 028680, pin 1234",
        "ho ricevuto 48213170",
        "123456 pin",
        "123456 password",
        "123456 è la mia password",
        "pw 123456",
        "pass 123456",
        "user 028680 pass 123456",
        "codice di verifica 482913",
        "codice temporaneo 482913",
        "482913 codice sms",
        "mi hanno mandato 482913",
        "mi è arrivato 482913",
        "Il tuo codice è 482913",
        "482913 is your code",
        "Ihr Code ist 482913",
        "codice 028680 password segreta",
        "028680 Abcdef!",
        "pippo 123456",
        "$123456",
    ],
)
def test_a_secret_is_deleted_even_there(state: State, text: str) -> None:
    """A password, a number that is called one, and either of them beside a customer code."""
    turn = routes.decide(state, Text(text))
    assert (turn.state, turn.dos) == (state, (DeleteMessage(),))


@pytest.mark.parametrize("state", _NOT_ASKING, ids=str)
@pytest.mark.parametrize(
    "text", ["028680", "028680,", "il codice è 028680 ok", "codice: 028680 grazie", "02868o", "482 131"]
)
def test_elsewhere_six_digits_are_a_secret(state: State, text: str) -> None:
    """They may be the code that a portal has sent."""
    turn = routes.decide(state, Text(text))
    assert (turn.state, turn.dos) == (state, (DeleteMessage(),))


@pytest.mark.parametrize("state", _GUIDES, ids=str)
@pytest.mark.parametrize(
    "text",
    [
        "ho chiamato l'803500 e non rispondono",
        "la bolletta del 15/02/20 non c'è",
        "Ho capito 121.000",
        "9:30",
        "1546,5",
        "2026-12-24 19:00",
    ],
)
def test_another_number_is_a_question(state: State, text: str) -> None:
    """The help line and a date go to the FAQ, as at any other step."""
    turn = routes.decide(state, Text(text))
    assert (turn.state, turn.dos) == (state, ())
    assert turn.ask is not None


@pytest.mark.parametrize("state", _ASKING, ids=str)
@pytest.mark.parametrize(
    "text", ["803500", "803.500", "803 500", "80 35 00", "(803500)", "803500?", "8035OO"]
)
def test_the_help_line_is_no_customer_code(state: State, text: str) -> None:
    """Its number has six digits too: whose it is is said kindly, and the place is kept."""
    turn = routes.decide(state, Text(text))
    assert (turn.state, turn.dos, turn.ask) == (state, (), None)
    assert turn.says[0].text.startswith("<b>803500</b> is the freephone number")


@pytest.mark.parametrize("state", _ASKING, ids=str)
@pytest.mark.parametrize(
    "text", ["codice cliente 803500", "il mio codice è 803500", "customer code 803500", "Kundennummer 803500"]
)
def test_called_a_code_it_is_one(state: State, text: str) -> None:
    """Somebody may have it: who says so goes on."""
    turn = routes.decide(state, Text(text))
    after = _after(state)
    expected = link.AwaitTaxCode("803500", after.then) if isinstance(after, link.AwaitTaxCode) else after
    assert (turn.state, turn.dos, turn.ask) == (expected, (), None)
    assert not any(say.text.startswith("<b>803500</b>") for say in turn.says)
