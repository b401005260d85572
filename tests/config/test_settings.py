"""The settings: file below environment, strangers refused, defaults as promised."""

from pathlib import Path

import pytest

from bot import config
from bot.errors import ConfigurationFaulty

HOUSE = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _load(file: str = "") -> config.Settings:
    Path("config.toml").write_text(file)
    return config.load()


def test_the_defaults_are_those_of_the_design() -> None:
    """Names and values that other programs rely on; no file is needed."""
    settings = config.load()
    assert (str(settings.telegram.api_url), settings.telegram.mode) == (
        "https://api.telegram.org/",
        "polling",
    )
    assert (settings.telegram.token, settings.telegram.support_chat) == (None, None)
    assert settings.telegram.bulk_per_second == 25
    assert settings.database.url == "sqlite:///var/sportello.db"
    assert (settings.web.host, settings.web.port) == ("127.0.0.1", 8080)
    assert settings.numbers.power_fault == "803500"


def test_the_file_of_the_repository_says_the_defaults() -> None:
    """Whoever copies it changes nothing by that."""
    assert config.load(HOUSE / "config.toml") == config.Settings()


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Key by key: what it does not name stays as the file says."""
    monkeypatch.setenv("SPORTELLO_TELEGRAM__TOKEN", " 1:x\n")
    monkeypatch.setenv("sportello_web__port", "9")
    settings = _load('[web]\nport = 5\nhost = "0.0.0.0"\n[telegram]\nsupport_chat = -100')
    assert (settings.web.port, settings.web.host, settings.telegram.support_chat) == (9, "0.0.0.0", -100)  # noqa: S104 - a value to read
    assert settings.telegram.token is not None
    assert settings.telegram.token.get_secret_value() == "1:x"


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("SPORTELLO_TOKEN", "x", "unknown environment variable SPORTELLO_TOKEN"),
        ("SPORTELLO_", "x", "unknown environment variable SPORTELLO_"),
        ("SPORTELLO_TELEGRAM", "x", "unknown environment variable SPORTELLO_TELEGRAM"),
        ("SPORTELLO_TELEGRAM", "{}", "unknown environment variable SPORTELLO_TELEGRAM"),
        ("SPORTELLO_KITCHEN__SINK", "x", "unknown environment variable SPORTELLO_KITCHEN__SINK"),
        ("SPORTELLO_TELEGRAM__TOKN", "x", "unknown key telegram.tokn"),
        ("SPORTELLO_TELEGRAM__TOKEN__X", "x", "telegram.token"),
        ("SPORTELLO_WEB__PORT", "many", "web.port: "),
        ("SPORTELLO_TELEGRAM__MODE", "pigeon", "telegram.mode: "),
        ("SPORTELLO_TELEGRAM__WEBHOOK_SECRET", "short", "telegram.webhook_secret"),
        ("SPORTELLO_TELEGRAM__API_URL", "not an address", "telegram.api_url: "),
        ("SPORTELLO_DATABASE__URL", "nowhere", "database.url is no database address"),
        ("SPORTELLO_READINGS__TOKEN", "made up\nHost: example.org", "readings.token is no bearer token"),
    ],
)
def test_a_faulty_environment_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, fault: str
) -> None:
    """Whatever begins with our prefix and is none of ours, or cannot be, is named."""
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationFaulty) as refused:
        config.load()
    assert any(fault in sentence for sentence in refused.value.faults)


def test_no_fault_repeats_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sentences are printed and logged."""
    monkeypatch.setenv("SPORTELLO_TELEGRAM__WEBHOOK_SECRET", "hush hush")
    monkeypatch.setenv("SPORTELLO_TELEGRAM__TOKEN", "hush/hush")
    monkeypatch.setenv("SPORTELLO_READINGS__TOKEN", "hush hush")
    with pytest.raises(ConfigurationFaulty) as refused:
        _load('[telegram]\ntoken = "hush-hush"\n[database]\nurl = "postgresql://me:hush@localhost/x"')
    assert "hush" not in str(refused.value)
    assert len(refused.value.faults) == 5


