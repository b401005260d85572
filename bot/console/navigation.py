"""The pages that the console's head leads to, by role."""

from dataclasses import dataclass
from typing import Final

from bot.services.staff.sessions import Role, Signed
from handlers.contract.speech import N_


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the head: where it is, what it is called, and who sees it."""

    path: str
    title: str
    role: Role = Role.VIEWER


#: In the order in which they stand.
PLACES: Final = (
    Place("/console", N_("Today")),
    Place("/console/cases", N_("Cases")),
    Place("/console/broadcasts", N_("Broadcasts")),
    Place("/console/knowing", N_("Knowing")),
    Place("/console/people", N_("People"), Role.EDITOR),
    Place("/console/readings", N_("Readings")),
    Place("/console/notices", N_("Notices")),
    Place("/console/staff", N_("Staff"), Role.ADMIN),
    Place("/console/audit", N_("Audit"), Role.ADMIN),
)

#: Words of the database that pages show.
WORDS: Final = (N_("viewer"), N_("editor"), N_("admin"), N_("invited"), N_("active"), N_("removed"))


def navigation(signed: Signed) -> tuple[Place, ...]:
    """Return the pages that somebody may open."""
    return tuple(place for place in PLACES if signed.role >= place.role)
