"""The customers of the demo, made up like its people (README says who can do what)."""

from datetime import date
from pathlib import Path
from typing import Final

from bot.imports import customers as customers_csv
from bot.services.linking import customers
from bot.storage import schema
from bot.storage.engine import Database

FILE: Final = Path(__file__).parent / "customers.csv"


async def sign(database: Database) -> None:
    """Take the demo's customers into the bot's database."""
    await schema.prepare(database)
    file = customers_csv.read(FILE, date.max, lambda _count: None)
    await database.write(lambda tx: customers.take(tx, file, lambda _count: None))
