from handlers.linking.face import SUBJECT, answered

__all__ = ["SUBJECT", "answered"]
