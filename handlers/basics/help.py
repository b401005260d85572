"""How to ask, and every command."""

from handlers.contract.dialog import State, Turn
from handlers.contract.speech import N_, Say


def help_(state: State | None, _argument: str) -> Turn:
    """Say how to ask, and every command."""
    return Turn(
        state,
        Say(
            N_(
                "<b>How to ask</b>\n"
                "Write a question in your own words, even with typing errors. Some examples:\n"
                "• <i>I forgot the password of the customer area</i>\n"
                "• <i>where do I find the customer code</i>\n"
                "• <i>how do I send the gas reading</i>\n\n"
                "<b>Commands</b>\n"
                "/start – what I can do\n"
                "/autolettura – send the gas reading\n"
                "/letture – your gas readings, and deleting one\n"
                "/promemoria – reminders to send the reading\n"
                "/recupera – lost password or username, step by step\n"
                "/collega – connect your supplies\n"
                "/forniture – your supplies, and their names\n"
                "/scollega – take the connection away\n"
                "/emergenza – smell of gas, electric danger, power cut\n"
                "/operatore – how to reach a person\n"
                "/lingua – change language\n"
                "/indietro – back to the step before\n"
                "/annulla – stop what we are doing\n"
                "/help – this page"
            )
        ),
    )
