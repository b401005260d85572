"""The golden files: sessions as they were saved and buttons as they were sent, which people still have.

`sessions.json` holds a row of the table by a name of its own, ``dialog.State: what is special``; it may
say nothing about the number of the chat. `buttons.json` holds what buttons carry: ``commands`` are good at
any time; ``links`` are written for the person by a link in a letter; ``choices`` stood below the question
of the session of that name. `deliveries.json` holds kinds and payloads of the outbox, which may wait there
while a release changes; tests/storage/test_parcels.py reads it.

All are only ever added to, by hand: a failing test says the line to add. A line is changed or taken out
only together with a migration of what people have already, or with a new version of the dialog.
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeAlias

from sqlalchemy import Connection, insert, select

from bot.storage.tables import sessions

#: A row of the sessions table without its chat; moments as ISO text.
Row: TypeAlias = dict[str, Any]

_MOMENTS: Final = ("expires_at", "wake_at")
_FOLDER: Final = Path(__file__).parent
ROWS: Final[dict[str, Row]] = json.loads((_FOLDER / "sessions.json").read_text("utf-8"))
BUTTONS: Final = json.loads((_FOLDER / "buttons.json").read_text("utf-8"))
COMMANDS: Final[list[str]] = BUTTONS["commands"]
LINKS: Final[list[str]] = BUTTONS["links"]
CHOICES: Final[dict[str, list[str]]] = BUTTONS["choices"]


def line(name: str, content: object) -> str:
    """What to add to a file, ready to be copied."""
    return f"{json.dumps(name)}:\n  {json.dumps(content, ensure_ascii=False)}"


def put(tx: Connection, chat_id: int, row: Row) -> None:
    """Write a row of the file into the table; but columns without a value, which older tables lack."""
    values = {column: value for column, value in row.items() if value is not None}
    values |= {column: datetime.fromisoformat(values[column]) for column in _MOMENTS if column in values}
    tx.execute(insert(sessions).values(chat_id=chat_id, **values))


def taken(tx: Connection, chat_id: int) -> Row:
    """The row of a chat as the file writes it."""
    row = dict(tx.execute(select(sessions).where(sessions.c.chat_id == chat_id)).mappings().one())
    # What was said last is for operators; no dialog hangs on it.
    del row["chat_id"], row["recent"]
    return row | {column: row[column] and row[column].isoformat() for column in _MOMENTS}
