from handlers.handoff.call import WISH, call_from
from handlers.handoff.face import SUBJECT, answered, in_case, in_group
from handlers.handoff.news import say_group_news, say_news
from handlers.handoff.subject_words import name_subject

__all__ = [
    "SUBJECT",
    "WISH",
    "answered",
    "call_from",
    "in_case",
    "in_group",
    "name_subject",
    "say_group_news",
    "say_news",
]
