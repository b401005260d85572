"""The ways through every dialog, by the dialog's name: what `tests/every_dialog` tries each of them with."""

from collections.abc import Mapping
from typing import Final

from tests.support.ways import handoff, linking, notices, questions, readings, recovery
from tests.support.ways.walked import Walked

#: A new dialog is added in the module of its subject.
WAYS: Final[Mapping[str, Walked]] = {
    **questions.WAYS,
    **recovery.WAYS,
    **linking.WAYS,
    **readings.WAYS,
    **notices.WAYS,
    **handoff.WAYS,
}

__all__ = ["WAYS", "Walked"]
