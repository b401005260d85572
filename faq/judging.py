"""Judging: from the scores of a question to the chance that its best entry is really what was asked."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from faq.knowledge import Asked, Knowledge
from faq.ranking import Scores

#: Entries whose words are looked at closely.
_CLOSE: Final = 3


def chances(scores: Scores, temperature: float) -> Scores:
    """The scores as chances that add up to 1 (softmax); an entry at minus infinity has none."""
    powers = np.exp((scores - scores.max()) / temperature)
    return np.asarray(powers / powers.sum())


@dataclass(frozen=True, slots=True)
class Judge:
    """Weighs the evidence for the best entry by a logistic regression."""

    weights: Mapping[str, float]

    def confidence(self, evidence: Mapping[str, float]) -> float:
        """The chance, between 0 and 1, that the best entry is right."""
        total = sum(self.weights.get(name, 0.0) * value for name, value in evidence.items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def evidence(
    knowledge: Knowledge, asked: Asked, order: Sequence[int], scores: Scores, chance: Scores
) -> dict[str, float]:
    """What speaks for and against the entry `order[0]`, each figure about 0 to 1; `bias` is always 1.

    `order` is the entries from best to worst, `chance` what `chances` made of `scores`.
    """
    best = knowledge.known[order[0]]
    weight = {concept: knowledge.weight_of(concept) for concept in asked.concepts}
    whole = sum(weight.values()) or 1.0
    rest = [knowledge.known[number].concepts for number in order[1:_CLOSE]]
    length = len(weight)
    second = scores[order[1]] if len(order) > 1 else scores.mean()

    def share(concepts: frozenset[str]) -> float:
        return sum(value for concept, value in weight.items() if concept in concepts) / whole

    names = knowledge.topics.names.against(weight, best.wordings)
    foreign = knowledge.topics.foreign.against(weight, best.wordings)
    trade = knowledge.topics.trade.against(weight, best.wordings)
    alike = max((_alike(weight, wording, knowledge) for wording in best.wordings), default=0.0)
    return {
        "bias": 1.0,
        "chance": math.log(chance[order[0]] / max(1e-6, 1 - chance[order[0]])) / 5,
        "margin": min(2.0, float(scores[order[0]] - second) / (1 + math.sqrt(length)) / 2),
        "height": min(3.0, float(scores[order[0]]) / (1 + length) / 2),
        "known": share(best.concepts),
        "explained": share(best.explained - best.concepts),
        "strange": sum(value for concept, value in weight.items() if not knowledge.asked_with(concept)) / whole,
        "alien": min(1.0, sum(knowledge.vocabulary.is_alien(word) for word in set(asked.words)) / (1 + length)),
        "rivals": max((share(concepts) for concepts in rest), default=0.0) - share(best.concepts),
        "alike": alike,
        "names": float(bool(names)),
        "foreign": share(foreign | names),
        "topics": share(trade),
        "topic": float(bool(trade)),
        "length": math.log1p(length) / 3,
        "empty": float(length == 0),
        "wordings": math.log(len(best.wordings)) / 3,
    }


def _alike(weight: Mapping[str, float], wording: frozenset[str], knowledge: Knowledge) -> float:
    """Cosine of the question and one wording, over the weights of their concepts."""
    if not wording:
        return 0.0
    shared = sum(value**2 for concept, value in weight.items() if concept in wording)
    ours = sum(knowledge.weight_of(concept) ** 2 for concept in wording)
    theirs = sum(value**2 for value in weight.values())
    return shared / math.sqrt(ours * theirs) if shared else 0.0
