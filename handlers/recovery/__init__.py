from handlers.recovery.face import SUBJECT

__all__ = ["SUBJECT"]
