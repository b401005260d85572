"""Short replies as people type them: yes, no, out of here, a time of day. The words are in `reply_words`.

A message is a reply where each of its words belongs to the vocabulary. "Not" turns the statement beside it
round; what says both, or is doubtful, is neither yes nor no, and the question is asked again.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import time
from functools import lru_cache
from typing import Final, Literal, TypeAlias

from rapidfuzz.distance import OSA

from faq.language import fold
from handlers.shared import reply_words
from handlers.shared.reply_words import Fact

Answer: TypeAlias = Literal["yes", "no"]
#: Where one goes who leaves what is open.
WayOut: TypeAlias = Literal["cancel", "back", "menu"]
_Phrase: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What an open question takes for a yes, beside a plain one."""

    #: The reports that answer it; another one is about something else, so it is asked again.
    facts: frozenset[Fact] = frozenset(reply_words.FACTS)
    #: Whether "ok" and a raised thumb will do. They do not say that something has happened.
    agreement: bool = True
    #: Whether "wrong" is a no; where a wrong thing is to be deleted it may mean a yes.
    is_of_right: bool = True


#: Any report, any agreement.
ANY: Final = Question()
#: Whether to carry something out: agreement will do, a report of something else will not.
PROPOSAL: Final = Question(frozenset())


def reported(*facts: Fact) -> Question:
    """A question whether something has happened, on which "ok" is asked back.

    Who says it may only have read, and a dialog that ended well on it would be wrong.
    """
    return Question(frozenset(facts), agreement=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """What the words of a reply say, each by itself."""

    is_plain_yes: bool = False
    is_agreed: bool = False
    is_no: bool = False
    is_wrong: bool = False
    is_doubtful: bool = False
    #: Nothing is carried out on the word of somebody who asks to wait.
    is_hesitant: bool = False
    #: The facts that each report may mean: "trovato" is said of a letter, and of a page.
    reports: tuple[frozenset[Fact], ...] = ()

    def to(self, question: Question) -> Answer | None:
        """What it answers to a question; None: nothing for certain."""
        says_yes = self.is_plain_yes or self.is_agreed or bool(self.reports)
        says_no = self.is_no or self.is_wrong
        if self.is_doubtful or says_yes == says_no or (self.is_wrong and not question.is_of_right):
            return None
        if says_no:
            return "no"
        if self.is_hesitant:
            return None
        if not all(report & question.facts for report in self.reports):
            return None
        return "yes" if self.is_plain_yes or self.reports or question.agreement else None


def understood(text: str, question: Question = ANY) -> Answer | None:
    """Whether the whole message is a yes or a no to the question."""
    reply = read(text)
    return None if reply is None else reply.to(question)


def reports(text: str, fact: Fact) -> bool:
    """Whether the whole message says in so many words that this has happened."""
    reply = read(text)
    return reply is not None and bool(reply.reports) and reply.to(reported(fact)) == "yes"


def read(text: str) -> Reply | None:
    """Read a message that is made of nothing but words of a reply; None for all others."""
    if len(text) > _LONGEST_REPLY:
        return None
    signs = frozenset(text)
    parts = _parts(spelled(text), _SAID)
    if parts is None:
        return None
    has_signs = bool(signs & (reply_words.YES_MARKS | reply_words.NO_MARKS))
    if not has_signs and all(group == "filler" for group, _ in parts):
        return None
    cores = _turned_round(parts)
    groups = {group for group, _ in cores}
    return Reply(
        is_plain_yes=bool(groups & {"yes", "right"}),
        is_agreed="agreed" in groups or bool(signs & reply_words.YES_MARKS),
        is_no="no" in groups or bool(signs & reply_words.NO_MARKS),
        is_wrong="wrong" in groups,
        is_doubtful="doubt" in groups or bool(signs & reply_words.DOUBT_MARKS),
        is_hesitant="hesitation" in groups,
        reports=tuple(_FACTS_OF[phrase] for group, phrase in cores if group == "fact"),
    )


def is_small_talk(text: str) -> bool:
    """Whether the whole message is a greeting, thanks or contentment; with a number in it, it is more."""
    words = set(spelled(text))
    return bool(words) and words <= reply_words.GREETINGS | reply_words.THANKS | reply_words.CONTENT


def is_thanks(text: str) -> bool:
    """Whether the whole message is thanks, perhaps with a greeting, or applause: it wants no answer."""
    return (is_small_talk(text) and not reply_words.THANKS.isdisjoint(spelled(text))) or is_applause(text)


def is_filler(text: str) -> bool:
    """Whether a message holds nothing but what goes with other words: please, me, thanks."""
    parts = _parts(spelled(text), _SAID)
    return parts is not None and all(group == "filler" for group, _ in parts)


def way_out(text: str) -> WayOut | None:
    """Where the whole message wants to go, away from what is open."""
    parts = _parts(spelled(text), _LEAVING)
    ways = [group for group, _ in parts or () if group in _WAYS_OUT]
    return _WAYS_OUT[ways[0]] if len(set(ways)) == 1 else None


def is_settled(text: str) -> bool:
    """Whether the whole message says that a matter is settled, without a no, a doubt or a but."""
    if frozenset(text) & (reply_words.NO_MARKS | reply_words.DOUBT_MARKS):
        return False
    parts = _parts(spelled(text), _SETTLING)
    return parts is not None and {group for group, _ in _turned_round(parts)} == {"right"}


def leaves_person(text: str) -> bool:
    """Whether the whole message wants away from a person: to the bot, to the menu, or just out."""
    if way_out(text) is not None:
        return True
    parts = _parts(spelled(text), _TO_BOT)
    return parts is not None and any(group == "bot" for group, _ in parts)


def is_applause(text: str) -> bool:
    """Whether the whole message is signs of contentment, such as a heart or a raised thumb."""
    signs = {sign for sign in text if not sign.isspace() and sign not in _SELECTORS}
    return bool(signs) and signs <= reply_words.APPLAUSE_MARKS | reply_words.YES_MARKS


def time_of_day(text: str) -> time | None:
    """The time that the whole message names: "9:30", "alle 9 e mezza", "21"; None where it names none."""
    found = _TIME.fullmatch(" ".join(spelled(text)))
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2] or _MINUTES.get(found[3], 0))
    return time(hour, minute) if hour < 24 and minute < 60 else None  # noqa: PLR2004 - as clocks have it


