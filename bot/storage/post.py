"""The post: news and letters become rows of the outbox, in the language of who reads them."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from html import escape, unescape
from typing import Final, assert_never

from sqlalchemy import Connection, bindparam, select

from bot.i18n import DEFAULT_LANGUAGE, Texts
from bot.storage import calendar_file, outbox
from bot.storage.outbox import DeliveryId, Lane, Parcel, Rank
from bot.storage.parcels import Document, Letter, Message, Picture, said
from bot.storage.tables import persons
from handlers import news
from handlers.contract.desk_news import DeskFacts
from handlers.contract.linking import LinkLetter
from handlers.contract.notices import CalendarFile
from handlers.contract.speech import Say
from handlers.contract.vocabulary import Facts, GroupNews, News, Outgoing

# Built once: building a statement costs more than running it.
_LANGUAGES: Final = select(persons.c.person_id, persons.c.language).where(
    persons.c.person_id.in_(bindparam("person_ids", expanding=True))
)
_TAG: Final = re.compile(r"<[^>]+>")
_PAGE: Final = (
    '<!doctype html><html lang="{language}"><body style="font-family:sans-serif;font-size:16px;'
    'line-height:1.5;max-width:36em">{paragraphs}</body></html>'
)
_BUTTON: Final = (
    '<p><a href="{link}" style="display:inline-block;padding:12px 20px;border-radius:8px;background:#0b6e5f;'
    'color:#ffffff;text-decoration:none">{label}</a></p><p style="font-size:13px">{link}</p>'
)


class Post:
    """Puts what services want sent into words, and the words into the outbox.

    ``group``: the number of the support group now; None: there is none.
    """

    def __init__(self, texts: Texts, group: Callable[[Connection], int | None] = lambda _tx: None) -> None:
        self._texts = texts
        self._group = group

    def send(self, tx: Connection, outgoing: Sequence[Outgoing], now: datetime) -> int:
        """Add a row for each, to be sent in its turn; return the number of rows."""
        parcels = self.parcels(tx, outgoing, now)
        outbox.add(tx, parcels, now, None)
        return len(parcels)

    def enqueue(self, tx: Connection, news: Sequence[News], now: datetime) -> list[DeliveryId]:
        """Add a row for each piece of news to people on record; return the number of each row."""
        return outbox.enqueue(tx, self.parcels(tx, news, now), now)

    def parcels(self, tx: Connection, outgoing: Sequence[Outgoing], now: datetime) -> list[Parcel]:
        """Return what is to be sent, in order. A person who is not on record gets nothing.

        One query finds the languages of all, and the same facts are rendered once for each language.
        """
        languages = _languages(
            tx, (each.person_id for each in outgoing if isinstance(each, News | CalendarFile))
        )
        rendered: dict[tuple[Facts, str], Message | Picture] = {}
        parcels: list[Parcel] = []
        for each in outgoing:
            match each:
                case News(person_id, facts):
                    language = languages.get(person_id)
                    if language is None:
                        continue
                    key = (facts, language)
                    if key not in rendered:
                        say = news.say(facts)
                        rendered[key] = said(self._texts.render(say, language, 0, now))
                    parcels.append(Parcel(rendered[key], person_id, _lane_of(facts)))
                case GroupNews():
                    parcels += self._to_group(tx, each, now)
                case LinkLetter():
                    parcels.append(self.letter(each, now))
                case CalendarFile(person_id):
                    language = languages.get(person_id)
                    if language is not None:
                        parcels.append(Parcel(self._calendar(each, language, now), person_id))
                case _:
                    assert_never(each)
        return parcels

    def words(self, say: Say, language: str, now: datetime) -> str:
        """Return words as Telegram HTML in a language."""
        return self._texts.render(say, language, 0, now).text

    def news_in(self, facts: Facts, language: str, now: datetime) -> str:
        """Return the words of news as Telegram HTML in a language, without buttons."""
        return self.words(news.say(facts), language, now)

    def _to_group(self, tx: Connection, each: GroupNews, now: datetime) -> list[Parcel]:
        """Return what the support group is told, in the operators' language; nothing where there is none."""
        group_id = self._group(tx)
        if group_id is None:
            return []
        rendered = self._texts.render(news.say_to_group(each.facts), DEFAULT_LANGUAGE, 0, now)
        rank = Rank.FIRST if each.is_first else Rank.USUAL
        content = Message(rendered.text, rendered.rows, reply_to=each.reply_to)
        return [Parcel(content, group_id, Lane.DESK, each.case_id, rank)]

    def _calendar(self, file: CalendarFile, language: str, now: datetime) -> Document:
        """Return the calendar file in the language of who asked for it."""
        words = news.enter(file)

        def plain(say: Say) -> str:
            return unescape(_TAG.sub("", self._texts.render(say, language, 0, now).text))

        entries = [
            calendar_file.Entry(
                uid=entry.uid,
                sequence=entry.sequence,
                starts_at=entry.starts_at,
                ends_at=entry.ends_at,
                is_cancelled=entry.is_cancelled,
                summary=plain(entry.summary),
                description=plain(entry.description),
                place=entry.place,
            )
            for entry in words.entries
        ]
        caption = self._texts.render(words.caption, language, 0, now).text
        return Document(f"{words.name}.ics", calendar_file.write(entries, now), caption)

    def letter(self, letter: LinkLetter, now: datetime) -> Parcel:
        """Return the letter as plain text and as HTML that says the same; to nobody it is written as well."""
        language = letter.language or DEFAULT_LANGUAGE
        words = news.write(letter)

        def words_of(say: Say) -> str:
            return self._texts.render(say, language, 0, now).text

        before, after = [words_of(say) for say in words.before], words_of(words.after)
        label, link = self._texts.translate(words.button.label, language), escape(words.button.url)
        html = [f"<p>{paragraph}</p>" for paragraph in before]
        html += [_BUTTON.format(link=link, label=escape(label)), f"<p>{after}</p>"]
        text = [*before, link, after, "Sportello"]
        return Parcel(
            Letter(
                to=letter.to,
                subject=self._texts.translate(words.subject, language),
                text=unescape(_TAG.sub("", "\n\n".join(text))) + "\n",
                html=_PAGE.format(language=language, paragraphs="".join(html)),
                until=letter.until,
            ),
            None,
        )


def _lane_of(facts: Facts) -> Lane:
    """News of a case keep one line with what is written in it; other news wait behind replies."""
    return Lane.REPLY if isinstance(facts, DeskFacts) else Lane.NOTICE


def _languages(tx: Connection, person_ids: Iterable[int]) -> Mapping[int, str]:
    """Return the language of each of these people, by their number."""
    wanted = sorted(set(person_ids))
    if not wanted:
        return {}
    return {row.person_id: row.language for row in tx.execute(_LANGUAGES, {"person_ids": wanted})}
