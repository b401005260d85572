"""The numbers of the matcher, read from weights.toml; `python -m faq.tune` chooses and writes them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from faq.ranking.recipe import Recipe

WEIGHTS: Final = Path(__file__).with_name("weights.toml")


@dataclass(frozen=True, slots=True)
class Weights:
    """All weights and thresholds."""

    #: Feature spaces: "concepts" (stems, words of one meaning as one), "words" (stems of all words), "grams".
    spaces: Mapping[str, Recipe]
    #: Added to the score of an entry of the portal that the person chose before.
    portal_tilt: float
    #: Scores are divided by this before they become chances.
    temperature: float
    #: Chance from which the ranking alone takes a message for a danger.
    danger_from: float
    #: The logistic regression on the evidence, by name; "bias" is the constant.
    evidence: Mapping[str, float]
    #: Chance of another portal's entry from which both are offered, unless the person's portal is known.
    twin_from: float
    #: Confidence from which an entry is answered at once; the same in a book with few wordings an entry,
    #: where nothing near can be expected; and from which candidates are suggested.
    answer_from: float
    answer_from_sparse: float
    suggest_from: float


def load(path: Path = WEIGHTS) -> Weights:
    """Read the file. Raises KeyError or TypeError when it was not written by `python -m faq.tune`."""
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return Weights(
        spaces={name: Recipe(**recipe) for name, recipe in tables["spaces"].items()},
        evidence=tables["evidence"],
        **tables["decision"],
    )


def dump(weights: Weights) -> str:
    """The weights as TOML, as `load` reads them."""
    lines = ["# Written by `python -m faq.tune`: change the data, not this file.", ""]
    for name, recipe in weights.spaces.items():
        lines.append(f"[spaces.{name}]")
        lines += [f"{key} = {getattr(recipe, key)!r}" for key in Recipe.__slots__]
        lines.append("")
    lines.append("[evidence]")
    lines += [f"{key} = {value:.4f}" for key, value in weights.evidence.items()]
    lines += ["", "[decision]"]
    lines += [f"{key} = {getattr(weights, key):.4f}" for key in _DECISION]
    return "\n".join(lines) + "\n"


_DECISION: Final = (
    "portal_tilt",
    "temperature",
    "danger_from",
    "twin_from",
    "answer_from",
    "answer_from_sparse",
    "suggest_from",
)
