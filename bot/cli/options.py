"""Options that several commands have."""

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

ConfigOption: TypeAlias = Annotated[
    Path | None, typer.Option("--config", help="The configuration file (default: config.toml here).")
]
