from handlers.handoff.call import WISH
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
from handlers.handoff.news import say_group_news, say_news
from handlers.handoff.phrases import BUSY
from handlers.handoff.subject_words import name_subject

__all__ = [
    "BUSY",
    "SUBJECT",
    "WISH",
    "answered",
    "in_case",
    "in_group",
    "is_in_case",
    "is_own_command",
    "name_subject",
    "reads_every_word",
    "say_group_news",
    "say_news",
    "wish",
    "wish_answered_by_book",
]
