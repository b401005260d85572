"""The card of a case: the first message of its topic, pinned, readable in ten seconds.

Everything on it is bounded, so that it stays below Telegram's 4096 characters whatever was written before.
"""

from collections.abc import Sequence
from typing import Final

from handlers.contract.desk_news import CardCandidate, CardLine, CaseCard
from handlers.contract.speech import N_, At, Button, Clock, Link, Say, Shortcut, Value
from handlers.handoff.case_commands import LANGUAGES
from handlers.handoff.phrases_group import DIALOGS, name_reason, number_link, supply_line
from handlers.shared.plain import cut, plain, units

_MOST_SUPPLIES: Final = 4
_MOST_CANDIDATES: Final = 3
#: In per cent.
_LEAST_CHANCE: Final = 5
_MOST_LINES: Final = 10
_MOST_TRIED: Final = 8
_LONGEST_NAME: Final = 40
_LONGEST_FACT: Final = 200
_LONGEST_QUESTION: Final = 80
#: Of one of the last messages, of one that the bot wrote, and of all together. The customer's words matter.
_LONGEST_LINE: Final = 280
_LONGEST_OF_BOT: Final = 90
_ROOM_FOR_LINES: Final = 1400
#: So many of the newest are always in sight; those before are folded.
_IN_SIGHT: Final = 4
_BLANK: Final = Say("")


def show(card: CaseCard) -> Say:
    """Say all that is known of a case, what matters most first."""
    # A quotation stands apart by itself; the blank lines are where there is none.
    lines = [*_who(card), _BLANK, *_why(card), *_recent(card.recent)]
    if candidates := _candidates(card.candidates):
        lines += candidates if card.recent else [_BLANK, *candidates]
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
        Say(N_("❓ <b>{reason}</b>, {moment}"), reason=name_reason(card.reason), moment=At(card.opened_at))
    ]
    for sign, fact in (("📟", card.reading), ("📨", card.notice)):
        if fact is not None:
            lines.append(Say("{sign} {fact}", sign=sign, fact=cut(fact, _LONGEST_FACT)))
    if card.dialog is not None:
        doing: Value = (
            Say(DIALOGS[card.dialog]) if card.dialog in DIALOGS else cut(card.dialog, _LONGEST_NAME)
        )
        lines.append(Say(N_("🧭 Was busy with: {doing}"), doing=doing))
    return [*lines, *card.tried[:_MOST_TRIED]]


def _recent(recent: Sequence[CardLine]) -> list[Say]:
    """Quote the newest messages that there is room for, in their order, each on a line."""
    room = _ROOM_FOR_LINES
    said: list[Say] = []
    for line in reversed(recent[-_MOST_LINES:]):
        most = _LONGEST_LINE if line.is_customer else _LONGEST_OF_BOT
        words = cut(" ".join(plain(line.html).split()), most)
        room -= units(words)
        if said and room < 0:
            break
        sign = "👤" if line.is_customer else "🙋" if line.is_operator else "🤖"
        said.append(Say("{sign} {clock} {words}", sign=sign, clock=Clock(line.written_at), words=words))
    quoted = tuple(reversed(said))
    folded, seen = quoted[:-_IN_SIGHT], quoted[-_IN_SIGHT:]
    quotes = []
    if folded:
        quotes.append(Say("<blockquote expandable>{lines}</blockquote>", lines=folded))
    if seen:
        quotes.append(Say("<blockquote>{lines}</blockquote>", lines=seen))
    return quotes


def _candidates(candidates: Sequence[CardCandidate]) -> list[Say]:
    """Name the answers that may fit; what has no chance to speak of would only be read in vain."""
    likely = [(each, round(each.chance * 100)) for each in candidates[:_MOST_CANDIDATES]]
    lines = [
        Say(
            "• {question} · {chance}% · <code>{entry}</code>",
            chance=chance,
            question=cut(each.question, _LONGEST_QUESTION),
            entry=each.entry_id,
        )
        for each, chance in likely
        if chance >= _LEAST_CHANCE
    ]
    return [Say(N_("📖 What the FAQ would say:")), *lines] if lines else []
