"""What staff and the company did in the demo's year: notices, broadcasts, and lines of the audit."""

import random
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, insert, update

from bot.demo.stage.year.calendar import DAYS, at
from bot.local_time import local_date
from bot.services import audit
from bot.services.broadcasts.broadcast import Audience, Draft, columns_of
from bot.services.notices import store
from bot.services.notices.notice import Kind, Notice, Span, StreetRow
from bot.storage.tables import audit as audit_lines
from bot.storage.tables import broadcast_recipients, broadcasts, notice_news, notices, staff

#: Of notices that the demo's own page of notices has nothing to do with.
NOTICE_PREFIX: Final = "ANNO-"
_OUTAGES: Final[frozenset[Kind]] = frozenset({"outage"})
EDITOR: Final = "olga"
ADMIN: Final = "marta"
_STAFF: Final = ((EDITOR, "editor"), (ADMIN, "admin"), ("silvio", "viewer"))
_EVERY_DAYS: Final = 16
_AHEAD_DAYS: Final = (4, 9)
_TOLD: Final = 25


def work(tx: Connection, chance: random.Random, words: Any, people: list[int], now: datetime) -> None:  # noqa: ANN401 - TOML
    """Let them have worked."""
    since = now - timedelta(days=DAYS)
    accounts: Any = {"state": "active", "language": "it", "created_at": since, "changed_at": since}
    tx.execute(insert(staff), [{"name": name, "role": role, **accounts} for name, role in _STAFF])
    for name, role in _STAFF:
        audit.note(tx, since, audit.OURSELVES, "staff-added", f"staff:{name}", {"role": role})
    _publish(tx, chance, words, people, now)
    for number, each in enumerate(words["broadcast"]):
        _send(tx, chance, each, number, now)
    _note_work(tx, chance, words, now)


def _publish(tx: Connection, chance: random.Random, words: Any, people: list[int], now: datetime) -> None:  # noqa: ANN401 - TOML
    today = local_date(now)
    for number, back in enumerate((*range(DAYS - 5, 3, -_EVERY_DAYS), *(-days for days in _AHEAD_DAYS))):
        day, given = today - timedelta(days=back), today - timedelta(days=back + 10)
        works = chance.choice(words["works"])
        is_called_off = back > 0 and chance.random() < 0.1  # noqa: PLR2004 - a small share
        notice = Notice(
            notice_id=f"{NOTICE_PREFIX}{number + 1:03}",
            kind="outage",
            version=2 if back > 0 else 1,
            status="published" if back < 0 else "cancelled" if is_called_off else "restored",
            utility=works["utility"],
            istat=None,
            comune="Villa Modello",
            place="",
            streets=(StreetRow(chance.choice(words["streets"]), "1-21", "all"),),
            points=(),
            spans=(Span(at(day, 9), at(day, chance.choice((11, 12, 13)), 30)),),
            reason=works["reason"],
            notice_date=given,
        )
        received = at(given, 10)
        store.take(tx, [notice], _OUTAGES, received)
        # Told already: nobody hears of it anew.
        own = notices.c.notice_id == notice.notice_id
        tx.execute(update(notices).where(own).values(spread_version=notice.version))
        told: Any = {"notice_id": notice.notice_id, "version": 1, "news": "published", "key": "v1"}
        told |= {"due_at": received, "facts": {}, "state": "sent"}
        tx.execute(
            insert(notice_news), [{"person_id": person, **told} for person in chance.sample(people, _TOLD)]
        )
    store.take(tx, [], _OUTAGES, now)


def _send(tx: Connection, chance: random.Random, words: Any, number: int, now: datetime) -> None:  # noqa: ANN401 - TOML
    begin = at(local_date(now) - timedelta(days=words["days_ago"]), 10)
    texts = {language: words[language] for language in ("it", "de", "en")}
    draft = Draft(words["name"], "service", texts, Audience())
    lines = {
        "state": "done",
        "author": EDITOR,
        "approved_by": ADMIN,
        "approved_at": begin - timedelta(hours=2),
        "approved_hash": draft.content_hash,
        "created_at": begin - timedelta(days=1),
        "sending_at": begin,
        "resumed_at": begin,
        "recipients": words["recipients"],
        "ended_at": begin + timedelta(minutes=1),
    }
    key = tx.execute(insert(broadcasts).values(columns_of(draft) | lines)).inserted_primary_key
    broadcast_id = 0 if key is None else key[0]
    states = chance.choices(("sent", "gone", "unconfirmed"), (960, 35, 5), k=words["recipients"])
    # Of people whom nothing else is known of any more.
    first = 7_000_001 + 1000 * number
    rows = [
        {
            "broadcast_id": broadcast_id,
            "person_id": first + place,
            "state": state,
            "settled_at": begin + timedelta(seconds=place // 25),
            "answered_at": begin + timedelta(hours=1) if state == "sent" and place % 40 == 0 else None,
        }
        for place, state in enumerate(states)
    ]
    tx.execute(insert(broadcast_recipients), rows)
    acts = (("created", EDITOR, -24), ("approved", ADMIN, -2), ("done", audit.OURSELVES, 1))
    for what, who, hours in acts:
        moment = begin + timedelta(hours=hours)
        audit.note(tx, moment, audit.staff(who), f"broadcast-{what}", f"broadcast:{broadcast_id}", {})


def _note_work(tx: Connection, chance: random.Random, words: Any, now: datetime) -> None:  # noqa: ANN401 - TOML
    """Add a line of what editors do, every few days."""
    rows: list[dict[str, Any]] = []
    for back in range(DAYS - 20, 0, -6):
        day = local_date(now) - timedelta(days=back)
        entry = chance.choice(words["asked"])
        subject, detail = f"entry:{entry['entry']}", {"before": "", "after": chance.choice(entry["texts"])}
        moment, who = at(day, chance.randint(9, 17), chance.randrange(60)), audit.staff(EDITOR)
        rows.append(
            {"at": moment, "who": who, "what": "phrase-learned", "subject": subject, "detail": detail}
        )
    tx.execute(insert(audit_lines), rows)
