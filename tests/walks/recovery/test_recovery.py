"""The guided recovery, every branch walked to its end; the bot is restarted after every turn."""

import pytest

from bot.demo.lookalike import Lookalike
from tests.conftest import OpenDesk
from tests.support.clock import Clock
from tests.support.recoverywalk import BRANCHES, Act
from tests.support.restarting import RestartedWalk


@pytest.fixture
def walk(telegram: Lookalike, open_desk: OpenDesk) -> RestartedWalk:
    """Ada, and a clock that only the test turns: a Thursday, 13:00 in Rome."""
    return RestartedWalk(telegram.user("Ada"), open_desk, Clock())


@pytest.mark.parametrize("branch", BRANCHES.values(), ids=BRANCHES)
async def test_every_branch_leads_where_it_should(walk: RestartedWalk, branch: tuple[Act, ...]) -> None:
    """What the person sees after each act is what the script says, whatever happens to the process."""
    for act in branch:
        await walk.does(act)
