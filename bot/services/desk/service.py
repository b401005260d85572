"""The service of cases, as a turn uses it."""

from collections.abc import Sequence
from typing import assert_never

from sqlalchemy import Connection

from bot.config.desk import Desk as DeskRules
from bot.services.context import TurnContext
from bot.services.desk.group import Group
from handlers.contract.desk import (
    CaseFound,
    CaseStands,
    DeskAnswered,
    DeskAsk,
    DeskOutlook,
    FindCase,
    LookAtCase,
    LookAtDesk,
)
from handlers.contract.desk_changes import DeskChange
from handlers.contract.vocabulary import Outgoing


class Desk:
    """Cases between customers and the support group."""

    def __init__(self, group: Group, rules: DeskRules) -> None:
        self._group = group
        self._rules = rules

    def answer(self, tx: Connection, ask: DeskAsk, context: TurnContext) -> DeskAnswered:
        """Answer what a dialog asks about cases."""
        if self._group.chat_id(tx) is None:
            return _without_a_group(ask)
        raise NotImplementedError(ask, context)

    def carry_out(self, tx: Connection, change: DeskChange, context: TurnContext) -> Sequence[Outgoing]:
        """Change a case, and queue what crosses between its two sides."""
        if self._group.chat_id(tx) is None:
            return []
        raise NotImplementedError(change, context)


def _without_a_group(ask: DeskAsk) -> DeskAnswered:
    """Answer where no support group is configured: nobody is there, and nobody has a case."""
    match ask:
        case LookAtDesk(reason, about, is_content, tried, otherwise):
            return DeskOutlook(reason, about, is_content, is_there=False, tried=tried, otherwise=otherwise)
        case LookAtCase():
            return CaseStands(None)
        case FindCase(event):
            return CaseFound(event, None, None, is_operator=False)
        case _:
            assert_never(ask)
