"""A program that hands a batch over to a folder and is killed at every line on the way, and then at another.

``python -m tests.gateways.readings.crashing FOLDER``: prints how many points
there are, and every pair of them after which a reading is not in exactly one file. It has one thread, so that
it may fork.
"""

import json
import os
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any, Final

from bot.gateways.readings import folder as utility_csv
from bot.gateways.readings.folder import CsvFolder
from tests.gateways.readings.utilities import batch, reading

#: Enough for the file to be written in more than one piece.
_BATCH: Final = batch("a" * 32, *(reading(number) for number in range(1, 200)))
_STRIDE: Final = 7
_FIRST: Final = batch("0" * 32, reading(1000))


def _dies_before_line(number: int, work: Callable[[], None]) -> bool:
    """Whether a process that does `work` was killed before the `number`-th line of the gateway."""
    process_id = os.fork()
    if process_id == 0:
        lines = 0

        def trace(frame: FrameType, event: str, _argument: Any) -> Any:  # noqa: ANN401 - as sys.settrace wants it
            nonlocal lines
            code = frame.f_code
            if code.co_filename != utility_csv.__file__ or code.co_name == utility_csv.values.__name__:
                return None
            if event == "line":
                lines += 1
                if lines == number:
                    os.kill(os.getpid(), signal.SIGKILL)
            return trace

        sys.settrace(trace)
        work()
        os._exit(0)
    _, status = os.waitpid(process_id, 0)
    return os.WIFSIGNALED(status)


def _readings_of(folder: Path, company: Path) -> Counter[int]:
    """How often each reading lies in a file that the company has or can see."""
    count: Counter[int] = Counter()
    for path in (*folder.glob("*.csv"), *company.glob("*.csv")):
        rows = path.read_text(encoding="utf-8").splitlines()[1:]
        count.update(int(row.split(",")[0]) for row in rows)
    return count


def _place_in(folder: Path) -> None:
    CsvFolder(folder).place(_BATCH)


def _is_whole_after(folder: Path, first: int, second: int, *, is_emptied: bool) -> bool:
    """Whether everything is in exactly one file after deaths before these lines, and a third attempt."""
    company = folder / "company"
    company.mkdir(parents=True)
    gateway = CsvFolder(folder)
    gateway.place(_FIRST)
    for life, number in enumerate((first, second, 0)):
        if is_emptied:
            for path in folder.glob("*.csv"):
                path.rename(company / f"{life}-{path.name}")
        _dies_before_line(number, lambda: gateway.place(_BATCH))
    lying_about = [path.name for path in (folder / ".staging").iterdir() if path.name != "lock"]
    expected = Counter(each.reading_id for each in (*_BATCH.readings, *_FIRST.readings))
    return _readings_of(folder, company) == expected and not lying_about


def main(folder: Path) -> None:
    """Die at every point, and then at another; with and without a company that takes files away."""
    points = 0
    while _dies_before_line(points + 1, partial(_place_in, folder / f"count{points}")):
        points += 1
    lost = []
    for first in range(1, points + 1):
        # Another second death for each first one, so that in time they have met in many ways.
        second = first * _STRIDE % points + 1
        for is_emptied in (False, True):
            place = folder / f"{first}-{is_emptied}"
            if not _is_whole_after(place, first, second, is_emptied=is_emptied):
                lost.append((first, second, is_emptied))
            shutil.rmtree(place)
    sys.stdout.write(json.dumps({"points": points, "lost": lost}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
