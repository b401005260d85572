"""What planned works offer: the words of news and reminders."""

from handlers.notices.news import say as say_news

__all__ = ["say_news"]
