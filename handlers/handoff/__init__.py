from handlers.handoff.call import WISH
from handlers.handoff.customer_news import say_news
from handlers.handoff.face import (
    SUBJECT,
    answered,
    in_case,
    in_group,
    is_in_case,
    is_own_command,
    reads_every_word,
    wish,
    wish_answered_by_book,
)
from handlers.handoff.group_news import say_group_news
from handlers.handoff.operator_answers import operator_answered
from handlers.handoff.operator_commands import GROUP_MENU
from handlers.handoff.phrases import BUSY
from handlers.handoff.phrases_group import name_reason

__all__ = [
    "BUSY",
    "GROUP_MENU",
    "SUBJECT",
    "WISH",
    "answered",
    "in_case",
    "in_group",
    "is_in_case",
    "is_own_command",
    "name_reason",
    "operator_answered",
    "reads_every_word",
    "say_group_news",
    "say_news",
    "wish",
    "wish_answered_by_book",
]
