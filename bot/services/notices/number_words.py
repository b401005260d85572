"""The words and signs of printed lists of house numbers, folded; Italian, and German for South Tyrol."""

from typing import Final

from bot.services.notices.number_pieces import EVEN, ODD

FROM: Final = ("da", "dal", "dall", "dalle", "dai", "von", "ab")
TO: Final = ("a", "al", "all", "alla", "alle", "ad", "sino", "fino", "zu", "zum")
UP_TO: Final = ("fino", "sino", "bis")
BETWEEN: Final = ("tra", "fra", "zwischen")
END: Final = frozenset({"fine", "termine", "ultimo", "esaurimento", "ende"})
START: Final = frozenset({"inizio", "principio", "anfang"})
ONWARDS: Final = frozenset({"poi", "avanti", "oltre", "su"})
STREET_WORDS: Final = frozenset(
    {"via", "strada", "piazza", "viale", "vicolo", "corso", "frazione", "localita", "lungo"}
)
SIDES: Final = {
    **dict.fromkeys(["pari", "gerade"], EVEN),
    **dict.fromkeys(["dispari", "disp", "ungerade"], ODD),
}
BOTH_SIDES: Final = frozenset({"ambo", "entrambi", "ambedue"})
ALL: Final = frozenset({"tutti", "tutte", "tutta", "tutto", "intera", "intero", "alle", "ganze"})
EXCEPT: Final = frozenset(
    "escluso esclusi esclusa escluse tranne eccetto eccezione salvo ausser ausgenommen".split()  # noqa: SIM905
)
#: Words and signs that neither add nor take anything.
SILENT: Final = frozenset(
    """
    . : ( ) [ ] ' " ° * il lo la l i gli le dei del della delle di d ad n nn nr num numero numeri civ civico
    civici
    solo soltanto unicamente anche compreso compresa compresi comprese incluso inclusa inclusi incluse compr
    incl lato lati interessati interessato che sia ri in alt nummern hausnummern nur auch von seite
    """.split()  # noqa: SIM905 - a list of words reads best as words
)
#: Words that add something that has no number.
ADDING: Final = frozenset(
    """
    traversa traverse trav limitrofa limitrofe limitrofo limitrofi zona zone via vie strada strade adiacente
    adiacenti adiacenze vicina vicine vicino dintorni altre altri altro laterali laterale ecc etc eccetera
    seguenti successivi interne interna relative relativi aree area interni und umgebung seitenstrassen usw
    """.split()  # noqa: SIM905
)
DENYING: Final = frozenset({"non", "nessuno", "nessun", "nicht", "kein", "keine"})
SEPARATORS: Final = (",", ";", "|", "&", "+")
#: What is not shown at the end of a piece.
TRAILING: Final = frozenset({",", ";", "e", "ed", ":", "|", "&", "ad", "(", "[", "-"})
AND: Final = ("e", "ed", "und", "o", "oppure", "ma")
