"""The words of the letter with the key."""

from handlers.contract.linking import LinkLetter
from handlers.contract.speech import N_, At, LetterSay, Link, Say


def say(letter: LinkLetter) -> LetterSay:
    """Put the letter into words."""
    before = (
        Say(N_("Hello {name},"), name=letter.name),
        Say(
            N_(
                "somebody has asked Sportello, our desk on Telegram, to connect their chat with your "
                "contract (customer code {code}). If it was you, open this link on the phone or computer "
                "where your Telegram is, and press Start. It works once, {until} at the latest."
            ),
            code=letter.masked_code,
            until=At(letter.until),
        ),
    )
    after = Say(
        N_(
            "If it was not you, there is nothing to do: without this link nobody gets in. "
            "Please do not forward this letter."
        )
    )
    button = Link(N_("Connect my Telegram"), letter.url)
    return LetterSay(N_("Connect your Telegram to your supplies"), before, button, after)
