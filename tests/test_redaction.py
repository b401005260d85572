"""What must never be read in a log or a statistic, and what must stay readable."""

import io
import logging
from collections.abc import Iterator

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from bot import logs
from bot.redaction import redacted

TOKEN = f"7000000001:{'Ab-_9' * 7}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"POST https://api.telegram.org/bot{TOKEN}/getMe", "POST https://api.telegram.org/bot[token]/getMe"),
        ("postgresql://me:hush@db.example.org/x", "postgresql://me:[password]@db.example.org/x"),
        ("scrivimi a ada.rossi+x@posta.example.org!", "scrivimi a [e-mail]!"),
        ("il mio cf è RSSMRA80A01H501U", "il mio cf è [tax code]"),
        ("rssmra80a01h501u", "[tax code]"),
        ("RSSMRAULALMHRLMU non esiste", "[tax code] non esiste"),
        ("pod IT001E12345678", "pod [POD]"),
        ("it001e123456789", "[POD]"),
        ("IT60X0542811101000000123456", "[IBAN]"),
        ("IT60 X054 2811 1010 0000 0123 456", "[IBAN]"),
        ("chiamami al 333 1234567", "chiamami al [number]"),
        ("+39 06-1234.5678", "[number]"),
        ("pdr 12345678901234", "pdr [number]"),
        ("codice cliente 028680", "codice cliente [number]"),
        ("carta 4111 1111 1111 1111", "carta [number]"),
        ("la password è Gatto!2024", "la password è [secret]"),
        ("password: hunter2", "password: [secret]"),
        ("PIN=12ab", "PIN=[secret]"),
        ("codice 12345", "codice [number]"),
        (
            "null value in column x\nDETAIL:  Failing row contains (7, Ada\nFerrini, null).\n[SQL: INSERT]",
            "null value in column x\nDETAIL: [values]\n[SQL: INSERT]",
        ),
    ],
)
def test_what_could_name_somebody_is_taken_out(text: str, expected: str) -> None:
    """Secrets, addresses, codes and numbers, wherever they stand."""
    assert redacted(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "ho dimenticato la password dell'area riservata",
        "la password è scaduta",
        "qual è il codice cliente?",
        "chiamo l'803 o il 112?",
        "dal 2010 al 2015",
        "ho 3 bollette da 45,10 euro",
        "il codice ha 6 cifre",
        "apri tra 10 minuti",
    ],
)
def test_a_plain_question_stays_as_it_is(text: str) -> None:
    """What staff must read to learn from it names nobody."""
    assert redacted(text) == text


@given(st.text(max_size=200))
def test_redaction_twice_is_redaction_once(text: str) -> None:
    """Nothing that stands in for a secret is taken for one."""
    assert redacted(redacted(text)) == redacted(text)


@pytest.fixture
def _own_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.mark.usefixtures("_own_logging")
@pytest.mark.parametrize("style", ["lines", "json"])
def test_nothing_leaves_through_the_log(style: str) -> None:
    """Neither in words nor in fields, deep inside them, in tracebacks, nor through a library."""
    stream = io.StringIO()
    logs.configure("debug", style, stream)
    ours = structlog.get_logger("ours")
    ours.info(f"to {TOKEN}", phone="333 1234567", deep={"list": ["a@example.org", ("b@example.org",)]})
    ours.info("number", chat_id=5000001, update_id=800000001, error=ValueError("c@example.org"))
    logging.getLogger("library").warning("calling bot%s/getMe", TOKEN)
    try:
        int(f"no {TOKEN} for d@example.org")
    except ValueError:
        ours.exception("a fault")
        logging.getLogger("library").exception("theirs")
    said = stream.getvalue()
    assert [part for part in (TOKEN, "333", "@example", "5000001") if part in said] == []
    assert "800000001" in said
    assert said.count("Traceback") == 2


@pytest.mark.usefixtures("_own_logging")
def test_libraries_that_log_every_call_are_kept_quiet() -> None:
    """Their addresses hold the token, and their lines would drown ours."""
    stream = io.StringIO()
    logs.configure("info", "lines", stream)
    logging.getLogger("httpx").info("GET")
    logging.getLogger("telegram.ext").info("x")
    structlog.get_logger("ours").info("ours")
    assert stream.getvalue().count("\n") == 1
