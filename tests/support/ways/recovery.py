"""The ways through the guided recovery; walks go the same with real restarts."""

from collections.abc import Mapping
from typing import Final

from handlers.recovery import guide
from tests.support.recoverywalk import BRANCHES
from tests.support.ways.walked import Walked

WAYS: Final[Mapping[str, Walked]] = {
    "recovery": Walked(
        BRANCHES,
        goodbye="È da un giorno che non ci sentiamo",
        tried="puoi dire così:\n•",
        tried_in=tuple(
            state for state in guide.DIALOG.states if state not in {guide.AwaitPortal, guide.AwaitGoal}
        ),
    ),
}
