"""Whom one can play in the demo. All of them are made up."""

from collections.abc import Callable

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


def opening_night(now: Callable[[], float]) -> World:
    """A world in which nobody has written yet; `now` gives seconds since 1970."""
    world = World(now)
    for first_name, last_name, language in _PEOPLE:
        world.add_person(first_name, last_name, language=language)
    return world
