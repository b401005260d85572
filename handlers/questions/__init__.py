from handlers.questions.ask import ask as put_question
from handlers.questions.face import SUBJECT, answered, has_last_word

__all__ = ["SUBJECT", "answered", "has_last_word", "put_question"]
