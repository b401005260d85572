from handlers.notices.buttons import NO_MORE_OFFERS
from handlers.notices.calendar import enter
from handlers.notices.face import SUBJECT, answered
from handlers.notices.news import say as say_news

__all__ = ["NO_MORE_OFFERS", "SUBJECT", "answered", "enter", "say_news"]
