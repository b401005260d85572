from handlers.linking.face import SUBJECT, answered
from handlers.linking.letter import say as write_letter
from handlers.linking.news import say as say_news

__all__ = ["SUBJECT", "answered", "say_news", "write_letter"]
