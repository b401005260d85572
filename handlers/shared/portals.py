"""The two portals by the names that entries, saved states and buttons know them by."""

from typing import Final, Literal, TypeAlias

Portal: TypeAlias = Literal["e-distribuzione", "energia-corrente"]

E_DISTRIBUZIONE: Final[Portal] = "e-distribuzione"
ENERGIA_CORRENTE: Final[Portal] = "energia-corrente"
