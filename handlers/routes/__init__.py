from handlers.basics import BACK, CANCEL
from handlers.routes.decide import decide
from handlers.subjects import DIALOGS, MENU

__all__ = ["BACK", "CANCEL", "DIALOGS", "MENU", "decide"]
