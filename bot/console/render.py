"""Pages from templates, in the reader's language; every value is escaped."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from babel.dates import format_date, format_datetime, format_time, format_timedelta
from babel.numbers import format_decimal
from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.console.navigation import navigation
from bot.console.telegram_html import bubble
from bot.i18n import LANGUAGES, Texts
from bot.local_time import ROME
from bot.services.broadcasts.sentence import Sentence
from handlers.contract.speech import N_

#: What a page may say at its top after something was done, by the word that leads there.
SAID: Final[Mapping[str, str]] = {
    "saved": N_("Saved."),
    "done": N_("Done."),
    "removed": N_("Removed."),
    "signed-out": N_("You are signed out."),
}


class Renderer:
    """The templates of the console."""

    def __init__(self, texts: Texts) -> None:
        self.texts = texts
        self._environments = {language: _environment(texts, language) for language in LANGUAGES}

    def render(self, template: str, language: str, values: Mapping[str, Any]) -> str:
        """Return a page as HTML."""
        return self._environments[language].get_template(template).render(values)


def _environment(texts: Texts, language: str) -> Environment:
    environment = Environment(
        loader=PackageLoader("bot.console", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )

    def translate(msgid: str) -> str:
        return texts.translate(msgid, language)

    def plural(one: str, many: str, count: int) -> str:
        return translate(one) if count == 1 else translate(many)

    environment.install_gettext_callables(translate, plural, newstyle=True)  # type: ignore[attr-defined]
    environment.globals |= {"language": language, "said_words": SAID, "navigation": navigation}
    filters: dict[str, Callable[..., Any]] = {
        "moment": lambda moment: _moment(moment, language),
        "date": lambda day: format_date(day, "d MMM y", locale=language),
        "day": lambda day: format_date(day, "EEE d MMM", locale=language),
        "clock": lambda moment: format_time(moment.astimezone(ROME), "HH:mm", locale=language),
        "number": lambda number: format_decimal(number, locale=language),
        "say": translate,
        "bubble": bubble,
        "until": lambda end, start: _until(start, end, language),
        "somebody": lambda who: _somebody(who, translate),
        "tell": lambda sentence: _told(sentence, translate),
        "span": lambda span: format_timedelta(span, threshold=1.2, locale=language),
    }
    environment.filters |= filters
    return environment


def _until(start: datetime, end: datetime, language: str) -> str:
    """Write when something ends: its time alone, where that is on the day of its start."""
    local = end.astimezone(ROME)
    if local.date() == start.astimezone(ROME).date():
        return str(format_time(local, "HH:mm", locale=language))
    return _moment(end, language)


def _somebody(who: str, translate: Callable[[str], str]) -> str:
    """Name who did something, as the audit has it; of customers no more than that it was one."""
    kind, _, name = who.partition(":")
    match kind:
        case "person":
            return translate(N_("the customer"))
        case "company":
            return translate(N_("the company"))
        case "staff":
            return name
        case _:
            return "Sportello"


def _told(sentence: str, translate: Callable[[str], str]) -> str:
    """Say a sentence with its values in their places; of these too what is a word of ours."""
    if not isinstance(sentence, Sentence):
        return translate(sentence) if sentence else ""
    said = {
        name: translate(value) if isinstance(value, str) and value else value
        for name, value in sentence.values.items()
    }
    return translate(sentence.msgid).format(**said)


def _moment(moment: datetime | None, language: str) -> str:
    """Write a moment as people here read it; nothing where there is none."""
    if moment is None:
        return ""
    return str(format_datetime(moment.astimezone(ROME), "d MMM y, HH:mm", locale=language))
