"""Files and folders that only the user of the desk may read: 0600 and 0700, from the moment that they exist.

A folder with the set-group-ID bit is one that the operator shares with its group on purpose: there the group
may read and write as well (0660, 2770), and others may not.
"""

import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import Final

_FILE: Final = 0o600
_FOLDER: Final = 0o700
_OF_GROUP: Final = 0o070
_RIGHTS: Final = 0o777


def open_private(path: str, flags: int) -> int:
    """Open a file for `open(…, opener=open_private)`; one that is created is private from the start."""
    descriptor = os.open(path, flags, _FILE)
    with suppress(OSError):
        _set(path, os.fstat(descriptor), _FILE)
    return descriptor


def create_private(path: str, flags: int) -> int:
    """Open a file as `open_private` does, but leave one that is there the rights that somebody gave it."""
    return os.open(path, flags, _FILE)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it that are missing; take the others' rights from one that is there.

    Raises:
        OSError: it cannot be made.
    """
    if not folder.is_dir():
        if not folder.parent.is_dir():
            make_folder(folder.parent)
        folder.mkdir(mode=_FOLDER, exist_ok=True)
    tighten(folder)


def tighten(path: Path) -> None:
    """Take others' rights from a file or folder, where it is there and ours to change.

    It is not opened: to close a database's file would let go of SQLite's locks on it.
    """
    with suppress(OSError):
        found = path.stat()
        _set(path, found, _FOLDER if stat.S_ISDIR(found.st_mode) else _FILE)


def create_file(path: Path) -> None:
    """Create an empty private file, or tighten the one that is there. What fails is left to who opens it."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _FILE))
    except OSError:
        tighten(path)


def _set(path: str | Path, found: os.stat_result, rights: int) -> None:
    """Change the rights where they differ; special files such as /dev/stdout are left alone."""
    is_folder = stat.S_ISDIR(found.st_mode)
    if not is_folder and not stat.S_ISREG(found.st_mode):
        return
    shared = found if is_folder else Path(path).parent.stat()
    if shared.st_mode & stat.S_ISGID:
        rights |= _OF_GROUP if is_folder else _OF_GROUP & 0o060
    if found.st_mode & _RIGHTS != rights:
        Path(path).chmod(stat.S_IMODE(found.st_mode) & ~_RIGHTS | rights)
