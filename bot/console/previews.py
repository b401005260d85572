"""A broadcast as one person would see it: its words, its picture and its buttons."""

from bot.console.telegram_html import bubble
from bot.services.broadcasts.words import Reader, Words
from bot.storage.parcels import Message, PostEdit, PostPhoto


def preview(words: Words, reader: Reader) -> dict[str, object]:
    """Return what a person would see: the words, the picture and the rows of buttons."""
    content = words.content(reader)
    draft = words.draft
    if not isinstance(content, Message | PostPhoto | PostEdit):
        return {"language": reader.language, "html": "", "picture": None, "rows": ()}
    return {
        "language": reader.language,
        "html": bubble(content.text),
        "picture": draft.picture,
        "rows": [[(button.label, getattr(button, "url", "")) for button in row] for row in content.rows],
    }
