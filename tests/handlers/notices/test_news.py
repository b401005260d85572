"""What people read of planned works: when, where, why this door; changes as changes; all of it bounded."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final, get_args

import pytest

from bot.demo.telegram.formatted import from_html, units
from bot.i18n import LANGUAGES, CallbackButton, Rendered, Texts
from handlers import news
from handlers.contract.notices import (
    Door,
    NewsKind,
    NoticeFacts,
    NoticeKind,
    NoticeNews,
    NoticeReminder,
    Occasion,
    TimeSpan,
    Utility,
    Works,
)

NOW: Final = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
DAY: Final = TimeSpan(datetime(2026, 12, 3, 8, 0, tzinfo=UTC), datetime(2026, 12, 3, 12, 30, tzinfo=UTC))
LATER: Final = TimeSpan(datetime(2026, 12, 4, 8, 0, tzinfo=UTC), datetime(2026, 12, 4, 12, 30, tzinfo=UTC))
HOME: Final = Door("Casa", "street", "Via Roma", "12", "da 2 a 18", certain=True, supply_id=1)
MUM: Final = Door("Via Verdi 3, Cesena", "street", "Via Verdi", "3", "", certain=False, follow_id=1)
OUTAGE: Final = Works(
    "N-1",
    "outage",
    1,
    "electricity",
    "Cesena",
    "",
    (DAY,),
    ("Via Roma: da 2 a 18", "Via Verdi"),
    (HOME,),
    "manutenzione della rete",
)
METER: Final = replace(OUTAGE, kind="replacement", streets=(), company="Squadra & Figli", check="803500")
#: The longest of everything that a notice may hold, with letters that HTML escapes.
ENDLESS: Final = replace(
    OUTAGE,
    comune="<&>" * 200,
    place="<&>" * 200,
    spans=tuple(replace(DAY, starts_at=DAY.starts_at.replace(day=day)) for day in range(1, 4)) * 40,
    streets=tuple(f"Via <Roma> & {number}: {'1;' * 500}" for number in range(300)),
    doors=(replace(HOME, label="<b>" * 100, street="<&>" * 100, line="1;" * 500, number="1" * 90),) * 50,
    reason="<&>" * 5000,
    company="<&>" * 5000,
    check="<&>" * 5000,
)
TEXTS: Final = Texts.load()


def _rendered(facts: NoticeFacts, language: str = "it") -> Rendered:
    return TEXTS.render(news.say(facts), language, 0, NOW)


def _text(facts: NoticeFacts, language: str = "it") -> str:
    return _rendered(facts, language).text


def _labels(facts: NoticeFacts) -> list[list[str]]:
    return [[button.label for button in row] for row in _rendered(facts).rows]


def test_a_published_outage_is_said_in_full() -> None:
    """Heading, hours, this door and why, what stops, streets and reason, word for word."""
    assert _text(NoticeNews(7, "published", OUTAGE)) == (
        "⚡ <b>Interruzione programmata della corrente</b>\n\n"
        "🗓 <b>giovedì 3 dicembre, dalle 9:00 alle 13:30</b>\n\n"
        "🏠 <b>Casa</b>: Via Roma, civico 12: compreso in «da 2 a 18».\n\n"
        "🔌 In quelle ore si fermano anche l’ascensore, il cancello elettrico, la pompa del pozzo, la "
        "caldaia e il modem.\n"
        "⚠️ La corrente può tornare in qualsiasi momento: tratta fili e prese come se ci fosse sempre, e non "
        "usare l’ascensore.\n\n"
        "📍 Cesena\n• Via Roma: da 2 a 18\n• Via Verdi\nMotivo: manutenzione della rete"
    )
    assert _labels(NoticeNews(7, "published", OUTAGE)) == [
        ["📅 Nel calendario"],
        ["🙅 Non sono io", "🔕 Basta avvisi così"],
    ]


@pytest.mark.parametrize(
    ("door", "place", "said"),
    [
        (HOME, "", "Via Roma, civico 12: compreso in «da 2 a 18»."),
        (replace(HOME, line="12"), "", "Via Roma, il civico 12 è nell’elenco."),
        (replace(HOME, line=""), "", "Via Roma, tutti i numeri civici."),
        (replace(HOME, rule="pod", line=""), "", "l’avviso indica proprio questa fornitura."),
        (replace(HOME, rule="place"), "Calisese", "riguarda tutta la zona di Calisese."),
        (replace(HOME, rule="comune"), "", "riguarda tutto il comune."),
        (MUM, "", "Via Verdi: potrebbe riguardare anche il tuo civico 3."),
        (
            replace(MUM, line="zone limitrofe"),
            "",
            "Via Verdi: potrebbe riguardare anche il tuo civico 3 (l’avviso dice «zone limitrofe»).",
        ),
        (
            replace(MUM, number=""),
            "",
            "Via Verdi: potrebbe riguardare anche te, non conosco il tuo numero civico.",
        ),
    ],
)
def test_a_door_is_told_why_it_is_meant(door: Door, place: str, said: str) -> None:
    """The matched line and the rule; what nobody can know is said softly."""
    assert said in _text(NoticeNews(7, "published", replace(OUTAGE, doors=(door,), place=place)))


def test_several_supplies_share_one_message() -> None:
    """Each door has a line of its own; of many the first are said, and how many follow."""
    text = _text(NoticeNews(7, "published", replace(OUTAGE, doors=(HOME, MUM))))
    assert "🏠 <b>Casa</b>" in text
    assert "🏠 <b>Via Verdi 3, Cesena</b>" in text
    many = _text(NoticeNews(7, "published", replace(OUTAGE, doors=(HOME,) * 6)))
    assert many.count("🏠") == 4
    assert "… e altri 2 dei tuoi indirizzi" in many


def test_streets_are_capped_with_how_many_follow() -> None:
    """Of nineteen streets five are said, and fourteen more are counted."""
    works = replace(OUTAGE, streets=tuple(f"Via {number}" for number in range(19)))
    assert "• Via 4\n… e altre 14 vie" in _text(NoticeNews(7, "published", works))


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (
            NoticeNews(7, "changed", replace(OUTAGE, spans=(LATER,)), (DAY,)),
            (
                "✏️ <b>È cambiata l’interruzione programmata della corrente</b>\n\n"
                "🗓 <s>giovedì 3 dicembre, dalle 9:00 alle 13:30</s>\n"
                "👉 <b>venerdì 4 dicembre, dalle 9:00 alle 13:30</b>"
            ),
        ),
        (
            NoticeNews(7, "changed", OUTAGE, None),
            "⚡ <b>Interruzione programmata della corrente</b>\n\n🗓 <b>giovedì 3",
        ),
        (
            NoticeNews(7, "postponed", replace(OUTAGE, spans=(LATER,)), (DAY,)),
            "è rinviata</b>\n\n🗓 <s>giovedì 3 dicembre, dalle 9:00 alle 13:30</s>\n👉 <b>venerdì 4",
        ),
        (
            NoticeNews(7, "postponed", replace(OUTAGE, spans=()), (DAY,)),
            "La nuova data non c’è ancora: appena la so, ti scrivo.",
        ),
        (
            NoticeNews(7, "cancelled", replace(OUTAGE, spans=()), (DAY,)),
            "✅ <b>L’interruzione programmata della corrente non si fa più</b>\n\n🗓 <s>giovedì 3",
        ),
        (
            NoticeNews(7, "no_longer", OUTAGE, (DAY,)),
            "✅ <b>L’interruzione programmata della corrente non ti riguarda più</b>\n\n🗓 <s>giovedì 3",
        ),
        (
            NoticeNews(7, "published", replace(OUTAGE, is_urgent=True)),
            "⚡ <b>Riparazione urgente: mancherà la corrente</b>",
        ),
        (NoticeNews(7, "started", OUTAGE, (DAY,)), "🔌 <b>È cominciata l’interruzione"),
        (NoticeNews(7, "restored", OUTAGE, (DAY,)), "La corrente dovrebbe essere tornata: tutto bene?"),
        (NoticeReminder(7, "over", OUTAGE), "La corrente dovrebbe essere tornata: tutto bene?"),
        (NoticeReminder(7, "evening", OUTAGE), "🔔 <b>Promemoria: interruzione programmata della corrente"),
        (NoticeReminder(7, "hour", OUTAGE), "⏰ <b>Fra poco mancherà la corrente</b>"),
        (NoticeReminder(7, "confirm", OUTAGE), "Non so ancora se hai letto questo avviso"),
        (
            NoticeNews(7, "published", OUTAGE, electromedical=True),
            "❗️ <b>Qui qualcuno dipende da un apparecchio elettromedicale.</b>",
        ),
        (NoticeNews(7, "published", replace(OUTAGE, utility="gas")), "si spengono i fornelli"),
    ],
)
def test_each_piece_of_news_is_said_as_what_it_is(facts: NoticeFacts, said: str) -> None:
    """A change as a change, old struck through and new in bold; one who was told of nothing hears all."""
    assert said in _text(facts)


def test_a_replacement_says_who_comes_and_that_it_is_free() -> None:
    """Company, badge and PIN with how to check it, nothing to pay, the report afterwards."""
    facts = NoticeReminder(7, "five_days", METER)
    text = _text(facts)
    for said in (
        "giovedì 3 dicembre, dalle 9:00 alle 13:30",
        "della ditta <b>Squadra &amp; Figli</b>",
        "fai controllare il PIN: 803500",
        "non devi pagare niente a nessuno",
        "La corrente manca per poco tempo",
        "verbale di sostituzione nell’Area Clienti",
    ):
        assert said in text
    assert _labels(facts)[0] == ["👍 Ho capito", "📆 Non posso quel giorno"]


def test_a_company_whose_name_ends_with_a_full_stop_gets_no_second_one() -> None:
    """The stop of an abbreviation ends the sentence by itself."""
    text = _text(NoticeReminder(7, "five_days", replace(METER, company="Impianti Esempio S.r.l.")))
    assert "Impianti Esempio S.r.l</b>.\n" in text


def test_gas_says_nothing_of_sockets_and_lifts() -> None:
    """A gas stop stops no lift, and nobody need treat wires as live."""
    text = _text(NoticeNews(7, "published", replace(OUTAGE, utility="gas")))
    assert "ascensore" not in text
    assert "prese" not in text
    assert "/emergenza" in text


_EVERY: Final = [
    pytest.param(facts, id=f"{kind}-{utility}-{word}{number}")
    for kind in get_args(NoticeKind)
    for utility in get_args(Utility)
    for number, works in enumerate((OUTAGE, replace(OUTAGE, spans=()), ENDLESS))
    for word, facts in (
        *(
            (
                news_kind,
                NoticeNews(
                    2**53, news_kind, replace(works, kind=kind, utility=utility), before, electromedical=True
                ),
            )
            for news_kind in get_args(NewsKind)
            for before in (None, ENDLESS.spans)
        ),
        *(
            (
                occasion,
                NoticeReminder(
                    2**53, occasion, replace(works, kind=kind, utility=utility), electromedical=True
                ),
            )
            for occasion in get_args(Occasion)
        ),
    )
]


@pytest.mark.parametrize("facts", _EVERY)
def test_every_notice_can_be_sent_and_stopped(facts: NoticeFacts) -> None:
    """Telegram takes it, however long the notice; it can be stopped, and the address can be wrong."""
    for language in LANGUAGES:
        assert units(from_html(_rendered(facts, language).text).text) <= 4096
    rendered = _rendered(facts)
    assert len(rendered.rows) <= 4
    data = [button.data for row in rendered.rows for button in row if isinstance(button, CallbackButton)]
    assert any(each.startswith("/avviso basta ") for each in data)
    assert any(each.startswith("/avviso nonio ") for each in data)
    assert "N-1" not in "".join(data)
