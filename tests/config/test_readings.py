"""The settings of the mail: whole, or refused in a sentence."""

from pathlib import Path

import pytest

from bot import config
from bot.errors import ConfigurationFaulty


@pytest.mark.parametrize(
    ("environment", "fault"),
    [
        ({"HOST": "smtp.example.org"}, "mail.host needs mail.sender"),
        ({"HOST": "smtp.example.org", "SENDER": "nobody"}, "mail.host needs mail.sender"),
        ({"HOST": "h", "SENDER": "a@example.org", "USER": "a"}, "mail.user and its password belong together"),
        (
            {"HOST": "h", "SENDER": "a@example.org", "USER": "a", "PASSWORD": "b", "SECURITY": "none"},
            "mail.security must be starttls or tls",
        ),
        ({"SECURITY": "maybe"}, "mail.security"),
    ],
)
def test_a_mail_server_that_is_half_configured(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], fault: str
) -> None:
    """What is missing is named; a password never goes out in the clear."""
    for key, value in environment.items():
        monkeypatch.setenv(f"SPORTELLO_MAIL__{key}", value)
    with pytest.raises(ConfigurationFaulty) as caught:
        config.load()
    assert fault in str(caught.value)


def test_the_password_belongs_in_no_file(tmp_path: Path) -> None:
    """It is refused there, and shown nowhere."""
    path = tmp_path / "config.toml"
    path.write_text('[mail]\nhost = "h"\nsender = "a@example.org"\nuser = "a"\npassword = "made-up"\n')
    with pytest.raises(ConfigurationFaulty) as caught:
        config.load(path)
    assert "SPORTELLO_MAIL__PASSWORD in the environment" in str(caught.value)
    assert "made-up" not in str(caught.value)
