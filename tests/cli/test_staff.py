"""``sportello staff add|list|unlock|remove``: links, and faults in words."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import program
from bot.errors import ConfigurationFaulty, StaffRefused


@pytest.fixture(autouse=True)
def _own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder, on a database of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SPORTELLO_DATABASE__URL", f"sqlite:///{tmp_path / 'own.db'}")


def staff(*words: str) -> Result:
    """Run a command; a fault of it is raised."""
    return CliRunner().invoke(program.app, ["staff", *words], catch_exceptions=False)


def test_who_is_added_twice_gets_another_link_under_the_same_name() -> None:
    """Only the link is on standard output, for it to be handed on."""
    first, second = (staff("add", "olga", "--role", "admin") for _ in range(2))
    for result in (first, second):
        assert re.fullmatch(r"http://127\.0\.0\.1:8080/console/set-up/[\w-]{43}\n", result.stdout)
        assert "console.enabled" in result.stderr
    assert first.stdout != second.stdout
    assert staff("list").stdout == "olga  admin  invited\n"


def test_the_link_leads_where_the_console_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """At the public address, whatever slash it ends with."""
    monkeypatch.setenv("SPORTELLO_CONSOLE__ENABLED", "true")
    monkeypatch.setenv("SPORTELLO_CONSOLE__PUBLIC_URL", "https://desk.example:8443/")
    monkeypatch.setenv("SPORTELLO_CONSOLE__TRUSTED_PROXIES", '["127.0.0.1/32"]')
    result = staff("add", "olga", "--role", "viewer")
    assert result.stdout.startswith("https://desk.example:8443/console/set-up/")
    assert "console.enabled" not in result.stderr


@pytest.mark.parametrize(
    "words", [("add", "Olga Marchetti", "--role", "viewer"), ("unlock", "nobody"), ("remove", "nobody")]
)
def test_a_name_that_is_none_is_refused_in_words(words: tuple[str, ...]) -> None:
    """Nothing is done then; without a name everybody is unlocked."""
    with pytest.raises(StaffRefused, match=r"name|There is no"):
        staff(*words)
    assert staff("unlock").stdout == "Failed attempts are forgotten.\n"


@pytest.mark.parametrize(
    ("settings", "word"),
    [
        ({"WEB__HOST": "0.0.0.0"}, "public_url"),  # noqa: S104 - that is what is refused
        ({"CONSOLE__PUBLIC_URL": "http://desk.example"}, "https"),
        ({"CONSOLE__PUBLIC_URL": "https://desk.example"}, "trusted_proxies"),
        ({"CONSOLE__PUBLIC_URL": "https://desk.example/console"}, "host"),
        ({"CONSOLE__PUBLIC_URL": "https://olga@desk.example"}, "host"),
    ],
)
def test_a_console_that_others_could_read_along_with_does_not_start(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], word: str
) -> None:
    """Plain http for more than this machine, or proxies that nobody named."""
    monkeypatch.setenv("SPORTELLO_CONSOLE__ENABLED", "true")
    for key, value in settings.items():
        monkeypatch.setenv(f"SPORTELLO_{key}", value)
    with pytest.raises(ConfigurationFaulty, match=word):
        staff("list")
