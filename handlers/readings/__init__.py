from handlers.readings.face import SENDING, SUBJECT, answered

__all__ = ["SENDING", "SUBJECT", "answered"]
