"""Crashes while readings are handed over to a folder, at every line of the way."""

import json
import subprocess
import sys
from pathlib import Path


def test_killed_at_any_line_each_reading_is_in_one_file(tmp_path: Path) -> None:
    """A process that hands over dies before each line, the next one before another, the third lives."""
    found = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "tests.gateways.readings.crashing", str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
    )
    said = json.loads(found.stdout)
    assert said["lost"] == []
    assert said["points"] > 30
