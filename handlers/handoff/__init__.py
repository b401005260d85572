from handlers.handoff.call import WISH, call_from
from handlers.handoff.face import SUBJECT

__all__ = ["SUBJECT", "WISH", "call_from"]
