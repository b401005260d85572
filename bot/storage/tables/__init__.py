"""Every table, by subject. Each column says whether it is personal: export, erasure and redaction read that.

A partial index names its condition as SQLite's; the migrations give it to both databases. Naming it for
PostgreSQL here as well would load that dialect into every process: 2 MB, and 50 ms at every start.
"""

from bot.storage.tables.audit import audit
from bot.storage.tables.broadcasts import broadcast_recipients, broadcasts, consents
from bot.storage.tables.chats import persons, reminders, sessions, updates
from bot.storage.tables.desk import case_entries, cases, desk_group, desk_members
from bot.storage.tables.linking import customers, link_attempts, link_tokens, links, nicknames, supplies
from bot.storage.tables.metadata import metadata
from bot.storage.tables.notices import (
    IS_ELECTROMEDICAL,
    api_keys,
    follows,
    notice_choices,
    notice_feeds,
    notice_news,
    notice_occasions,
    notices,
)
from bot.storage.tables.outbox import deliveries, paces
from bot.storage.tables.questions import (
    NONE_OF_THESE,
    entry_versions,
    learned_phrases,
    questions,
    settled_questions,
)
from bot.storage.tables.readings import (
    IS_VALID,
    PENDING,
    reading_batches,
    reading_windows,
    readings,
    window_reminders,
)
from bot.storage.tables.staff import (
    staff,
    staff_attempts,
    staff_links,
    staff_recovery_codes,
    staff_sessions,
)

__all__ = [
    "IS_ELECTROMEDICAL",
    "IS_VALID",
    "NONE_OF_THESE",
    "PENDING",
    "api_keys",
    "audit",
    "broadcast_recipients",
    "broadcasts",
    "case_entries",
    "cases",
    "consents",
    "customers",
    "deliveries",
    "desk_group",
    "desk_members",
    "entry_versions",
    "follows",
    "learned_phrases",
    "link_attempts",
    "link_tokens",
    "links",
    "metadata",
    "nicknames",
    "notice_choices",
    "notice_feeds",
    "notice_news",
    "notice_occasions",
    "notices",
    "paces",
    "persons",
    "questions",
    "reading_batches",
    "reading_windows",
    "readings",
    "reminders",
    "sessions",
    "settled_questions",
    "staff",
    "staff_attempts",
    "staff_links",
    "staff_recovery_codes",
    "staff_sessions",
    "supplies",
    "updates",
    "window_reminders",
]
