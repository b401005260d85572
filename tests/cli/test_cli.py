"""The command line: what works, and one clear sentence with exit code 2 for everything that cannot."""

import asyncio
import io
import json
import logging
import socket
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import structlog
from sqlalchemy import text

from bot.cli.program import main
from bot.demo.lookalike import Lookalike
from bot.storage import schema
from bot.storage.engine import Database

TOKEN = f"7000000001:{'x' * 35}"
#: Runs a command with these words and this input; gives exit code, standard output, standard error.
Sportello: TypeAlias = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def _own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Work in an empty folder, with an empty environment, and put logging back afterwards."""
    monkeypatch.chdir(tmp_path)
    # Nobody answers there: what needs no Telegram must not wait for it.
    monkeypatch.setenv("SPORTELLO_TELEGRAM__API_URL", "http://127.0.0.1:1")
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def sportello(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Sportello:
    """The command, as the console script calls it."""

    def run(*words: str, given: bytes = b"") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["sportello", *words])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given), encoding="utf-8"))
        with pytest.raises(SystemExit) as ended:
            main()
        said = capfd.readouterr()
        code = ended.value.code
        return (code if isinstance(code, int) else 0), said.out, said.err

    return run


@pytest.fixture
def refusal(sportello: Sportello) -> Callable[..., str]:
    """What a command says that must end with exit code 2, nothing on standard output, and no traceback."""

    def run(*words: str) -> str:
        code, out, err = sportello(*words)
        assert (code, out) == (2, "")
        assert "Traceback" not in err
        return err.rstrip("\n")

    return run


def test_the_version(sportello: Sportello) -> None:
    """The name and the number, and nothing else."""
    assert sportello("--version") == (0, f"sportello {version('sportello')}\n", "")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("walk", "walk"),
        ("run --quickly", "--quickly"),
        ("faq ask --json x", "x"),
        ("demo --port 99999", "65535"),
    ],
)
def test_a_wrong_command_line_is_refused(refusal: Callable[..., str], words: str, said: str) -> None:
    """What the command does not know is named."""
    assert said in refusal(*words.split())


@pytest.mark.parametrize("token", [None, "", "   "])
def test_without_a_token_the_way_to_one_is_said(
    refusal: Callable[..., str], monkeypatch: pytest.MonkeyPatch, token: str | None
) -> None:
    """Whoever starts the bot for the first time reads what to do; an empty token is none."""
    if token is not None:
        monkeypatch.setenv("SPORTELLO_TELEGRAM__TOKEN", token)
    said = refusal("run")
    assert "@BotFather" in said
    assert "SPORTELLO_TELEGRAM__TOKEN" in said
    assert "sportello demo" in said


@pytest.mark.parametrize("token", ["with space", "with/../slash", "è", "1:2?x=3"])
def test_what_cannot_be_a_token_is_refused_unsaid(
    refusal: Callable[..., str], monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    """It would change the address that is called; it is not repeated, for it may be half a secret."""
    monkeypatch.setenv("SPORTELLO_TELEGRAM__TOKEN", token)
    assert refusal("run") == "Configuration: telegram.token is no token: copy it again from @BotFather"


def test_every_fault_of_the_configuration_is_named_at_once(
    refusal: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unknown keys in file and environment, secrets in the file, values that cannot be."""
    Path("config.toml").write_text(
        '[telegram]\ntoken = "x"\nmodus = "polling"\n[web]\nport = "many"\n[kitchen]\nsink = 1\n'
    )
    monkeypatch.setenv("SPORTELLO_TELEGRAMM__TOKEN", "x")
    said = refusal("run")
    for fault in (
        "telegram.token is a secret and does not belong in a file: set SPORTELLO_TELEGRAM__TOKEN",
        "unknown key telegram.modus",
        "web.port: ",
        "unknown key kitchen",
        "unknown environment variable SPORTELLO_TELEGRAMM__TOKEN",
    ):
        assert fault in said
    assert said.count("\n") == 0


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("not toml at all", "config.toml is not TOML: "),
        ("[web]\nport = 70000", "web.port: "),
        ('[telegram]\nmode = "carrier pigeon"', "telegram.mode: "),
        ('[telegram]\nmode = "webhook"', "webhook mode needs webhook_url"),
        ('[database]\nurl = "mysql://localhost/x"', "database.url must begin with sqlite:/// or postgresql"),
        ('[database]\nurl = "postgresql+psycopg://me:secret@localhost/x"', "database.url holds a password"),
        ('web = "x"', "web: "),
    ],
)
def test_a_faulty_file_is_refused(refusal: Callable[..., str], file: str, said: str) -> None:
    """In one sentence, which names the key and does not repeat a secret."""
    Path("config.toml").write_text(file)
    sentence = refusal("run")
    assert said in sentence
    assert "secret@" not in sentence


def test_a_file_that_is_not_there_is_named(refusal: Callable[..., str]) -> None:
    """It was asked for, so it must be there."""
    assert refusal("run", "--config", "other.toml").startswith("Configuration: other.toml cannot be read")


