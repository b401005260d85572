"""When a person is wanted: how to reach one."""

from typing import Final

from handlers.contract import ReadEntry, State, Turn

#: The entry of the book that says whom to call, and when.
ENTRY_ID: Final = "operator"


def call(state: State | None, _argument: str) -> Turn:
    """Say how to reach a person. An open dialog stays open."""
    return Turn(state, ask=ReadEntry(ENTRY_ID))
