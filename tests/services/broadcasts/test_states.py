"""The states of a broadcast, and whose word each step takes: a table, and the whole space of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any, Final, get_args

import pytest

from bot.services.broadcasts import states
from bot.services.broadcasts.broadcast import Audience, Broadcast, LinkButton, State
from bot.services.broadcasts.states import FINAL, Act, NotPossible, after
from tests.support.broadcastroom import draft

_NOON: Final = datetime(2026, 12, 1, 11, tzinfo=UTC)
_WAYS: Final = {
    "draft": {"change": "draft", "approve": "approved", "refuse": "draft", "cancel": "cancelled"},
    "approved": {"change": "draft", "refuse": "draft", "send": "scheduled", "cancel": "cancelled"},
    "scheduled": {"change": "draft", "refuse": "draft", "start": "sending", "cancel": "cancelled"},
    "sending": {"pause": "paused", "finish": "done", "cancel": "cancelled"},
    "paused": {"resume": "sending", "cancel": "cancelled"},
    "done": {},
    "cancelled": {},
}


@pytest.mark.parametrize(("state", "act"), list(product(get_args(State), get_args(Act))))
def test_each_act_leads_where_the_table_says_and_nowhere_else(state: State, act: Act) -> None:
    """Nothing is sent that was not approved, nothing that is sent is changed, nothing ends twice."""
    expected = _WAYS[state].get(act)
    if expected is not None:
        assert after(state, act) == expected
        return
    with pytest.raises(NotPossible, match=state):
        after(state, act)
    assert state not in FINAL or not _WAYS[state]


def _broadcast(**values: Any) -> Broadcast:  # noqa: ANN401 - any field
    made = Broadcast(1, draft(), "draft", "anna", _NOON)
    return replace(made, **values)


@pytest.mark.parametrize(
    ("who", "count", "urgent", "training", "reason", "allowed"),
    [
        ("anna", 100, False, False, None, True),
        ("anna", 101, False, False, None, False),
        ("bruno", 101, False, False, None, True),
        (" ANNA ", 101, False, False, None, False),
        ("anna", 1, True, False, None, False),
        ("bruno", 1, True, False, None, True),
        ("anna", 101, True, False, "  ", False),
        ("anna", 101, True, False, "gas in Via Roma, nobody answers", True),
        ("anna", 101, True, True, None, True),
    ],
)
def test_an_author_alone_answers_for_few_people_and_nothing_urgent(  # noqa: PLR0913, PLR0917 - a table
    who: str,
    count: int,
    urgent: bool,  # noqa: FBT001 - a table
    training: bool,  # noqa: FBT001 - a table
    reason: str | None,
    allowed: bool,  # noqa: FBT001 - a table
) -> None:
    """Else it takes somebody else, or a reason; what holds at the approval holds at the start."""
    of = _broadcast(draft=draft(urgent=urgent, training=training))
    if not allowed:
        with pytest.raises(NotPossible, match="somebody else"):
            states.check_approval(of, who, count, 100, reason)
    else:
        states.check_approval(of, who, count, 100, reason)
    approved = replace(
        of, approved_by=who, approved_hash=of.draft.content_hash, break_glass=(reason or "").strip()
    )
    assert states.may_start(approved, count, 100) is allowed


@pytest.mark.parametrize(
    "changed",
    [
        {"texts": {"it": "Ciao!"}},
        {"texts": {"it": "Ciao", "de": "Hallo"}},
        {"picture": "ab.png"},
        {"buttons": (LinkButton("https://example.org/", {"it": "Leggi"}),)},
        {"audience": Audience(comuni=("Cesena",))},
        {"starts_at": _NOON},
        {"valid_until": _NOON + timedelta(days=1)},
        {"urgent": True},
        {"training": True},
        {"purpose": "promotional"},
    ],
)
def test_an_approval_is_of_one_content(changed: dict[str, Any]) -> None:
    """Whatever changes what is said to whom and when is another content; the name is not among it."""
    one, other = draft(), draft(**changed)
    assert one.content_hash != other.content_hash
    assert replace(one, name="Altro").content_hash == one.content_hash
    approved = _broadcast(draft=other, approved_by="bruno", approved_hash=one.content_hash)
    assert not approved.is_approved
    assert not states.may_start(approved, 1, 100)
