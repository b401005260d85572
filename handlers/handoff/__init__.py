from handlers.handoff.call import WISH, call_from
from handlers.handoff.face import SUBJECT, answered, in_case, in_group
from handlers.handoff.group_news import say_group_news
from handlers.handoff.news import say_news
from handlers.handoff.operator_answers import operator_answered
from handlers.handoff.operator_commands import GROUP_MENU
from handlers.handoff.subject_words import name_subject

__all__ = [
    "GROUP_MENU",
    "SUBJECT",
    "WISH",
    "answered",
    "call_from",
    "in_case",
    "in_group",
    "name_subject",
    "operator_answered",
    "say_group_news",
    "say_news",
]
