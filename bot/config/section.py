"""What the sections of the settings have in common."""

from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, SecretStr

#: Environment variables are named PREFIX + section + SEPARATOR + key.
PREFIX: Final = "SPORTELLO_"
SEPARATOR: Final = "__"


class Section(BaseModel):
    """A table of config.toml; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _without_blanks(value: object) -> object:
    """Strip blanks, which were copied along with a token; an empty variable means that there is none."""
    return (value.strip() or None) if isinstance(value, str) else value


#: A token from the environment; None where the variable is empty.
Token = Annotated[SecretStr | None, BeforeValidator(_without_blanks)]