def spelled(text: str) -> list[str]:
    """The words and numbers of a message, folded; of more than 200 characters none, for that is a story."""
    if len(text) > _LONGEST_REPLY:
        return []
    words = [_STRETCHED.sub(r"\1", word) for word in _WORD.findall(in_words(fold.plain(text)))]
    is_one_word = len(words) > 1 and all(len(word) == 1 and word.isalpha() for word in words)
    return ["".join(words)] if is_one_word else words


def in_words(plain: str) -> str:
    """The folded text with its "grazie 1000" said in words, which is no number."""
    return _THANKS_IN_FIGURES.sub("grazie mille", plain)


def _parts(words: list[str], vocabulary: "_Vocabulary") -> list[tuple[str, _Phrase]] | None:
    """Cut words into phrases, the longest first, each with its group; None where one is in none."""
    words = [_mended(word) for word in words]
    parts: list[tuple[str, _Phrase]] = []
    place = 0
    while place < len(words):
        for length in range(min(_LONGEST, len(words) - place), 0, -1):
            phrase = tuple(words[place : place + length])
            if (group := vocabulary.get(phrase)) is not None:
                parts.append((group, phrase))
                place += length
                break
        else:
            return None
    return parts


@lru_cache(maxsize=1024)
def _mended(word: str) -> str:
    """The one long word of replies that was meant, of which a letter is missing, too many or swapped.

    A letter that is another one is left alone: "provato" is no slip for "trovato".
    """
    if len(word) < _SHORTEST_SLIP or word in _WORDS:
        return word
    near = [known for known in _WORDS if _is_slip_of(word, known)]
    return near[0] if len(near) == 1 else word


def _is_slip_of(word: str, known: str) -> bool:
    if len(known) < _SHORTEST_SLIP or word[0] != known[0] or abs(len(word) - len(known)) > 1:
        return False
    is_swap = sorted(word) == sorted(known)
    is_near = OSA.distance(word, known, score_cutoff=1) == 1
    return is_near and word[-1] == known[-1] and (is_swap or len(word) != len(known))


