"""Time of redaction per kB, by length of the text; flat, where it is linear."""

import time
from typing import Final

from rich.console import Console
from rich.table import Table

from bot.redaction import redacted

#: Pieces that were, or could be, slow when they are repeated.
WORST: Final = {
    "one word": "a",
    "digits": "1",
    "digits and blanks": "1 ",
    "short numbers": "1234,",
    "blanks": " ",
    "dots": "a.",
    "at signs": "a@",
    "addresses": "a@b.example+",
    "password:": "password:",
    "pin and blanks": "pin   ",
    "links": "a://a:",
    "details": "DETAIL: x\n",
    "tax codes": "RSSMRA 70A01 X999",
    "IBAN": "IT60 X054 2811 1010 ",
    "POD": "IT 999 E 1234567 ",
    "invisible": "a\u200b",
}
_LENGTHS: Final = (4_000, 16_000, 64_000, 256_000)
_RUNS: Final = 3


def seconds(piece: str, length: int) -> float:
    """Return the CPU time of redacting the piece, repeated to a length in characters; the best of a few."""
    text = (piece * (length // len(piece) + 1))[:length]
    best = float("inf")
    for _ in range(_RUNS):
        begun = time.process_time()
        redacted(text)
        best = min(best, time.process_time() - begun)
    return best


def show(console: Console) -> None:
    """Print microseconds per kB by kind of text and length."""
    grid = Table(title="redaction: µs per kB", title_justify="left")
    grid.add_column("text of")
    for length in _LENGTHS:
        grid.add_column(f"{length // 1000} kB", justify="right")
    for name, piece in WORST.items():
        each = (seconds(piece, length) / length * 1e9 for length in _LENGTHS)
        grid.add_row(name, *(f"{figure:.0f}" for figure in each))
    console.print(grid)
