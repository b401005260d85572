"""The numbers to call in an emergency, which are neither questions nor readings of a meter."""

from typing import Final

EMERGENCY_NUMBERS: Final = frozenset({"112", "113", "115", "118"})
