from handlers.readings.face import SENDING, SUBJECT, answered
from handlers.readings.news import say as say_news
from handlers.readings.phrases import STATES

__all__ = ["SENDING", "STATES", "SUBJECT", "answered", "say_news"]
