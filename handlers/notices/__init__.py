from handlers.notices.calendar import enter
from handlers.notices.face import SUBJECT, answered
from handlers.notices.news import say as say_news

__all__ = ["SUBJECT", "answered", "enter", "say_news"]
