from handlers.handoff.call import WISH, call_from
from handlers.handoff.face import SUBJECT, answered, in_case, in_group
from handlers.handoff.news import say_group_news, say_news

__all__ = ["SUBJECT", "WISH", "answered", "call_from", "in_case", "in_group", "say_group_news", "say_news"]
