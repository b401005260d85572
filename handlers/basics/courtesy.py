"""The small kindnesses: a greeting, a thank-you, a sticker, a message without words."""

from typing import Final

from handlers.contract.chat import Attachment, Text
from handlers.contract.dialog import State, Turn
from handlers.contract.speech import N_, Say
from handlers.shared import replies, reply_words
from handlers.shared.buttons import MENU


def answer_words(state: State | None, event: Text, *, is_asked: bool = False) -> Turn | None:
    """Return a greeting or a thank-you, ask for words where there are none; None for all else.

    Where somebody ``is_asked`` something, nothing that is said sounds as if it were done.
    """
    words = set(replies.spelled(event.text))
    if is_asked and replies.read(event.text) is not None:
        return Turn(state, Say(ONCE_MORE))
    if not any(character.isalnum() for character in event.text):
        return Turn(state, Say(N_("Tell me in a few words what you need, and I will do my best.")))
    if words and words <= reply_words.GREETINGS:
        return Turn(
            state, Say(N_("Hello! What can I do for you? Write it in your own words."), rows=((MENU,),))
        )
    if not replies.is_small_talk(event.text):
        return None
    if not is_asked:
        return Turn(state, Say(N_("You are welcome! I am here whenever you need me.")))
    return Turn(state, Say(_NOT_DONE if words <= reply_words.THANKS | reply_words.GREETINGS else ONCE_MORE))


#: Before the question that a reply has not answered for certain.
ONCE_MORE: Final = N_("To be sure, I ask you once more.")
_NOT_DONE: Final = N_("You are welcome! We are not finished, though: I still need your answer here.")


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
