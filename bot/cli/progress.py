"""How far long work has come: a bar on a terminal, a plain line now and then elsewhere."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, TypeAlias

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

#: Told how many are done so far.
Tell: TypeAlias = Callable[[int], None]
_PLAIN_LINE_EVERY: Final = 10_000


@contextmanager
def progress(of: str, what: str, total: int | None = None, every: int = _PLAIN_LINE_EVERY) -> Iterator[Tell]:
    """Show progress on standard error: "rows" (`of`) that are "read" (`what`)."""
    console = Console(stderr=True)
    if not console.is_terminal:
        said = 0

        def tell(count: int) -> None:
            nonlocal said
            if count // every > said:
                said = count // every
                sys.stderr.write(f"{count} {of} {what}\n")

        yield tell
        return
    columns = (
        TextColumn(f"{of} {{task.description}}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda count: bar.update(task, completed=count)