def test_blanks_around_a_token_were_copied_along(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that holds it ends with a line break; an empty one is none."""
    found = []
    for value in ("made-up\n", " "):
        monkeypatch.setenv("SPORTELLO_READINGS__TOKEN", value)
        token = config.load().readings.token
        found.append(token and token.get_secret_value())
    assert found == ["made-up", None]


def test_a_webhook_needs_an_address_and_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """With both it is accepted."""
    monkeypatch.setenv("SPORTELLO_TELEGRAM__MODE", "webhook")
    with pytest.raises(ConfigurationFaulty, match="webhook mode needs webhook_url"):
        config.load()
    monkeypatch.setenv("SPORTELLO_TELEGRAM__WEBHOOK_URL", "https://bot.example.org")
    with pytest.raises(ConfigurationFaulty, match="SPORTELLO_TELEGRAM__WEBHOOK_SECRET"):
        config.load()
    monkeypatch.setenv("SPORTELLO_TELEGRAM__WEBHOOK_SECRET", "x" * 16)
    assert config.load().telegram.mode == "webhook"


@pytest.mark.parametrize(
    ("file", "fault"),
    [
        (
            '[[readings.windows]]\nvendor = "a"\nopens = 2026-02-01T08:00:00\ncloses = 2026-01-01T08:00:00',
            "a reading window of a must close after it opens",
        ),
        (
            '[[readings.windows]]\nvendor = "a"\nopens = "soon"\ncloses = 2026-01-01T08:00:00',
            "readings.windows.0.opens: Input should be a valid datetime",
        ),
        (
            '[[readings.windows]]\nvendor = "Gas Sud"\nopens = 2026-01-01T08:00:00\ncloses = 2026-02-01',
            "readings.windows.0.vendor: String should match pattern",
        ),
        ('[readings]\nurl = "https://user:word@example.org/"', "readings.url must hold no user or password"),
        ('[readings]\ntoken = "word"', "readings.token is a secret and does not belong in a file"),
        ("[readings]\nacquire_every_minutes = 0", "readings.acquire_every_minutes: "),
        ("[readings.plausibility]\nsame_season_factor = 0.5", "readings.plausibility.same_season_factor: "),
        ("[readings.plausibility.qmax_m3h]\nG4 = 0", "readings.plausibility.qmax_m3h.G4: "),
    ],
)
def test_faults_about_readings_are_named(file: str, fault: str) -> None:
    """And no secret is repeated."""
    with pytest.raises(ConfigurationFaulty) as faulty:
        _load(file)
    assert fault in str(faulty.value)
    assert "word@" not in str(faulty.value)


def test_limits_of_meters_can_be_changed_one_by_one() -> None:
    """What is not named stays as usual; of an unknown class nothing is known."""
    plausibility = _load("[readings.plausibility.qmax_m3h]\nG4 = 7.5").readings.plausibility
    assert [plausibility.most_m3h(name) for name in ("G4", "G6", "G7", None)] == [7.5, 10, None, None]


def test_secrets_are_not_shown() -> None:
    """Settings may be printed by mistake."""
    settings = config.Settings.model_validate({"telegram": {"token": "1:hush", "webhook_secret": "hush" * 4}})
    assert "hush" not in repr(settings)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ('[web]\nmetrics_host = "127.0.0.1"\n', "web.metrics_host needs web.metrics_port"),
        (
            '[[readings.windows]]\nvendor = "a"\nopens = 0001-01-01T00:00:00\ncloses = 2099-01-01T00:00:00\n',
            "opens of a reading window is before 1950",
        ),
        (
            '[[readings.windows]]\nvendor="a"\nopens=0001-01-01T00:00:00Z\ncloses=2099-01-01T00:00:00Z\n',
            "opens of a reading window is before 1950",
        ),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(tmp_path: Path, content: str, fault: str) -> None:
    """An address without its port, and days that cannot be told in another time zone."""
    path = tmp_path / "config.toml"
    path.write_text(content)
    with pytest.raises(ConfigurationFaulty) as caught:
        config.load(path)
    assert fault in str(caught.value)


def test_settings_show_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither as text nor as they are represented, in an exception for one."""
    made_up = "made-up-password-of-a-test"
    for key, value in {
        "DATABASE__URL": f"postgresql+psycopg://desk:{made_up}@host/name",
        "TELEGRAM__TOKEN": f"1:{made_up}-0123456789",
        "TELEGRAM__WEBHOOK_SECRET": made_up,
        "READINGS__TOKEN": made_up,
    }.items():
        monkeypatch.setenv(f"SPORTELLO_{key}", value)
    settings = config.load()
    assert made_up in settings.database.url
    assert made_up not in f"{settings} {settings!r} {settings.database!r}"
