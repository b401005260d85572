"""Ada's three gas supplies on paper."""

from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from bot.services.questions.questions import Questions
from tests.support import readingwalk
from tests.support.customers import csv_file
from tests.support.paper import CHAT, PaperChat
from tests.support.readingwalk import BARN, HOUSE, OF_OTHERS, POWER, SHOP

HOUSE_BUTTON: Final = "🔥 Via delle Prove 1, Borgo Esempio"
SHOP_BUTTON: Final = "🔥 Corso Prova 7, Borgo Esempio"


def chat_of_ada(tx: Connection, folder: Path, questions: Questions) -> PaperChat:
    """Ada, linked to a contract with three gas supplies and one for power."""
    readingwalk.take(tx, csv_file(folder, HOUSE, BARN, SHOP, POWER, OF_OTHERS), CHAT)
    return PaperChat(tx, questions)
