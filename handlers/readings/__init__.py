from handlers.readings.face import SENDING, SUBJECT, answered
from handlers.readings.news import say as say_news

__all__ = ["SENDING", "SUBJECT", "answered", "say_news"]
