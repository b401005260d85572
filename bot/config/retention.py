"""How long records are kept."""

from typing import Annotated

from pydantic import Field

from bot.config.section import Section


class Retention(Section):
    """How many days each kind of record is kept; a timer drops what is older."""

    updates_days: Annotated[int, Field(ge=2, le=365)] = 7
    deliveries_days: Annotated[int, Field(ge=1, le=3650)] = 30
    #: What was asked, and what was written in cases that are closed.
    questions_days: Annotated[int, Field(ge=1, le=3650)] = 180
    #: Bills may be claimed and contested for some years, and a habit shows only over some.
    readings_days: Annotated[int, Field(ge=400, le=7300)] = 1830
    #: Operators look at a photo when a reading is new.
    photos_days: Annotated[int, Field(ge=1, le=7300)] = 90
    #: After their end; who was told what goes with them.
    notices_days: Annotated[int, Field(ge=30, le=3650)] = 400
    #: After their end, with who got what.
    broadcasts_days: Annotated[int, Field(ge=30, le=3650)] = 400
    audit_days: Annotated[int, Field(ge=30, le=7300)] = 1830
