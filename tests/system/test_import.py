"""``sportello import customers`` as a process: what it says, and how it ends."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from tests.support.customers import DEMO, csv_file

_COMMAND: Final = (sys.executable, "-m", "bot", "import", "customers")


def _run(folder: Path, file: Path) -> subprocess.CompletedProcess[str]:
    address = f"sqlite:///{folder / 'sportello.db'}"
    return subprocess.run(  # noqa: S603 - our own command
        [*_COMMAND, str(file)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "SPORTELLO_DATABASE__URL": address},
    )


def test_what_was_taken_is_said(tmp_path: Path) -> None:
    """An empty database gets its tables and the customers; the same file again changes nothing."""
    first, second = _run(tmp_path, DEMO), _run(tmp_path, DEMO)
    assert (first.returncode, first.stdout) == (
        0,
        "7 customers (7 new, 0 changed), 12 supply points (12 new, 0 changed).\n",
    )
    assert second.stdout == "7 customers (0 new, 0 changed), 12 supply points (0 new, 0 changed).\n"


def test_a_bad_file_is_refused_with_exit_code_2(tmp_path: Path) -> None:
    """Each fault stands on a line of its own, on standard error; no database is made."""
    file = csv_file(tmp_path, "1,2,3")
    refused = _run(tmp_path, file)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.splitlines() == [
        f"{file} was not taken, it has one fault:",
        "line 2: it has 3 values, and there are 16 columns",
    ]
    assert not (tmp_path / "sportello.db").exists()
