from handlers.notices.face import say_news

__all__ = ["say_news"]
