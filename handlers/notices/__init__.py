from handlers.notices.face import SUBJECT, answered
from handlers.notices.news import say as say_news

__all__ = ["SUBJECT", "answered", "say_news"]
