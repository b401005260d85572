"""What must never be read in a log or a statistic, and what must stay readable."""

import io
import logging
from collections.abc import Iterator

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from bot import logs
from bot.redaction import redacted, shortened
from tests.bench import bench_redaction

TOKEN = f"7000000001:{'Ab-_9' * 7}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"POST https://api.telegram.org/bot{TOKEN}/getMe", "POST https://api.telegram.org/bot[token]/getMe"),
        ("postgresql://me:hush@db.example.org/x", "postgresql://me:[password]@db.example.org/x"),
        ("postgresql://me:hu@sh@db.example.org/x", "postgresql://me:[password]@db.example.org/x"),
        ("ada.rossi (at) example.org", "[e-mail]"),
        ("ada.rossi[chiocciola]example[punto]org", "[e-mail]"),
        ("PIN 4739", "PIN [secret]"),
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
        ("CF RSSMRA 70A01 X999U", "CF [tax code]"),
        ("cf:rss-mra-70a01-x999u.", "cf:[tax code]."),
        ("R S S M R A 7 0 A 0 1 X 9 9 9 U", "[tax code]"),
        ("RSSMRA\u200b70A01\u00adX999U!", "[tax code]!"),
        ("ＲＳＳＭＲＡ７０Ａ０１Ｘ９９９Ｕ", "[tax code]"),
        ("IT60\u00a0X054\u202f2811\u00a01010\u00a00000\u00a00123\u00a0456", "[IBAN]"),
        ("IT60-X054-2811-1010-0000-0123-456", "[IBAN]"),
        ("it 60 x 05428 11101 000000123456 grazie", "[IBAN] grazie"),
        ("IT60\u2011X054\u20112811\u20111010\u20110000\u20110123\u2011456", "[IBAN]"),
        ("DE89\u00a03704\u00a00044\u00a00532\u00a00130\u00a000", "[IBAN]"),
        ("POD IT 999 E 12345678", "POD [POD]"),
        ("POD IT-999-E-1234 5678 9, grazie", "POD [POD], grazie"),
        ("it999e\u200b12345678", "[POD]"),
        ("ada\u200b.rossi@po\u2060sta.example.org!", "[e-mail]!"),
        ("a@b.example+c@d.example.", "[e-mail]."),
        ("ada @ posta.example", "[e-mail]"),
        ("tel.3331234567", "tel.[number]"),
        ("n.028681", "n.[number]"),
        ("(333) 123\u201145\u200b67", "([number]"),
        ("333\u00a0–\u00a01234567", "[number]"),
        ("1️⃣2️⃣3️⃣4️⃣5️⃣", "[number]\ufe0f\u20e3"),
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
        "ho 12 euro di mora sulla casa al mare",
        "vorrei sapere – se si può – 👨\u200d👩\u200d👧 e l’orario",
    ],
)
def test_a_plain_question_stays_as_it_is(text: str) -> None:
    """What staff must read to learn from it names nobody."""
    assert redacted(text) == text


@given(st.text(max_size=200))
def test_redaction_twice_is_redaction_once(text: str) -> None:
    """Nothing that stands in for a secret is taken for one."""
    assert redacted(redacted(text)) == redacted(text)


#: One of each kind, without anything between its characters, and how much of it may be seen afterwards.
PLANTED = (
    "RSSMRA70A01X999U",
    "IT60X0542811101000000123456",
    "IT999E12345678",
    "ada.rossi@posta.example.org",
    "3331234567",
    "028680",
)
GAPS = st.sampled_from(["\u200b", "\u00ad", "\u2060", "\u202a", "\u202e", "\ufeff", "\ufe0f"])
BLANKS = st.sampled_from([" ", "\u00a0", "\u202f", "\u2009", "-", "\u2011", "–", "\u2212", "."])
PHRASES = st.sampled_from(
    ["{}", "il mio è {} grazie", "({})", "ecco:{}!", "«{}»", "n.{}", "hier ist {},", "it's {}?"]
)


@given(st.data(), st.sampled_from(PLANTED), PHRASES)
def test_a_secret_is_taken_out_however_it_is_written(data: st.DataObject, secret: str, phrase: str) -> None:
    """With invisible characters anywhere, and dashes or blanks of any kind between groups."""
    every = data.draw(st.integers(2, 6))
    with_blanks = "@" not in secret and data.draw(st.booleans())
    written = ""
    for place, character in enumerate(secret):
        if place:
            written += data.draw(GAPS) if data.draw(st.booleans()) else ""
            written += data.draw(BLANKS) if with_blanks and place % every == 0 else ""
        written += character
    if data.draw(st.booleans()):
        written = written.lower()
    if "@" in secret:
        # "n.ada@…" is an address as well.
        phrase = phrase.replace("n.", "n. ")
    text = redacted(phrase.format(written))
    assert text == phrase.format("[" + text.split("[", 1)[1].split("]", 1)[0] + "]")
    assert redacted(text) == text


@given(
    st.lists(
        st.sampled_from(
            [*PLANTED, "password:", "pin è ", "://", " ", "@", "a", "1", ".", "\u200b", "IT", "-"]
        )
    )
)
def test_secrets_beside_one_another_are_redacted_once(parts: list[str]) -> None:
    """Whatever stands beside what was taken out."""
    once = redacted("".join(parts))
    assert redacted(once) == once


@pytest.mark.parametrize("name", bench_redaction.WORST)
def test_twice_the_text_takes_about_twice_the_work(name: str) -> None:
    """Four times as much text takes far less than sixteen times the CPU time, the best of a few runs."""
    short, long = (bench_redaction.seconds(bench_redaction.WORST[name], size) for size in (16_000, 64_000))
    assert long < 9 * max(short, 0.0005)


def test_what_is_logged_is_cut_first() -> None:
    """No half of a secret stays where a text is cut."""
    assert shortened("short") == "short"
    text = shortened("a" * 32_700 + " 333123456789" * 100)
    assert text.endswith(" [cut]")
    assert redacted(text).endswith("[number] [cut]")
    assert len(shortened("x" * 50_000)) < 33_000


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


def test_a_key_of_a_program_is_taken_out() -> None:
    """In a header as in a sentence; the names of figures stay."""
    key = f"sportello_{'aB-_9' * 8}xyz"
    assert redacted(f"Authorization: Bearer {key}") == "Authorization: Bearer [key]"
    assert redacted("sportello_dialog_steps_total") == "sportello_dialog_steps_total"
