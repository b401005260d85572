"""Who has started the bot already when the demo opens, so that notices find somebody. All made up."""

from datetime import datetime
from typing import Final

from sqlalchemy import insert, select

from bot.demo.telegram.formatted import plain
from bot.demo.telegram.model import Person, Words
from bot.demo.telegram.world import World
from bot.storage.engine import Database
from bot.storage.tables import customers, follows, links

#: Has connected her contract; she lives by an electric device.
LINKED: Final = ("Nora", "001007")
#: Has no contract, and follows the house of his parents: comune, street, number.
FOLLOWS: Final = ("Piero", "Borgo Esempio", "Via delle Prove", "9")


async def settle(database: Database, world: World, now: datetime) -> None:
    """Let them have started the bot, connected a contract and followed an address."""
    nora, piero = (_starts(world, name) for name in (LINKED[0], FOLLOWS[0]))
    if nora is None or piero is None:
        return
    _, comune, street, number = FOLLOWS
    address = {"comune": comune, "street": street, "street_number": number}
    customer = select(customers.c.customer_id).where(customers.c.code == LINKED[1]).scalar_subquery()
    link = insert(links).values(person_id=nora.id, customer_id=customer, proof="phone", linked_at=now)
    follow = insert(follows).values(person_id=piero.id, followed_at=now, **address)
    await database.write(lambda tx: (tx.execute(link), tx.execute(follow)))


def _starts(world: World, first_name: str) -> Person | None:
    """Return the person of this name, who has pressed the bot's start; None in a world without them."""
    person = next((each for each in world.people.values() if each.first_name == first_name), None)
    if person is not None:
        world.send(person, Words(plain("/start")))
    return person
