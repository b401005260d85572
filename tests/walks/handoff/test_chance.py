"""Whatever both sides of several cases do in whatever order, both read in the end what they should."""

import asyncio
import inspect
import os
import shutil
import tempfile
from pathlib import Path
from typing import Final, TypeAlias

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.demo.lookalike import Lookalike
from bot.services.questions.questions import Questions
from tests.support.deskbot import SteppedBot
from tests.support.deskinsteps import PlayInSteps
from tests.support.deskrecord import disagreements

_NAMES: Final = ("Ada", "Bea", "Cleo")
_ACTS: Final = (
    "writes", "writes", "shows", "rewrites", "likes", "says",
    "answers", "answers", "pictures", "corrects", "reacts", "commands", "tears_down",
    "turns", "turns", "turns", "sends", "sends", "dies", "time",
)  # fmt: skip
_Acts: TypeAlias = list[tuple[str, int, int]]
#: More of them look longer: a thousand take half an hour.
_EXAMPLES: Final = int(os.environ.get("SPORTELLO_CASE_STORIES", "12"))


async def _played(acts: _Acts, template: Path, questions: Questions) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(template, f"{folder}/sportello.db")
        async with Lookalike.serve() as telegram:
            group = telegram.forum("Assistenza", "Olga", "Ugo")
            bot = SteppedBot(telegram, group, f"sqlite:///{folder}/sportello.db", Path(folder), questions)
            await bot.begin()
            play = PlayInSteps(telegram, bot, _NAMES)
            try:
                for who in (0, 1):
                    play.says(who, 0)
                    play.writes(who, 1)
                await play.ends()
                for name, who, pick in acts:
                    done = getattr(play, name)(who, pick)
                    if inspect.isawaitable(done):
                        await done
                await play.ends()
                faults = play.faults(await play.doubts())
                faults += await bot.look(lambda tx: disagreements(tx, telegram, group))
                return faults
            finally:
                await bot.end()


@settings(
    max_examples=_EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    acts=st.lists(
        st.tuples(st.sampled_from(_ACTS), st.integers(0, 7), st.integers(0, 23)), min_size=5, max_size=60
    )
)
def test_any_order_of_both_sides(acts: _Acts, sqlite_template: Path, questions: Questions) -> None:
    """All of it stands there once, in order, as it reads now; nothing crosses between two customers."""
    faults = asyncio.run(_played(acts, sqlite_template, questions))
    assert faults == []
