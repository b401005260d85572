"""A file of notices in any of its forms: JSON by its ending, else a table, whose columns say of what."""

from pathlib import Path
from typing import Final

from bot.csv_file import CsvFile
from bot.imports import notice_lines, notices_json, outages, replacements
from bot.services.notices.received import Received

#: The endings of files that are taken.
ENDINGS: Final = (".csv", ".json")
#: The columns that only one kind has.
_ONLY_OUTAGES: Final = set(outages.COLUMNS) - set(replacements.COLUMNS)


def read(path: Path) -> Received:
    """The notices of a file, which is opened twice.

    Raises:
        FileRefused: with a sentence for each fault.
    """
    if path.suffix.lower() == ".json":
        return notices_json.read(path)
    columns = {*outages.FORM.all_columns, *replacements.FORM.all_columns}
    header = CsvFile(path, (), sorted(columns), lambda _fault: None)
    next(header.rows(), None)
    is_outages = bool(_ONLY_OUTAGES & set(header.columns))
    return notice_lines.read(path, outages.FORM if is_outages else replacements.FORM)
