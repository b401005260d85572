"""The post: one query for the languages of all, one rendering for each language, in the given order."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from sqlalchemy import Connection, event, select

from bot.i18n import Rendered, Texts
from bot.services import people
from bot.services.people import Sender
from bot.storage.engine import Database
from bot.storage.outbox import Lane, Parcel
from bot.storage.post import Post
from bot.storage.tables import deliveries
from handlers.contract.readings import WindowOpens
from handlers.contract.speech import Say
from handlers.contract.vocabulary import News

_NOON: Final = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
_FACTS: Final = WindowOpens(_NOON + timedelta(days=1))
_LANGUAGES: Final = ("it", "de", "it", "en", "de", "it")
_STRANGER: Final = 99


def _meet(tx: Connection) -> None:
    for person_id, language in enumerate(_LANGUAGES, start=1):
        people.meet(tx, Sender(person_id, "Persona", language), _NOON)


async def test_a_crowd_costs_one_query_and_one_rendering_a_language(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many people are told the same; who is not on record is told nothing."""
    post = Post(Texts.load())
    rendered: list[str] = []
    asked: list[str] = []
    render = Texts.render

    def counting(self: Texts, say: Say, language: str, revision: int, now: datetime) -> Rendered:
        rendered.append(language)
        return render(self, say, language, revision, now)

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    def tell(tx: Connection) -> Sequence[Parcel]:
        event.listen(tx, "before_cursor_execute", note)
        crowd = [_STRANGER, *reversed(range(1, len(_LANGUAGES) + 1))]
        return post.parcels(tx, [News(person_id, _FACTS) for person_id in crowd], _NOON)

    await database.write(_meet)
    monkeypatch.setattr(Texts, "render", counting)
    parcels = await database.write(tell)
    assert [parcel.chat_id for parcel in parcels] == [6, 5, 4, 3, 2, 1]
    assert {parcel.lane for parcel in parcels} == {Lane.NOTICE}
    assert sorted(rendered) == ["de", "en", "it"]
    assert len(asked) == 1


async def test_what_is_sent_waits_in_the_outbox(database: Database) -> None:
    """A row for each piece of news, queued, never claimed at once; nothing costs nothing."""
    post = Post(Texts.load())
    await database.write(_meet)
    assert await database.write(lambda tx: post.send(tx, [], _NOON)) == 0
    assert await database.write(lambda tx: post.send(tx, [News(2, _FACTS), News(4, _FACTS)], _NOON)) == 2
    rows = await database.read(lambda tx: tx.execute(select(deliveries)).all())
    assert [(row.chat_id, row.state, row.lane) for row in rows] == [
        (2, "queued", int(Lane.NOTICE)),
        (4, "queued", int(Lane.NOTICE)),
    ]