def _turned_round(parts: list[tuple[str, _Phrase]]) -> list[tuple[str, _Phrase]]:
    """The parts that say something, with "not" joined to what it denies.

    That is the statement behind it, or else the one before it ("stimmt nicht"). A denied statement is a no, a
    denied fault is doubtful.
    """
    cores = [part for part in parts if part[0] not in {"filler", "praise"}]
    said: list[tuple[str, _Phrase]] = []
    place = 0
    while place < len(cores):
        group, phrase = cores[place]
        if group != "not":
            said.append((group, phrase))
        elif cores[place + 1 : place + 2] and cores[place + 1][0] in _DENIED:
            place += 1
            said.append((_DENIED[cores[place][0]], phrase))
        elif said and said[-1][0] in _DENIED:
            said[-1] = (_DENIED[said[-1][0]], phrase)
        else:
            said.append(("doubt", phrase))
        place += 1
    return said


_Vocabulary: TypeAlias = Mapping[_Phrase, str]


def _grouped(**groups: Iterable[_Phrase]) -> _Vocabulary:
    """Map each phrase to its group; of several groups the first counts."""
    return {phrase: group for group in reversed(groups) for phrase in groups[group]}


_FACTS_OF: Final[Mapping[_Phrase, frozenset[Fact]]] = {
    phrase: frozenset(fact for fact, listed in reply_words.FACTS.items() if phrase in listed)
    for listed in reply_words.FACTS.values()
    for phrase in listed
}
_SAID: Final = _grouped(
    yes=reply_words.YES,
    right=reply_words.RIGHT,
    agreed=reply_words.AGREED,
    no=reply_words.NO,
    wrong=reply_words.WRONG,
    doubt=reply_words.DOUBT,
    hesitation=reply_words.HESITATION,
    fact=_FACTS_OF,
    praise=reply_words.PRAISE,
    filler=reply_words.FILLERS,
    **{"not": reply_words.NOT},
)
_LEAVING: Final = _grouped(
    leave=reply_words.LEAVE,
    menu=reply_words.TO_MENU,
    back=reply_words.BACK,
    filler=reply_words.FILLERS | reply_words.WANTING | reply_words.NO | reply_words.AGREED,
)
_SETTLING: Final = _grouped(
    right=reply_words.SETTLED,
    no=reply_words.NO,
    wrong=reply_words.WRONG,
    doubt=reply_words.DOUBT,
    hesitation=reply_words.HESITATION,
    praise=reply_words.PRAISE,
    filler=reply_words.FILLERS | reply_words.MATTER | reply_words.YES | reply_words.AGREED,
    **{"not": reply_words.NOT},
)
_TO_BOT: Final = _grouped(bot=reply_words.TO_BOT, filler=reply_words.FILLERS | reply_words.WANTING)
#: Variation selectors and skin tones, which stand behind a sign.
_SELECTORS: Final = frozenset("\ufe0e\ufe0f\u200d🏻🏼🏽🏾🏿")
_WAYS_OUT: Final[Mapping[str, WayOut]] = {"leave": "cancel", "menu": "menu", "back": "back"}
#: What becomes of a statement beside "not".
_DENIED: Final = {"right": "no", "agreed": "no", "fact": "no", "wrong": "doubt"}
#: Of letters and digits in any script; a sign among them is none.
_WORD: Final = re.compile(r"[^\W_]+")
_STRETCHED: Final = re.compile(r"([^\W\d_])\1{2,}")
_LONGEST_REPLY: Final = 200
#: The most words of a phrase.
_LONGEST: Final = max(map(len, (*_SAID, *_LEAVING, *_SETTLING, *_TO_BOT)))
#: The words of which a slip is mended, and how long both have to be: shorter ones are others' neighbours.
_WORDS: Final = frozenset(word for phrase in (*_SAID, *_LEAVING) for word in phrase)
_SHORTEST_SLIP: Final = 6
#: "1000 grazie" too; more noughts before it may be a meter's.
_THANKS_IN_FIGURES: Final = re.compile(r"\bgrazie 1(?:0{3,5}|\.000)\b|\b1\.?000 grazie\b")
_TIME: Final = re.compile(
    r"(?:(?:verso )?(?:alle|le|all|at|um) )?(\d{1,2})(?: (\d{2})| e (mezza|un quarto))?(?: uhr)?"
)
_MINUTES: Final = {"mezza": 30, "un quarto": 15}
