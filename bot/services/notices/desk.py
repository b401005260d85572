"""What people ask and decide about planned works: choices, followed addresses, answers to messages."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final, assert_never

from sqlalchemy import ColumnElement, Connection, and_, select, update

from bot.services import consents
from bot.services.context import TurnContext
from bot.services.notices import addresses, planned, store
from bot.storage.tables import notice_choices, notice_news
from bot.storage.upsert import upsert
from handlers.contract.notices import (
    AnswerNews,
    CalendarEntry,
    CalendarFile,
    ChoiceName,
    ChoicesRead,
    ChooseNotice,
    ConfirmNews,
    FollowAddress,
    NewsRead,
    NoticeAnswered,
    NoticeAsk,
    NoticeChange,
    NoticeChoices,
    PlannedRead,
    ReadAddress,
    ReadChoices,
    ReadNews,
    ReadPlanned,
    SendCalendar,
    Unfollow,
)
from handlers.contract.vocabulary import Outgoing

_NAMES: Final[tuple[ChoiceName, ...]] = ("outages", "replacements", "evening", "quiet_hours")


class Desk:
    """The service of notices, as a turn uses it."""

    def __init__(self, stale_after: timedelta) -> None:
        #: Without data for so long, nobody is told that nothing is planned.
        self._stale_after = stale_after

    def answer(self, tx: Connection, ask: NoticeAsk, context: TurnContext) -> NoticeAnswered:
        """Answer what a dialog asks."""
        match ask:
            case ReadPlanned():
                return self._planned(tx, ask, context)
            case ReadChoices(purpose):
                followed = addresses.followed(tx, context.person_id)
                return ChoicesRead(purpose, choices_of(tx, context.person_id), followed)
            case ReadAddress(text, known):
                return addresses.read(tx, context.person_id, text, known)
            case ReadNews():
                return _news_read(tx, ask, context)
            case _:
                assert_never(ask)

    @staticmethod
    def carry_out(tx: Connection, change: NoticeChange, context: TurnContext) -> Sequence[Outgoing]:
        """Change what the person decided; what is another's stays."""
        match change:
            case FollowAddress(address):
                addresses.follow(tx, context.person_id, address, context.now)
            case Unfollow(follow_id):
                addresses.unfollow(tx, context.person_id, follow_id)
            case ChooseNotice(name, wanted):
                _choose(tx, name, wanted=wanted, context=context)
            case ConfirmNews(news_id):
                _confirm(tx, news_id, context)
            case AnswerNews(news_id, answer):
                _confirm(tx, news_id, context)
                tx.execute(update(notice_news).where(_own(news_id, context)).values(answer=answer))
            case SendCalendar(news_id):
                return _calendar(tx, news_id, context)
            case _:
                assert_never(change)
        return ()

    def _planned(self, tx: Connection, ask: ReadPlanned, context: TurnContext) -> PlannedRead:
        heard_at = store.heard_at(tx)
        works = planned.planned(tx, context.person_id, context.now)
        is_stale = heard_at is None or heard_at < context.now - self._stale_after
        has_doors = planned.has_doors(tx, context.person_id)
        return PlannedRead(works, heard_at, is_stale, has_doors, ask.for_calendar)


def choices_of(tx: Connection, person_id: int) -> NoticeChoices:
    """Return what the person wants to hear; everything where they never chose, but for offers."""
    purposes = consents.given(tx, person_id)
    row = tx.execute(select(notice_choices).where(notice_choices.c.person_id == person_id)).first()
    if row is None:
        return NoticeChoices(**purposes)
    return NoticeChoices(row.outages, row.replacements, row.evening, row.quiet_hours, **purposes)


def _choose(tx: Connection, name: ChoiceName, *, wanted: bool, context: TurnContext) -> None:
    if name == "service" or name == "promotional":  # noqa: PLR1714 - by this mypy knows which are left
        consents.decide(tx, context.person_id, name, wanted=wanted, now=context.now)
        return
    chosen = {name: wanted, "chosen_at": context.now}
    tx.execute(
        upsert(tx.dialect.name, notice_choices)
        .values(person_id=context.person_id, **dict.fromkeys(_NAMES, True) | chosen)
        .on_conflict_do_update(index_elements=[notice_choices.c.person_id], set_=chosen)
    )


def _news_read(tx: Connection, ask: ReadNews, context: TurnContext) -> NewsRead:
    works = planned.news_works(tx, ask.news_id, context.person_id)
    is_over = works is not None and bool(works.spans) and works.spans[-1].ends_at <= context.now
    return NewsRead(ask.news_id, ask.answer, works, is_over)


def _confirm(tx: Connection, news_id: int, context: TurnContext) -> None:
    """Note when a message was first confirmed; any answer shows that it was read."""
    unconfirmed = and_(_own(news_id, context), notice_news.c.confirmed_at.is_(None))
    tx.execute(update(notice_news).where(unconfirmed).values(confirmed_at=context.now))


def _calendar(tx: Connection, news_id: int | None, context: TurnContext) -> Sequence[Outgoing]:
    """Return the file of the works of a message, as they stand now, or of all works ahead."""
    person_id = context.person_id
    if news_id is None:
        ahead = planned.planned(tx, person_id, context.now)
    else:
        works = planned.news_works(tx, news_id, person_id)
        ahead = () if works is None else (works,)
    entries = tuple(
        CalendarEntry(
            works,
            planned.told_spans(tx, works.notice_id, person_id),
            planned.is_off(tx, works.notice_id, person_id),
        )
        for works in ahead
    )
    return (
        (CalendarFile(person_id, entries),) if any(each.works.spans or each.told for each in entries) else ()
    )


def _own(news_id: int, context: TurnContext) -> ColumnElement[bool]:
    return and_(notice_news.c.news_id == news_id, notice_news.c.person_id == context.person_id)
