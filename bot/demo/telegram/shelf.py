"""The files that were sent: their bytes, and what stands behind each id."""

from collections import Counter
from dataclasses import replace

from bot.demo.telegram.contents import Filed, captioned, kind
from bot.demo.telegram.model import Content, Formatted, Poll


class Shelf:
    """Files by their ids, which count up by kind."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        #: What stands behind the id of a file that was sent, without its caption.
        self.media: dict[str, Filed] = {}
        self._numbers: Counter[str] = Counter()

    def add(self, content: bytes, name: str) -> str:
        """Keep a file of this kind and give its id."""
        self._numbers[name] += 1
        file_id = f"{name}-{self._numbers[name]}"
        self.files[file_id] = content
        return file_id

    def keep(self, content: Content) -> Content:
        """The content with an id where it needs one and has none; a file is known by it from now on."""
        if isinstance(content, Poll) and not content.id:
            return replace(content, id=self.add(b"", "poll"))
        if not isinstance(content, Filed):
            return content
        if not content.file_id:
            name = kind(content)
            content = replace(content, file_id=self.add(repr(content).encode(), name))
        self.files.setdefault(content.file_id, repr(content).encode())
        self.media[content.file_id] = captioned(content, Formatted(""))
        return content
