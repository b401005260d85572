"""The import contracts: a module in the wrong place fails, and no imports run in a circle."""

import shutil
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Final

import grimp
import pytest

ROOT: Final = Path(__file__).parents[1]
PACKAGES: Final = ("bot", "faq", "handlers")
#: routes, subjects, a subject, shared, contract.
MOST_LEVELS: Final = 5
MOST_LINES: Final = 400
#: A module in the wrong place, and how the contracts name it.
MISPLACED: Final = {
    "bot/attic.py": ("", "- bot.attic"),
    "handlers/cellar.py": ("", "- handlers.cellar"),
    "faq/shed.py": ("", "- faq.shed"),
    "handlers/readings/stray.py": ("import handlers.recovery.guide\n", "handlers.readings.stray"),
    "bot/services/stray.py": ("import telegram\n", "bot.services.stray"),
    "faq/language/stray.py": ("import handlers.contract.dialog\n", "faq.language.stray"),
}


def _lint_copy(folder: Path, added: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Copy the three packages, add modules, and check the contracts of pyproject.toml on the copy."""
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package,
            folder / package,
            ignore=lambda _, names: [name for name in names if Path(name).suffix not in {"", ".py"}],
        )
    shutil.copy(ROOT / "pyproject.toml", folder)
    for name, text in added.items():
        (folder / name).write_text(text, encoding="utf-8")
    run = "import sys; sys.path.insert(0, ''); from importlinter.cli import lint_imports_command as c; c()"
    return subprocess.run(  # noqa: S603 - the text stands above
        [sys.executable, "-c", run, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the contracts say of a copy with all misplaced modules."""
    found = _lint_copy(
        tmp_path_factory.mktemp("broken"), {name: text for name, (text, _) in MISPLACED.items()}
    )
    assert found.returncode == 1, found.stdout + found.stderr
    return found.stdout


def test_the_house_keeps_its_contracts(tmp_path: Path) -> None:
    """The copy itself is no reason to fail."""
    found = _lint_copy(tmp_path, {})
    assert found.returncode == 0, found.stdout + found.stderr


@pytest.mark.parametrize("name", MISPLACED)
def test_a_module_in_the_wrong_place_is_named(broken: str, name: str) -> None:
    """Outside any room, across subjects, past the door to Telegram, or upwards: each is refused by name."""
    assert MISPLACED[name][1] in broken


@cache
def _imports() -> Mapping[str, frozenset[str]]:
    """The modules that each module imports at run time."""
    graph = grimp.build_graph(*PACKAGES, exclude_type_checking_imports=True, cache_dir=None)
    return {name: frozenset(graph.find_modules_directly_imported_by(name)) for name in graph.modules}


def test_no_imports_run_in_a_circle() -> None:
    """No module imports, by any number of others, itself."""
    TopologicalSorter(_imports()).prepare()  # raises CycleError, which names the circle


def test_handlers_have_few_levels() -> None:
    """From the router down to the vocabulary one passes at most five rooms."""
    rooms: dict[str, set[str]] = {}
    for module, imported in _imports().items():
        match module.split("."):
            case ["handlers", room, *_]:
                below = (name.split(".")[1] for name in imported if name.startswith("handlers."))
                rooms.setdefault(room, set()).update(other for other in below if other != room)
    levels: dict[str, int] = {}
    for room in TopologicalSorter(rooms).static_order():
        levels[room] = 1 + max((levels[other] for other in rooms[room]), default=0)
    assert max(levels.values()) <= MOST_LEVELS, levels


def test_a_module_can_be_read_in_one_go() -> None:
    """No module of the product is over 400 lines."""
    modules = [file for package in PACKAGES for file in (ROOT / package).rglob("*.py")]
    sizes = {str(file): len(file.read_text(encoding="utf-8").splitlines()) for file in modules}
    assert {file: size for file, size in sizes.items() if size > MOST_LINES} == {}
