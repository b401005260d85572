from handlers.basics import BACK, CANCEL
from handlers.handoff import GROUP_MENU
from handlers.routes.decide import decide
from handlers.subjects import DIALOGS, MENU

__all__ = ["BACK", "CANCEL", "DIALOGS", "GROUP_MENU", "MENU", "decide"]