@pytest.fixture
def _token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPORTELLO_TELEGRAM__TOKEN", TOKEN)
    monkeypatch.setenv("SPORTELLO_WEB__PORT", "0")


@pytest.mark.usefixtures("_token")
class TestRun:
    """`sportello run` with a token, on a machine where something is wrong."""

    def test_a_database_that_cannot_be_written(
        self, refusal: Callable[..., str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The path is named."""
        Path("file").write_text("")
        monkeypatch.setenv("SPORTELLO_DATABASE__URL", "sqlite:///file/sportello.db")
        assert refusal("run").startswith("The database file/sportello.db cannot be used: ")

    def test_a_folder_where_the_database_should_be(
        self, refusal: Callable[..., str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It is not taken for a database."""
        Path("folder").mkdir()
        monkeypatch.setenv("SPORTELLO_DATABASE__URL", "sqlite:///folder")
        assert refusal("run").startswith("The database folder cannot be used: unable to open database file")

    def test_a_database_server_that_is_away(
        self, refusal: Callable[..., str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Its address is named, its password is not."""
        monkeypatch.setenv("SPORTELLO_DATABASE__URL", "postgresql+psycopg://me:hush@127.0.0.1:1/x")
        said = refusal("run")
        assert said.startswith("The database postgresql+psycopg://me:***@127.0.0.1:1/x cannot be used: ")
        assert "hush" not in said

    @pytest.mark.parametrize("words", [("run",), ("db", "upgrade")])
    def test_a_newer_database(
        self, refusal: Callable[..., str], monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
    ) -> None:
        """An older release does not touch it."""
        monkeypatch.setenv("SPORTELLO_DATABASE__URL", "sqlite:///new.db")

        async def make() -> None:
            database = Database("sqlite:///new.db")
            await schema.prepare(database)
            await database.write(
                lambda tx: tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
            )
            database.close()

        asyncio.run(make())
        assert refusal(*words).startswith("The database was written by a newer sportello (revision 9999")

    def test_a_port_that_is_taken(self, refusal: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
        """Host and port are named."""
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            port = other.getsockname()[1]
            monkeypatch.setenv("SPORTELLO_WEB__PORT", str(port))
            said = refusal("run")
        assert f"Cannot listen on 127.0.0.1:{port}: " in said

    def test_a_book_with_gaps(self, refusal: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
        """Every gap is named with its file and entry, and the bot does not start."""
        Path("book.toml").write_text(
            '[[entry]]\nid = "a"\nquestion = ""\nanswer = "<b>x"\nrelated = ["nobody"]\n'
        )
        monkeypatch.setenv("SPORTELLO_FAQ__ENTRIES", "book.toml")
        said = refusal("run")
        assert 'book.toml: entry "a": "question" is empty' in said
        assert 'book.toml: entry "a": the answer leaves <b> open' in said


def test_a_fresh_machine_gets_its_database(sportello: Sportello) -> None:
    """The folder is made, and the second time nothing is to be done."""
    newest = schema.newest()
    assert sportello("db", "upgrade")[1] == f"The database is now at revision {newest}.\n"
    assert sportello("db", "upgrade")[1] == f"The database is already at revision {newest}.\n"
    assert Path("var/sportello.db").exists()


@pytest.mark.parametrize("token", [TOKEN, "not-a-token"])
async def test_a_wrong_token_is_refused(telegram: Lookalike, tmp_path: Path, token: str) -> None:
    """A real process, against a Telegram that does not know it: one sentence, and no token in it."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        cwd=tmp_path,
        env={
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "SPORTELLO_TELEGRAM__TOKEN": token,
            "SPORTELLO_TELEGRAM__API_URL": telegram.url,
            "SPORTELLO_WEB__PORT": "0",
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    assert (process.returncode, out) == (2, b"")
    assert err.decode() == (
        "Telegram refuses the token. Copy it again from @BotFather into SPORTELLO_TELEGRAM__TOKEN.\n"
    )


# --- faq ask, faq check ------------------------------------------------------------------------------


def _asked(sportello: Sportello, given: bytes, *words: str) -> list[dict[str, Any]]:
    code, out, err = sportello("faq", "ask", "--json", *words, given=given)
    assert (code, err) == (0, "")
    lines: list[dict[str, Any]] = [json.loads(line) for line in out.removesuffix("\n").split("\n")]
    return lines


def test_faq_ask_writes_one_object_a_line(sportello: Sportello) -> None:
    """Keys and types are a promise to other programs: nothing more, nothing less."""
    given = b"ho dimenticato la password dell'area riservata\r\nche tempo fa domani a Bolzano\n"
    answer, miss = _asked(sportello, given)
    assert list(answer) == ["query", "decision", "id", "confidence", "candidates"]
    assert (answer["query"], answer["decision"], answer["id"]) == (
        "ho dimenticato la password dell'area riservata",
        "answer",
        "ed-reset-password",
    )
    assert 1 <= len(answer["candidates"]) <= 3
    assert all(list(candidate) == ["id", "score"] for candidate in answer["candidates"])
    assert answer["candidates"][0]["id"] == answer["id"]
    assert miss["decision"] == "none"
    for line in (answer, miss):
        assert 0 <= line["confidence"] <= 1
        assert all(0 <= candidate["score"] <= 1 for candidate in line["candidates"])
        assert line["id"] == (line["candidates"][0]["id"] if line["candidates"] else None)


def test_faq_ask_loses_no_line(sportello: Sportello) -> None:
    """Empty lines, blanks, broken UTF-8, odd separators, a last line without its end: each is a query."""
    given = b"\n   \ncaff\xe8 \xff\nuno\xe2\x80\xa8due\x0btre\x85\n\x00\n" + "è".encode() * 5000 + b"\nfine"
    queries = [line["query"] for line in _asked(sportello, given)]
    assert queries == ["", "   ", "caff\ufffd \ufffd", "uno\u2028due\x0btre\ufffd", "\0", "è" * 5000, "fine"]


def test_faq_ask_has_nothing_to_say_to_nothing(sportello: Sportello) -> None:
    """No lines in, no lines out."""
    assert sportello("faq", "ask", "--json", given=b"") == (0, "", "")


def test_faq_ask_takes_any_book(sportello: Sportello) -> None:
    """A file, or a folder of them."""
    Path("books").mkdir()
    questions = {"lamp": "Come cambio la lampadina del corridoio?", "plug": "Chi ripara la presa in cucina?"}
    Path("books/lamp.toml").write_text(
        "".join(
            f'[[entry]]\nid = "{name}"\nquestion = "{question}"\nanswer = "Si fa così."\n'
            for name, question in questions.items()
        )
    )
    for place in ("books", "books/lamp.toml"):
        (line,) = _asked(sportello, b"come cambio la lampadina del corridoio?", "--entries", place)
        assert line["candidates"][0]["id"] == "lamp"


def test_faq_ask_speaks_to_people_too(sportello: Sportello) -> None:
    """Without --json the decision is readable."""
    code, out, _ = sportello("faq", "ask", given=b"ho dimenticato la password dell'area riservata\n")
    assert code == 0
    assert out.startswith("answer (")
    assert "ed-reset-password" in out


def test_faq_check(sportello: Sportello, refusal: Callable[..., str]) -> None:
    """Our own book has no gaps; every gap of another is named with file and entry."""
    code, out, _ = sportello("faq", "check")
    assert code == 0
    assert out.endswith(" entries, no gaps.\n")
    Path("a.toml").write_text(
        '[[entry]]\nid = "x"\nquestion = "?"\n\n[[entry]]\nid = "y"\nquestion = "?"\nanswer = "<p>"\n'
    )
    faults = refusal("faq", "check", "--entries", "a.toml").splitlines()
    assert len(faults) == 2
    assert [("a.toml" in fault, name in fault) for fault, name in zip(faults, "xy", strict=True)] == [
        (True, True)
    ] * 2


@pytest.mark.parametrize("place", ["nowhere.toml", "empty", "broken.toml"])
def test_faq_check_refuses_what_is_no_book(refusal: Callable[..., str], place: str) -> None:
    """Missing, empty, or not TOML."""
    Path("empty").mkdir()
    Path("broken.toml").write_bytes(b"\xff\xfe[[entry")
    assert place in refusal("faq", "check", "--entries", place)


def test_keys_are_shown_once_listed_and_revoked(sportello: Sportello, refusal: Callable[..., str]) -> None:
    """The secret stands alone on standard output; no list shows it; a revoked one cannot be revoked again."""
    code, secret, _ = sportello("keys", "add", "distributore", "--scope", "notices")
    assert (code, secret[:10], secret.count("\n")) == (0, "sportello_", 1)
    assert refusal("keys", "add", "distributore", "--scope", "notices").startswith("There is a key")
    assert sportello("keys", "revoke", "distributore")[0] == 0
    assert refusal("keys", "revoke", "distributore") == "There is no key distributore that could be revoked."
    _, listed, _ = sportello("keys", "list")
    assert listed.startswith("distributore  notices  made ")
    assert "revoked" in listed
    assert secret.strip() not in listed
    assert "Invalid value for '--scope'" in refusal("keys", "add", "other", "--scope", "all")


def test_a_notice_given_too_late_is_warned_of_on_standard_error(sportello: Sportello) -> None:
    """In the log as well; standard output is the summary alone, for programs that read it."""
    Path("outages.csv").write_text(
        "notice_id,version,status,istat,comune,street,numbers,spans,notice_date\n"
        "N1,1,published,040007,Cesena,Via Roma,,2026-12-03T09:00/2026-12-03T13:00,2026-12-02\n",
        encoding="utf-8",
    )
    code, output, errors = sportello("import", "outages", "outages.csv")
    assert (code, output) == (0, "1 notices (1 new, 0 changed, 0 as known, 0 older).\n")
    assert "Too late: N1" in errors
    assert "notice was given too late" in errors
