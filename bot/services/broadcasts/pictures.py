"""Pictures of broadcasts: what Telegram takes, kept in a folder under the name of their content."""

import hashlib
import re
from pathlib import Path
from typing import Final

from bot import private_files
from bot.services.broadcasts.states import NotPossible
from handlers.contract.speech import N_

#: Telegram's limit for a photo (Bot API, sendPhoto).
LARGEST: Final = 10 * 2**20
_ENDINGS: Final = {b"\x89PNG\r\n\x1a\n": ".png", b"\xff\xd8": ".jpg"}
#: How a kept picture is named: the SHA-256 of its content, and its kind.
NAME: Final = re.compile(r"[0-9a-f]{64}\.(?:png|jpg)")


def ending(content: bytes, name: str) -> str:
    """Return the ending of a picture that Telegram would take.

    Raises:
        NotPossible: it is none; said under its name.
    """
    found = next((ending for start, ending in _ENDINGS.items() if content.startswith(start)), None)
    if found is None:
        raise NotPossible(N_("{picture} is neither PNG nor JPEG"), picture=name)
    if len(content) > LARGEST:
        raise NotPossible(
            N_("{picture} is larger than 10 MB, which Telegram does not take as a picture"), picture=name
        )
    return found


def keep(content: bytes, kind: str, folder: Path) -> str:
    """Keep a picture of a kind (`ending`), and return its name; the same content twice is one file."""
    name = hashlib.sha256(content).hexdigest() + kind
    kept = folder / name
    if not kept.exists():
        if not folder.exists():
            private_files.make_folder(folder)
        # Written aside first: who reads it sees all of it or nothing.
        aside = folder / f"{name}.part"
        with open(aside, "wb", opener=private_files.create_private) as file:
            file.write(content)
        aside.replace(kept)
    return name
