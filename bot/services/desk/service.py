"""The service of cases, as a turn uses it."""

from collections.abc import Sequence

from sqlalchemy import Connection

from bot.config.desk import Desk as DeskRules
from bot.services.context import TurnContext
from bot.services.desk.group import Group
from handlers.contract.desk import CaseFound, DeskAnswered, DeskAsk, FindCase
from handlers.contract.desk_changes import DeskChange, MoveGroup, NotePresence
from handlers.contract.vocabulary import Outgoing


class Desk:
    """Cases between customers and the support group."""

    def __init__(self, group: Group, rules: DeskRules) -> None:
        self._group = group
        self._rules = rules

    def answer(self, tx: Connection, ask: DeskAsk, context: TurnContext) -> DeskAnswered:  # noqa: ARG002
        """Answer what a dialog asks about cases."""
        if isinstance(ask, FindCase):
            return CaseFound(ask.event, None, None, is_operator=False)
        raise NotImplementedError(ask)

    def carry_out(
        self,
        tx: Connection,  # noqa: ARG002
        change: DeskChange,
        context: TurnContext,  # noqa: ARG002
    ) -> Sequence[Outgoing]:
        """Change a case, and queue what crosses between its two sides."""
        if isinstance(change, NotePresence | MoveGroup):
            return ()
        raise NotImplementedError(change)
