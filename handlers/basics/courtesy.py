"""The small kindnesses: a greeting, a thank-you, a sticker, a message without words."""

import re
from typing import Final

from handlers.contract.chat import Attachment, Text
from handlers.contract.dialog import State, Turn
from handlers.contract.speech import N_, Say, Shortcut

_WORD: Final = re.compile(r"[^\W\d_]+")
_GREETINGS: Final = frozenset(
    """
    ciao salve buongiorno buondì buonasera buonanotte buon giorno giornata buona sera serata notte hey ehi
    a tutti hello hi good morning evening hallo guten tag morgen abend servus grüß gott
    """.split()  # noqa: SIM905 - a list of words reads best as words
)
_THANKS: Final = frozenset(
    """
    grazie mille tante molte infinite ti vi la ringrazio perfetto ok okay va bene benissimo ottimo capito
    risolto gentile gentilissimo gentilissima thanks thank you great perfect danke schön vielen dank super
    """.split()  # noqa: SIM905 - as above
)
_MENU: Final = Shortcut(N_("What I can do for you"), "/start")


def answer_words(state: State | None, event: Text) -> Turn | None:
    """Return a greeting or a thank-you, ask for words where there are none; None for all else."""
    if not any(character.isalnum() for character in event.text):
        return Turn(state, Say(N_("Tell me in a few words what you need, and I will do my best.")))
    words = set(_WORD.findall(event.text.lower()))
    if words and words <= _GREETINGS:
        return Turn(
            state, Say(N_("Hello! What can I do for you? Write it in your own words."), rows=((_MENU,),))
        )
    if words and words <= _THANKS | _GREETINGS:
        return Turn(state, Say(N_("You are welcome! I am here whenever you need me.")))
    return None


def answer_attachment(state: State | None, event: Attachment) -> Turn:
    """Answer kindly what cannot be read."""
    match event.kind:
        case "voice" | "audio" | "video_note":
            said = N_("I cannot listen to voice messages yet. Could you write it to me in a few words?")
        case "unusable_photo":
            said = N_("I cannot use this picture: it is too big, or no photo. Could you send it as a photo?")
        case "photo" | "video" | "document":
            said = N_(
                "I cannot look at pictures and files yet. Could you tell me in a few words what you need?"
            )
        case "sticker" | "animation" | "dice":
            said = N_("Nice one! 😊 I understand words better, though: what can I do for you?")
        case _:
            said = N_("I only understand written messages. Could you tell me in a few words what you need?")
    return Turn(state, Say(said))
