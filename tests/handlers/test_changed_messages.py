"""What was written in a case and changed later: it crosses, but a secret is hidden and a danger answered."""

import pytest

from handlers import routes
from handlers.contract.chat import DeleteMessage
from handlers.contract.desk import Author, CustomerEdited, FindCase, Piece, Reacted
from handlers.contract.desk_changes import PassOnEdit, PassOnReaction
from handlers.contract.questions import ReadEntry
from handlers.contract.vocabulary import Do

_PIECE = Piece(1, "text", "ciao")
_CROSSES = PassOnEdit(_PIECE)


@pytest.mark.parametrize(
    ("words", "do", "is_answered"),
    [
        ("domani alle dieci", _CROSSES, False),
        ("", _CROSSES, False),
        ("voglio parlare con un operatore", _CROSSES, False),
        ("sento odore di gas in cucina", _CROSSES, True),
        ("la mia password è gattonero77", DeleteMessage(), False),
    ],
)
def test_a_change_in_a_case_crosses_unless_it_is_a_secret(words: str, do: Do, is_answered: bool) -> None:  # noqa: FBT001
    """Operators see it; who is in danger is told what to do here as well, and a secret leaves the chat."""
    turn = routes.decide(None, CustomerEdited(_PIECE, words))
    assert turn.dos == (do,)
    assert isinstance(turn.ask, ReadEntry) == is_answered


def test_a_reaction_goes_to_the_side_that_it_is_of() -> None:
    """A customer's is passed on; for one in the group the case is looked for."""
    assert routes.decide(None, Reacted(3, "👍", None)).dos == (PassOnReaction(3, "👍"),)
    by_olga = Reacted(3, "👍", Author(6, "Olga"))
    assert routes.decide(None, by_olga).ask == FindCase(by_olga)
