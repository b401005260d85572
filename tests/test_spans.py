"""Days and hours of spans as people say them: a table in three languages, with both clock changes."""

from datetime import datetime
from typing import Final

import pytest

from bot.i18n import Texts
from bot.local_time import ROME
from handlers.contract.speech import Say, Spans

TEXTS: Final = Texts.load()

#: Local spans (the second hour of a repeated one marked ``+``), and how they are said.
CASES: Final = [
    (
        "an ordinary day",
        ["2026-12-03T09:00/2026-12-03T13:30"],
        "giovedì 3 dicembre, dalle 9:00 alle 13:30",
        "Thursday 3 December, from 9:00 to 13:30",
        "Donnerstag, 3. Dezember, von 9:00 bis 13:30 Uhr",
    ),
    (
        "a night",
        ["2026-11-03T23:00/2026-11-04T07:00"],
        "nella notte tra martedì 3 e mercoledì 4 novembre, dalle 23:00 alle 7:00",
        "in the night between Tuesday 3 and Wednesday 4 November, from 23:00 to 7:00",
        "in der Nacht von Dienstag, 3. auf Mittwoch, 4. November, von 23:00 bis 7:00 Uhr",
    ),
    (
        "a night between two months",
        ["2026-11-30T22:30/2026-12-01T06:00"],
        "nella notte tra lunedì 30 novembre e martedì 1 dicembre, dalle 22:30 alle 6:00",
        "in the night between Monday 30 November and Tuesday 1 December, from 22:30 to 6:00",
        "in der Nacht von Montag, 30. November auf Dienstag, 1. Dezember, von 22:30 bis 6:00 Uhr",
    ),
    (
        "small hours are the night before as well",
        ["2026-12-04T00:00/2026-12-04T06:00"],
        "nella notte tra giovedì 3 e venerdì 4 dicembre, da mezzanotte alle 6:00",
        "in the night between Thursday 3 and Friday 4 December, from 0:00 to 6:00",
        "in der Nacht von Donnerstag, 3. auf Freitag, 4. Dezember, von 0:00 bis 6:00 Uhr",
    ),
    (
        "one o'clock is singular in Italian",
        ["2026-12-04T01:00/2026-12-04T05:00", "2026-12-05T23:30/2026-12-06T01:30"],
        (
            "nella notte tra giovedì 3 e venerdì 4 dicembre, dall’1:00 alle 5:00\n"
            "nella notte tra sabato 5 e domenica 6 dicembre, dalle 23:30 all’1:30"
        ),
        (
            "in the night between Thursday 3 and Friday 4 December, from 1:00 to 5:00\n"
            "in the night between Saturday 5 and Sunday 6 December, from 23:30 to 1:30"
        ),
        (
            "in der Nacht von Donnerstag, 3. auf Freitag, 4. Dezember, von 1:00 bis 5:00 Uhr\n"
            "in der Nacht von Samstag, 5. auf Sonntag, 6. Dezember, von 23:30 bis 1:30 Uhr"
        ),
    ),
    (
        "eleven o'clock is not one o'clock",
        ["2026-12-04T11:00/2026-12-04T21:00"],
        "venerdì 4 dicembre, dalle 11:00 alle 21:00",
        "Friday 4 December, from 11:00 to 21:00",
        "Freitag, 4. Dezember, von 11:00 bis 21:00 Uhr",
    ),
    (
        "midnight ends the day that is over",
        ["2026-12-03T20:00/2026-12-04T00:00"],
        "giovedì 3 dicembre, dalle 20:00 a mezzanotte",
        "Thursday 3 December, from 20:00 to 24:00",
        "Donnerstag, 3. Dezember, von 20:00 bis 24:00 Uhr",
    ),
    (
        "a whole day",
        ["2026-12-03T00:00/2026-12-04T00:00"],
        "giovedì 3 dicembre, tutto il giorno",
        "Thursday 3 December, all day",
        "Donnerstag, 3. Dezember, den ganzen Tag",
    ),
    (
        "from an afternoon into the small hours",
        ["2026-12-03T14:00/2026-12-04T02:00"],
        "da giovedì 3 dicembre alle 14:00 a venerdì 4 dicembre alle 2:00",
        "from Thursday 3 December at 14:00 to Friday 4 December at 2:00",
        "von Donnerstag, 3. Dezember, 14:00 Uhr, bis Freitag, 4. Dezember, 2:00 Uhr",
    ),
    (
        "several days",
        ["2026-12-31T08:00/2027-01-02T18:00"],
        "da giovedì 31 dicembre alle 8:00 a sabato 2 gennaio alle 18:00",
        "from Thursday 31 December at 8:00 to Saturday 2 January at 18:00",
        "von Donnerstag, 31. Dezember, 8:00 Uhr, bis Samstag, 2. Januar, 18:00 Uhr",
    ),
    (
        "parts of one day",
        [
            "2026-12-03T09:00/2026-12-03T11:00",
            "2026-12-03T14:00/2026-12-03T16:00",
            "2026-12-03T18:00/2026-12-03T19:00",
        ],
        "giovedì 3 dicembre, dalle 9:00 alle 11:00, dalle 14:00 alle 16:00 e dalle 18:00 alle 19:00",
        "Thursday 3 December, from 9:00 to 11:00, from 14:00 to 16:00 and from 18:00 to 19:00",
        (
            "Donnerstag, 3. Dezember, von 9:00 bis 11:00 Uhr, von 14:00 bis 16:00 Uhr "
            "und von 18:00 bis 19:00 Uhr"
        ),
    ),
    (
        "many nights",
        [f"2026-12-{day:02}T23:00/2026-12-{day + 1:02}T05:00" for day in range(7, 15)],
        (
            "nella notte tra lunedì 7 e martedì 8 dicembre, dalle 23:00 alle 5:00\n"
            "nella notte tra martedì 8 e mercoledì 9 dicembre, dalle 23:00 alle 5:00\n"
            "nella notte tra mercoledì 9 e giovedì 10 dicembre, dalle 23:00 alle 5:00\n"
            "nella notte tra giovedì 10 e venerdì 11 dicembre, dalle 23:00 alle 5:00\n"
            "nella notte tra venerdì 11 e sabato 12 dicembre, dalle 23:00 alle 5:00\n"
            "… e altre 3 volte"
        ),
        None,
        None,
    ),
    (
        "the night of the autumn change, around the hour that comes twice",
        ["2026-10-24T23:00/2026-10-25T07:00"],
        "nella notte tra sabato 24 e domenica 25 ottobre, dalle 23:00 alle 7:00",
        "in the night between Saturday 24 and Sunday 25 October, from 23:00 to 7:00",
        "in der Nacht von Samstag, 24. auf Sonntag, 25. Oktober, von 23:00 bis 7:00 Uhr",
    ),
    (
        "within the hour that comes twice",
        ["2026-10-25T02:30/2026-10-25T02:30+"],
        "nella notte tra sabato 24 e domenica 25 ottobre, dalle 2:30 (ora legale) alle 2:30 (ora solare)",
        (
            "in the night between Saturday 24 and Sunday 25 October, "
            "from 2:30 (summer time) to 2:30 (winter time)"
        ),
        (
            "in der Nacht von Samstag, 24. auf Sonntag, 25. Oktober, "
            "von 2:30 (Sommerzeit) bis 2:30 (Winterzeit) Uhr"
        ),
    ),
    (
        "the night of the spring change",
        ["2027-03-28T01:30/2027-03-28T03:30"],
        "nella notte tra sabato 27 e domenica 28 marzo, dall’1:30 alle 3:30",
        "in the night between Saturday 27 and Sunday 28 March, from 1:30 to 3:30",
        "in der Nacht von Samstag, 27. auf Sonntag, 28. März, von 1:30 bis 3:30 Uhr",
    ),
    (
        "the day of a change is a whole day of 25 hours",
        ["2026-10-25T00:00/2026-10-26T00:00"],
        "domenica 25 ottobre, tutto il giorno",
        "Sunday 25 October, all day",
        "Sonntag, 25. Oktober, den ganzen Tag",
    ),
]


def _moment(local: str) -> datetime:
    moment = datetime.fromisoformat(local.rstrip("+")).replace(tzinfo=ROME)
    return moment.replace(fold=1) if local.endswith("+") else moment


@pytest.mark.parametrize(
    ("spans", "language", "said"),
    [
        pytest.param(spans, language, said, id=f"{name}-{language}")
        for name, spans, *saids in CASES
        for language, said in zip(("it", "en", "de"), saids, strict=True)
        if said is not None
    ],
)
def test_spans_are_said_as_people_say_them(spans: list[str], language: str, said: str) -> None:
    """Days by their name, nights between two days, midnight and the change of clock without a riddle."""
    value = Spans(tuple((_moment(start), _moment(end)) for start, end in (each.split("/") for each in spans)))
    rendered = TEXTS.render(Say("{spans}", spans=value), language, 0, _moment("2026-01-15T12:00"))
    assert rendered.text == said
