"""Whom one can play in the demo. All of them are made up."""

from collections.abc import Callable

from bot.demo.telegram import groups
from bot.demo.telegram.model import Chat
from bot.demo.telegram.world import World

_PEOPLE = (
    ("Ada", "Ferrini", "it"),
    ("Bruno", "Salvemini", "it"),
    ("Greta", "Oberrauch", "de"),
    ("Jonas", "Weidner", "de"),
    ("Emily", "Hartwell", "en"),
    ("Lucía", "Morán", "es"),
    ("Nora", "Gentilini", "it"),
    ("Piero", "Valdossi", "it"),
)

#: Who answers in the support group; the first owns it.
_OPERATORS = (("Olga", "Marchetti", "olga"), ("Marta", "Donati", "marta"))


def opening_night(now: Callable[[], float]) -> World:
    """A world in which nobody has written yet, with a support group; `now` gives seconds since 1970."""
    world = World(now)
    for first_name, last_name, language in _PEOPLE:
        world.add_person(first_name, last_name, language=language)
    support_group(world)
    return world


def support_group(world: World) -> Chat:
    """A group with topics, two operators in it and the bot as administrator: the page /support shows it."""
    chat = world.add_group("Assistenza clienti", is_forum=True)
    owner, *others = [
        world.add_person(first_name, last_name, username=username, language="it")
        for first_name, last_name, username in _OPERATORS
    ]
    groups.becomes(world, owner, chat.id, "creator")
    for person in others:
        groups.becomes(world, person, chat.id, "member")
    world.set_status(chat.id, owner, "administrator")
    return chat
