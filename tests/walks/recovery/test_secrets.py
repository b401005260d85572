"""A secret typed in the recovery is gone from the chat, from the database's very bytes, and from the logs."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.demo.lookalike import Lookalike
from bot.storage import inbox
from bot.storage.engine import Database
from bot.storage.tables import metadata
from tests.conftest import OpenDesk

_SECRETS = ("Gatto-123!", "48213170", "Zanzara77", "482 131")


def _traces(database_url: str) -> Iterator[str]:
    """Where a secret stands: in which table of any database, in which file of SQLite."""
    database = Database(database_url)
    with database.engine.begin() as tx:
        for table in metadata.sorted_tables:
            for row in tx.execute(select(table)):
                yield from (table.name for secret in _SECRETS if secret in str(tuple(row)))
    if database.path is not None:
        for file in database.path.parent.glob(f"{database.path.name}*"):
            content = file.read_bytes()
            yield from (file.name for secret in _SECRETS if secret.encode() in content)
    database.close()


async def test_a_typed_secret_leaves_no_trace(
    telegram: Lookalike, open_desk: OpenDesk, database_url: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """Looked for while the bot runs, in the journal too, and after it has stopped; the dialog goes on."""
    ada = telegram.user("Ada")
    async with open_desk() as bot:
        await ada.says("/recupera e-distribuzione password")
        await ada.sees("«recupera password»")
        for text in (
            _SECRETS[0],
            f"il codice è {_SECRETS[1]}",
            f"/{_SECRETS[2]}",
            f"ho ricevuto {_SECRETS[3]}",
        ):
            bubble = await ada.says(text)
            await ada.sees("Ho cancellato il tuo messaggio")
            await ada.sees("«recupera password»")
            await ada.sees_gone(bubble)
        # The journal is emptied right behind the last turn, on the one thread that writes.
        await bot.database.write(inbox.waiting_chats)
        assert list(_traces(database_url)) == []
        await ada.presses("Ci sono")
        await ada.sees("Con quale e-mail")
    assert list(_traces(database_url)) == []
    logs = "".join(capfd.readouterr())
    assert [secret for secret in _SECRETS if secret in logs] == []


def _has(path: Path, words: str) -> bool:
    return words.encode() in path.read_bytes()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_without_the_guide_the_bytes_would_be_found(
    telegram: Lookalike, open_desk: OpenDesk, database_url: str
) -> None:
    """The search finds what is kept, so that finding nothing means something."""
    ada = telegram.user("Ada")
    async with open_desk():
        await ada.says("una zanzara tigre")
        await ada.sees("risposta")
    assert _has(Path(database_url.removeprefix("sqlite:///")), "zanzara")
