"""One contract for every way to the company, and what each does when something goes wrong."""

import asyncio
import csv
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.gateways.readings import folder as utility_csv
from bot.gateways.readings.folder import COLUMNS, CsvFolder
from bot.gateways.readings.http import HttpUtility
from bot.gateways.readings.port import Refusal, Reply, Utility, UtilityAway, UtilityRefused
from tests.gateways.readings.utilities import Company, batch, reading

_TOKEN = "made-up-token-of-the-tests"
#: Gives a hand-over up after a moment, then ends.
_HANGING = """
import asyncio, sys
from pathlib import Path
from bot.gateways.readings.folder import CsvFolder
from tests.gateways.readings.utilities import batch, reading

async def main():
    try:
        async with asyncio.timeout(0.1):
            await CsvFolder(Path(sys.argv[1])).hand_over(batch("a" * 32, reading(1)))
    except TimeoutError:
        print("gave up")

asyncio.run(main())
"""


def _rows(folder: Path) -> list[dict[str, str]]:
    """The rows of every file that lies in the folder for the company."""
    found: list[dict[str, str]] = []
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found += csv.DictReader(file)
    return found


def _seen(folder: Path) -> list[str]:
    """The names that whoever looks into the folder sees."""
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


def _take_away(folder: Path) -> None:
    """The company fetches its files."""
    for path in folder.glob("*.csv"):
        path.unlink()


@dataclass
class Twin:
    """A way to the company, how to make it go away and come back, and what the company has."""

    utility: Utility
    goes_away: Callable[[], object]
    comes_back: Callable[[], object]
    reading_ids: Callable[[], list[int]]


@pytest.fixture(params=["folder", "web service"])
async def twin(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Twin]:
    """Each way."""
    if request.param == "folder":
        folder = tmp_path / "readings"

        def go_away() -> None:
            folder.write_text("no folder", encoding="ascii")

        def come_back() -> None:
            folder.unlink()

        yield Twin(
            CsvFolder(folder),
            go_away,
            come_back,
            lambda: sorted(int(row["reading_id"]) for row in _rows(folder)),
        )
        return
    company = Company(token=_TOKEN)
    async with company.serving():
        yield Twin(
            HttpUtility(company.url, _TOKEN, 5.0),
            lambda: company.faults.extend([503] * 10),
            company.faults.clear,
            lambda: company.reading_ids,
        )


class TestContract:
    """What every twin promises."""

    async def test_each_reading_arrives_exactly_once(self, twin: Twin) -> None:
        """However often the same batch is handed over, and whatever comes between."""
        first, second = batch("a" * 32, reading(1), reading(2)), batch("b" * 32, reading(3))
        for each in (first, first, second, first, second):
            assert list(await twin.utility.hand_over(each)) == []
        assert twin.reading_ids() == [1, 2, 3]

    async def test_two_at_the_same_time_do_no_harm(self, twin: Twin) -> None:
        """Another process may be at the same batch: it arrives once, or one of them is told to wait."""
        results = await asyncio.gather(
            *(twin.utility.hand_over(batch("a" * 32, reading(1))) for _ in range(5)), return_exceptions=True
        )
        assert {type(result) for result in results} <= {tuple, UtilityAway}
        await twin.utility.hand_over(batch("a" * 32, reading(1)))
        assert twin.reading_ids() == [1]

    async def test_away_and_back(self, twin: Twin) -> None:
        """While it is away nothing is taken and that is said; afterwards the same batch is taken."""
        one = batch("a" * 32, reading(1))
        twin.goes_away()
        for _ in range(2):
            with pytest.raises(UtilityAway):
                await twin.utility.hand_over(one)
        twin.comes_back()
        await twin.utility.hand_over(one)
        assert twin.reading_ids() == [1]

    async def test_at_first_there_are_no_replies(self, twin: Twin) -> None:
        """Also where nothing was ever handed over."""
        assert list(await twin.utility.replies()) == []
        await twin.utility.hand_over(batch("a" * 32, reading(1)))
        assert list(await twin.utility.replies()) == []


