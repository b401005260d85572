"""Where the customer code stands on Energia Corrente's bill, and whether a typed one is whole (seed 002)."""

from typing import Final

from handlers.contract.speech import N_, Say, Verbatim
from handlers.shared import codes

#: The corner of the first page in which the code stands (fig. 4), drawn with letters.
_CORNER: Final = Verbatim(
    "<pre>DATI CLIENTE\n"
    "Intestatario\n"
    "  ▒▒▒▒▒▒▒▒▒▒\n"
    "Codice Fiscale\n"
    "  ▒▒▒▒▒▒▒▒▒▒\n"
    "Codice Cliente\n"
    "  001234   ⬅</pre>"
)


def where_the_code_is() -> Say:
    """The picture of the bill, in words and letters."""
    return Say(
        N_(
            "Take any bill: on the <b>first page</b> there is a box <b>DATI CLIENTE</b>. Below the "
            "holder and the tax code stands <b>Codice Cliente</b>, a number of six "
            "digits:\n{bill}\nThe zeros in front count too."
        ),
        bill=_CORNER,
    )


#: Said where it is plain that a code was typed, and not which one.
LOOK_AGAIN: Final = N_(
    "The customer code has six digits, and a zero at the beginning counts. Could you look again?"
)


#: Both have six digits (seeds 000 and 002), and it stands on many a letter.
HELP_LINE: Final = N_(
    "<b>803500</b> is the freephone number of E-Distribuzione. The customer code stands on the first page of "
    "the bill, under DATI CLIENTE. If it really is yours, write me: <i>customer code 803500</i>"
)


def about_code(text: str) -> Say | None:
    """Whether what was typed is a customer code; None where it is something else.

    The digits are not repeated, so that nobody keeps them.
    """
    if codes.is_public_number(text):
        return Say(HELP_LINE)
    digits = codes.customer_digits(text)
    if digits is None:
        return Say(LOOK_AGAIN) if codes.without_customer_codes(text) != text else None
    if codes.customer_code(text) is not None:
        return Say(
            N_("Very good: six digits, as it should be. Write them on the portal just so, zeros included.")
        )
    return Say(
        N_(
            "I count {count} digits, but the customer code has six. "
            "Look whether zeros in front are missing, or whether it is another number of the bill."
        ),
        count=len(digits),
    )
