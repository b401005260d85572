"""The numbers that people call in need, which are neither questions nor readings of a meter."""

from typing import Final

EMERGENCY_NUMBERS: Final = frozenset({"112", "113", "115", "118"})
#: The fault line (seed 000) as well: written instead of dialled.
TO_CALL: Final = EMERGENCY_NUMBERS | {"803500"}