class TestWebService:
    """Faults, answers, secrets."""

    @pytest.fixture
    async def company(self) -> AsyncIterator[Company]:
        """A company at work."""
        company = Company(token=_TOKEN)
        async with company.serving():
            yield company

    async def test_what_is_said(self, company: Company) -> None:
        """The documented JSON, whole."""
        await HttpUtility(company.url, _TOKEN, 5.0).hand_over(
            batch("a" * 32, reading(1, corrector=9100, doubts=("unusual",), has_photo=True))
        )
        assert company.batches == {
            "a" * 32: {
                "batch": "a" * 32,
                "made_at": "2026-01-15T11:00:00+00:00",
                "readings": [
                    {
                        "reading_id": 1,
                        "point": "00000000100101",
                        "customer_code": "001001",
                        "reading_date": "2026-01-15",
                        "sent_at": "2026-01-15T11:00:00+00:00",
                        "meter": 45312,
                        "corrector": 9100,
                        "doubts": ["unusual"],
                        "photo": True,
                    }
                ],
            }
        }

    @pytest.mark.parametrize(
        ("status", "outcome"),
        [
            *((status, UtilityAway) for status in (500, 502, 503, 504, 408, 425, 429)),
            *((status, UtilityRefused) for status in (400, 401, 403, 404, 409, 422, 301, 302, 307)),
        ],
    )
    @pytest.mark.parametrize("is_late", [False, True])
    async def test_what_its_answers_mean(
        self, company: Company, status: int, outcome: type[Exception], *, is_late: bool
    ) -> None:
        """What passes is told from what somebody has to look at; the same again arrives once in any case."""
        company.faults, company.is_late = [status], is_late
        utility = HttpUtility(company.url, _TOKEN, 5.0)
        with pytest.raises(outcome, match=str(status)):
            await utility.hand_over(batch("a" * 32, reading(1)))
        await utility.hand_over(batch("a" * 32, reading(1)))
        assert (company.reading_ids, company.posts) == ([1], 2)

    @pytest.mark.parametrize("is_late", [False, True])
    async def test_no_answer_in_time(self, company: Company, *, is_late: bool) -> None:
        """It may have taken the batch, or not: the same again is safe."""
        company.faults, company.is_late = [None], is_late
        with pytest.raises(UtilityAway):
            await HttpUtility(company.url, _TOKEN, 0.2).hand_over(batch("a" * 32, reading(1)))
        await HttpUtility(company.url, _TOKEN, 5.0).hand_over(batch("a" * 32, reading(1)))
        assert company.reading_ids == [1]

    async def test_nobody_listens(self) -> None:
        """The fault names neither the address nor the token."""
        with pytest.raises(UtilityAway) as away:
            await HttpUtility("http://127.0.0.1:1/secret", _TOKEN, 5.0).hand_over(batch("a" * 32, reading(1)))
        assert str(away.value) == "ClientConnectorError"

    @pytest.mark.parametrize(
        ("answer", "refusals"),
        [
            ("", []),
            (" \n", []),
            ("{}", []),
            ('{"status": "ok"}', []),
            (
                '{"refused": [{"reading_id": 1, "reason": "PDR cessato", "code": 7}]}',
                [Refusal(1, "PDR cessato")],
            ),
        ],
    )
    async def test_single_readings_may_be_refused(
        self, company: Company, answer: str, refusals: list[Refusal]
    ) -> None:
        """In the answer, which may say more than we know of, or nothing."""
        company.answer = answer
        found = await HttpUtility(company.url, _TOKEN, 5.0).hand_over(batch("a" * 32, reading(1)))
        assert list(found) == refusals

    @pytest.mark.parametrize(
        "answer",
        [
            "OK",
            "[]",
            '{"refused": [{"reading_id": "1"}]}',
            '{"refused": 1}',
            '{"refused": [{"reading_id": 9223372036854775808, "reason": "no"}]}',
            '{"refused": [{"reading_id": 0, "reason": "no"}]}',
        ],
    )
    async def test_an_answer_outside_the_contract(self, company: Company, answer: str) -> None:
        """Nothing is guessed: somebody has to look, and the batch comes again."""
        company.answer = answer
        with pytest.raises(UtilityRefused):
            await HttpUtility(company.url, _TOKEN, 5.0).hand_over(batch("a" * 32, reading(1)))

    async def test_without_a_token_none_is_sent(self, company: Company) -> None:
        """And there is never a reply to put away."""
        company.token = None
        utility = HttpUtility(company.url, None, 5.0)
        await utility.hand_over(batch("a" * 32, reading(1)))
        with pytest.raises(LookupError):
            await utility.put_away(Reply("none", ()))


