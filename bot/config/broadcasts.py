"""The settings of broadcasts."""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from bot.config.section import Section


class Broadcasts(Section):
    """Whose word a broadcast takes, where its pictures lie, and whether it reaches anybody."""

    #: For more people than this, somebody else than the author approves it.
    second_person_above: Annotated[int, Field(ge=0)] = 100
    #: Pictures, each named by its content; processes on several machines share it.
    folder: Path = Path("var/broadcasts")
    #: Everything goes its way and nobody is written to.
    training: bool = False
