"""The card of a case: the first message of its topic, pinned, readable in ten seconds.

Everything on it is bounded, so that it stays below Telegram's 4096 characters whatever was written before.
"""

from collections.abc import Sequence
from typing import Final

from handlers.contract.desk_news import CardCandidate, CardLine, CaseCard
from handlers.contract.speech import N_, At, Button, Clock, Link, Say, Shortcut, Value
from handlers.handoff.case_commands import LANGUAGES
from handlers.handoff.phrases_group import DIALOGS, REASONS, number_link, supply_line
from handlers.shared.plain import cut, excerpt, units

_MOST_SUPPLIES: Final = 4
_MOST_CANDIDATES: Final = 3
_MOST_LINES: Final = 10
_MOST_TRIED: Final = 8
_LONGEST_NAME: Final = 40
_LONGEST_FACT: Final = 200
_LONGEST_QUESTION: Final = 80
#: Of one of the last messages, and of all together.
_LONGEST_LINE: Final = 280
_ROOM_FOR_LINES: Final = 1400
_BLANK: Final = Say("")


def show(card: CaseCard) -> Say:
    """Say all that is known of a case, what matters most first."""
    sections = (
        _who(card),
        _why(card),
        _recent(card.recent),
        _candidates(card.candidates),
    )
    lines: list[Say] = []
    for section in sections:
        lines += [_BLANK, *section] if lines and section else section
    number = card.case_id
    rows: list[tuple[Button, ...]] = [
        (Shortcut(N_("🙋 I take it"), f"/prendo {number}"), Shortcut(N_("✅ Close"), f"/chiudi {number}")),
        (Shortcut(N_("📖 Answer from the FAQ…"), f"/faq {number}"),),
    ]
    if card.previous_link is not None:
        rows.append((Link(N_("↩️ The case before"), card.previous_link),))
    return Say("{lines}", rows=tuple(rows), lines=tuple(lines))


def _who(card: CaseCard) -> list[Say]:
    language = LANGUAGES.get(card.language, card.language)
    heading = Say(
        N_("<b>Case no. {number}</b> · {name} · {language}"),
        number=card.case_id,
        name=cut(card.first_name, _LONGEST_NAME),
        language=language,
    )
    lines = [heading]
    if card.assigned_name is not None:
        lines.append(Say("🙋 {name}", name=cut(card.assigned_name, _LONGEST_NAME)))
    if not card.is_linked:
        lines.append(Say(N_("Not connected to any contract.")))
    lines += [supply_line(supply) for supply in card.supplies[:_MOST_SUPPLIES]]
    if len(card.supplies) > _MOST_SUPPLIES:
        lines.append(Say(N_("… and {count} more."), count=len(card.supplies) - _MOST_SUPPLIES))
    if card.previous_case_id is not None:
        before = number_link(card.previous_case_id, card.previous_link)
        lines.append(Say(N_("Case before: {number}"), number=before))
    return lines


def _why(card: CaseCard) -> list[Say]:
    lines = [
        Say(N_("❓ <b>{reason}</b>, {moment}"), reason=Say(REASONS[card.reason]), moment=At(card.opened_at))
    ]
    for sign, fact in (("📟", card.reading), ("📨", card.notice)):
        if fact is not None:
            lines.append(Say("{sign} {fact}", sign=sign, fact=cut(fact, _LONGEST_FACT)))
    if card.dialog is not None:
        doing: Value = (
            Say(DIALOGS[card.dialog]) if card.dialog in DIALOGS else cut(card.dialog, _LONGEST_NAME)
        )
        step = "" if card.step is None else f" ({cut(card.step, _LONGEST_NAME)})"
        lines.append(Say(N_("🧭 Was busy with: {doing}{step}"), doing=doing, step=step))
    return [*lines, *card.tried[:_MOST_TRIED]]


def _recent(recent: Sequence[CardLine]) -> list[Say]:
    """Quote the newest messages that there is room for, in their order."""
    room = _ROOM_FOR_LINES
    said: list[Say] = []
    for line in reversed(recent[-_MOST_LINES:]):
        words = excerpt(line.html, _LONGEST_LINE)
        room -= units(words)
        if said and room < 0:
            break
        sign = "👤" if line.is_customer else "🙋" if line.is_operator else "🤖"
        said.append(Say("{sign} {clock} {words}", sign=sign, clock=Clock(line.written_at), words=words))
    if not said:
        return []
    quoted = tuple(reversed(said))
    return [Say("<blockquote expandable>{lines}</blockquote>", lines=quoted)]


def _candidates(candidates: Sequence[CardCandidate]) -> list[Say]:
    return [
        Say(
            "{chance}% {question} · <code>{entry}</code>",
            chance=round(each.chance * 100),
            question=cut(each.question, _LONGEST_QUESTION),
            entry=each.entry_id,
        )
        for each in candidates[:_MOST_CANDIDATES]
    ]