class TestFolder:
    """What lies in it, and what may be put there."""

    async def test_what_a_file_holds(self, tmp_path: Path) -> None:
        """A row a reading, documented columns; moment and key are in the name, and nothing else is seen."""
        await CsvFolder(tmp_path).hand_over(
            batch(
                "a" * 32,
                reading(1, doubts=("rolled_over", "unusual"), has_photo=True),
                reading(2, None, corrector=9100),
            )
        )
        assert _seen(tmp_path) == [f"readings-20260115T110000Z-{'a' * 32}.csv", "replies"]
        first, second = _rows(tmp_path)
        assert tuple(first) == COLUMNS
        assert list(first.values()) == [
            "1", "00000000100101", "001001", "2026-01-15", "2026-01-15T11:00:00+00:00", "45312", "",
            "rolled_over unusual", "yes",
        ]  # fmt: skip
        assert (second["meter"], second["corrector"], second["photo"]) == ("", "9100", "no")

    async def test_what_the_company_has_taken_away_does_not_come_again(self, tmp_path: Path) -> None:
        """Handed over is handed over, also where the file is gone."""
        folder = CsvFolder(tmp_path)
        await folder.hand_over(batch("a" * 32, reading(1)))
        _take_away(tmp_path)
        await folder.hand_over(batch("a" * 32, reading(1)))
        assert _rows(tmp_path) == []

    async def test_a_reply_lies_until_it_is_put_away(self, tmp_path: Path) -> None:
        """Commas or semicolons, in the order of names; files that are still being written are not read."""
        folder, replies = CsvFolder(tmp_path), tmp_path / "replies"
        replies.mkdir()
        (replies / "b.csv").write_text("reading_id,reason\n2,Contatore sostituito\n\n3,\n", encoding="utf-8")
        (replies / "a.csv").write_text("\ufeffreason;reading_id\r\nPDR cessato;1\r\n", encoding="utf-8")
        (replies / "c.csv.part").write_text("reading_id", encoding="utf-8")
        found = list(await folder.replies())
        assert found == [
            Reply("a.csv", (Refusal(1, "PDR cessato"),)),
            Reply("b.csv", (Refusal(2, "Contatore sostituito"), Refusal(3, ""))),
        ]
        await folder.put_away(found[0])
        assert [reply.name for reply in await folder.replies()] == ["b.csv"]
        assert (replies / "taken" / "a.csv").exists()

    @pytest.mark.parametrize("name", ["A.CSV", "a.Csv", "risposta del 12.cSV"])
    async def test_a_name_in_capitals_is_read(self, tmp_path: Path, name: str) -> None:
        """As programs of Windows write it; it is put away under its name."""
        folder, replies = CsvFolder(tmp_path), tmp_path / "replies"
        replies.mkdir()
        (replies / name).write_bytes(b"reading_id,reason\n1,no\n")
        (reply,) = await folder.replies()
        assert reply == Reply(name, (Refusal(1, "no"),))
        await folder.put_away(reply)
        assert (replies / "taken" / name).exists()

    @pytest.mark.parametrize(
        "content",
        [
            "reading_id,reason\n1,PDR\u00a0cessato\n",
            "reading_id,reason\n\u00a01\u00a0,\u00a0PDR cessato\u00a0\n",
            "reading_id\u00a0,\u00a0reason\n1,PDR\u202fcessato\n",
            "reading_id,reason\n\u200b1,PDR ces\u00adsato\u200b\n",
            "reading_id,reason\n1,\u202aPDR \u2060cessato\u202c\n",
            "sep=;\nreading_id;reason;;\n1;PDR cessato;;\n",
        ],
    )
    async def test_blanks_of_any_kind_are_blanks(self, tmp_path: Path, content: str) -> None:
        """What cannot be seen sets no file aside."""
        (tmp_path / "replies").mkdir()
        (tmp_path / "replies" / "a.csv").write_bytes(content.encode())
        assert await CsvFolder(tmp_path).replies() == [Reply("a.csv", (Refusal(1, "PDR cessato"),))]

    @pytest.mark.parametrize(
        ("content", "fault"),
        [
            (b"", "line 1: missing columns: reading_id, reason"),
            (b"reading_id\n1\n", "line 1: missing columns: reason"),
            (b"reading_id,reason\none,no\n", "line 2: not the number of a reading and a reason"),
            (b"reading_id,reason\n-1,no\n", "line 2: not the number of a reading and a reason"),
            (
                b"reading_id,reason\n" + b"9" * 19 + b",no\n",
                "line 2: not the number of a reading and a reason",
            ),
            (b'reading_id,reason\n1,"a\nb"\n', "line 2: not the number of a reading and a reason"),
            (b"reading_id,reason\n1,no,more\n", "line 2: it has 3 values, and there are 2 columns"),
            (b"reading_id,reason\n1,perch\xe9\n", "it is not UTF-8: save it as “CSV UTF-8”"),
        ],
    )
    async def test_an_unreadable_reply_says_nothing(self, tmp_path: Path, content: bytes, fault: str) -> None:
        """All of a file or nothing; it is set aside with its fault."""
        replies = tmp_path / "replies"
        replies.mkdir()
        (replies / "a.csv").write_bytes(content)
        folder = CsvFolder(tmp_path)
        (reply,) = await folder.replies()
        assert (reply.refusals, reply.faults) == ((), (fault,))
        await folder.put_away(reply)
        assert (replies / "unreadable" / "a.csv").exists()

    async def test_a_reply_without_end_is_not_read(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It would fill the memory."""
        monkeypatch.setattr(utility_csv, "_LONGEST_REPLY", 20)
        replies = tmp_path / "replies"
        replies.mkdir()
        (replies / "a.csv").write_bytes(b"reading_id,reason\n1,no\n")
        (reply,) = await CsvFolder(tmp_path).replies()
        assert reply == Reply("a.csv", (), ("it is longer than 20 bytes",))

    async def test_replies_that_cannot_be_listed_are_no_empty_pile(self, tmp_path: Path) -> None:
        """Whoever looks is told that they are away."""
        (tmp_path / "replies").write_bytes(b"no folder")
        with pytest.raises(UtilityAway, match="Not a directory"):
            await CsvFolder(tmp_path).replies()

    def test_a_folder_that_hangs_holds_no_process_up(self, tmp_path: Path) -> None:
        """A mounted folder may never answer; whoever is told to stop ends all the same."""
        (tmp_path / "readings" / ".staging").mkdir(parents=True)
        # Whoever opens it to write waits for a reader, who never comes.
        os.mkfifo(tmp_path / "readings" / ".staging" / "lock")
        ended = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-c", _HANGING, str(tmp_path / "readings")],
            capture_output=True,
            text=True,
            check=True,
            timeout=30,
        )
        assert (ended.stdout, ended.stderr) == ("gave up\n", "")

    async def test_a_reply_that_cannot_be_moved_stays(self, tmp_path: Path) -> None:
        """It is read again the next time, which changes nothing."""
        with pytest.raises(UtilityAway):
            await CsvFolder(tmp_path).put_away(Reply("a.csv", ()))


def test_tokens_are_not_shown() -> None:
    """A picture of the gateway in a log holds no secret."""
    shown = repr(HttpUtility("http://127.0.0.1:1/", _TOKEN, 5.0))
    assert _TOKEN not in shown
