"""When a change of the book is refused."""

import pytest

from faq.book import Book, Entry
from faq.examine.evaluate import Row
from faq.examine.regression import Change, Verdict, compare, is_worse
from faq.matcher import Matcher

WRONG, SILENT, OFFERED, RIGHT = Verdict


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ([], False),
        ([(SILENT, RIGHT)], False),
        ([(RIGHT, OFFERED)], True),
        ([(RIGHT, OFFERED), (SILENT, RIGHT)], False),
        ([(SILENT, RIGHT), (OFFERED, RIGHT), (SILENT, WRONG)], True),
        ([(WRONG, SILENT)], False),
    ],
)
def test_a_change_is_refused_when_people_are_served_worse(
    changes: list[tuple[Verdict, Verdict]], *, refused: bool
) -> None:
    """More worse than better, or a single new wrong answer, is a refusal."""
    assert is_worse([Change("?", before, after) for before, after in changes]) is refused


def test_only_questions_that_change_are_told() -> None:
    """Alike matchers have nothing to tell; a phrase that changes its entry shows whom it robs."""
    lamp = Entry("lamp", "Come cambio la lampadina?", "Si svita.", phrases=("faretto spento",))
    plug = Entry("plug", "Come aggiusto la presa?", "Non da solo.", phrases=("presa rotta",))
    robber = Entry("plug", plug.question, plug.answer, phrases=("presa rotta", "faretto spento"))
    robbed = Entry("lamp", lamp.question, lamp.answer)
    rows = [
        Row("faretto spento", frozenset({"lamp"}), "plain"),
        Row("presa rotta", frozenset({"plug"}), "plain"),
    ]
    before = Matcher(Book((lamp, plug)))
    assert compare(before, before, rows) == []
    changes = compare(before, Matcher(Book((robbed, robber))), rows)
    assert [(change.query, change.is_worse) for change in changes] == [("faretto spento", True)]
