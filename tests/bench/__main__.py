"""All figures in one run (`make bench`), or the named parts.

These are latency, start, away, losses, matcher, redaction, notices, desk, broadcasts.
"""

import sys
from collections.abc import Callable
from typing import Final

from rich.console import Console

from tests.bench import (
    absence,
    bench_broadcasts,
    bench_matcher,
    bench_notices,
    bench_redaction,
    latency,
    losses,
    relay,
    start,
)

_PARTS: Final[dict[str, Callable[[Console], None]]] = {
    "latency": latency.show,
    "start": start.show,
    "away": absence.show,
    "losses": losses.show,
    "matcher": bench_matcher.show,
    "redaction": bench_redaction.show,
    "notices": bench_notices.show,
    "broadcasts": bench_broadcasts.show,
    "desk": relay.show,
}


def main() -> int:
    """Run the parts; 2 where a name is unknown."""
    console = Console(width=110)
    wanted = sys.argv[1:] or list(_PARTS)
    if unknown := [name for name in wanted if name not in _PARTS]:
        console.print(f"There is no benchmark {', '.join(unknown)}; there are {', '.join(_PARTS)}.")
        return 2
    for name in wanted:
        _PARTS[name](console)
    return 0


if __name__ == "__main__":
    sys.exit(main())
