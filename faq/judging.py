"""Turns the scores of a question into the chance that its best entry is what was asked."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from faq.knowledge import Asked, Knowledge
from faq.ranking.recipe import Scores


def chances(scores: Scores, temperature: float) -> Scores:
    """The scores as chances that add up to 1 (softmax); an entry at minus infinity has none."""
    highest = max(scores, default=0.0)
    powers = [math.exp((score - highest) / temperature) for score in scores]
    whole = sum(powers)
    return [power / whole for power in powers]


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
    """Compute the evidence for and against the entry `order[0]`, about 0 to 1 each; `bias` is always 1.

    `order` holds the first entries from best to worst, `chance` the result of `chances(scores, …)`.
    """
    best = knowledge.known[order[0]]
    weight = {concept: knowledge.weight_of(concept) for concept in asked.concepts}
    whole = sum(weight.values()) or 1.0
    length = len(weight)
    first = scores[order[0]]
    second = scores[order[1]] if len(order) > 1 else 0.0

    def share(concepts: Collection[str]) -> float:
        return sum(value for concept, value in weight.items() if concept in concepts) / whole

    names = knowledge.topics.names.against(weight, best.wordings)
    foreign = knowledge.topics.foreign.against(weight, best.wordings)
    trade = knowledge.topics.trade.against(weight, best.wordings)
    aliens = sum(knowledge.vocabulary.is_alien(word) for word in set(asked.words))
    return {
        "bias": 1.0,
        "chance": math.log(chance[order[0]] / max(1e-6, 1 - chance[order[0]])) / 5,
        "margin": min(2.0, (first - second) / (1 + math.sqrt(length)) / 2),
        "height": min(3.0, first / (1 + length) / 2),
        "known": share(best.concepts),
        "explained": share(best.explained - best.concepts),
        "strange": 1 - share([concept for concept in weight if knowledge.asked_with(concept)]),
        "alien": min(1.0, aliens / (1 + length)),
        "alike": _alike(weight, best.wordings, knowledge.sizes(order[0])),
        "names": float(bool(names) or knowledge.topics.chats(asked.words)),
        "foreign": share(foreign | names),
        "topics": share(trade),
        "topic": float(bool(trade)),
        "length": math.log1p(length) / 3,
        "wordings": math.log(len(best.wordings)) / 3,
        "twin": _twin(knowledge, asked, order, chance),
    }


def forbids(evidence: Mapping[str, float]) -> bool:
    """Whether the evidence rules out an answer at once, however well the rest fits.

    It does when the question names another company ("la password di gmail"), when a quarter of it is about
    another trade, or when a short question holds a word that is neither Italian nor near to any known one,
    which is nearly always such a name.
    """
    return (
        evidence["names"] > 0
        or evidence["foreign"] >= _MUCH
        or (evidence["alien"] > 0 and evidence["length"] < _SHORT)
    )


#: Share of a question, by weight of its words.
_MUCH: Final = 0.25
#: `length` of a question of six concepts.
_SHORT: Final = math.log1p(6) / 3


def _twin(knowledge: Knowledge, asked: Asked, order: Sequence[int], chance: Scores) -> float:
    """The chance of the best entry of another portal, where the question does not say which is meant."""
    first = knowledge.entries[order[0]].portal
    if first is None or knowledge.portal_named(asked) is not None:
        return 0.0
    others = [number for number in order[1:] if knowledge.entries[number].portal not in {None, first}]
    return max((chance[number] for number in others), default=0.0)


def _alike(weight: Mapping[str, float], wordings: Sequence[frozenset[str]], sizes: Sequence[float]) -> float:
    """The largest cosine of the question and a wording, over the weights of their concepts."""
    squares = {concept: value**2 for concept, value in weight.items()}
    theirs = sum(squares.values())
    best = 0.0
    for wording, ours in zip(wordings, sizes, strict=True):
        if not wording.isdisjoint(squares):
            shared = sum(squares[concept] for concept in wording if concept in squares)
            best = max(best, shared / math.sqrt(ours * theirs))
    return best
