"""The one fold: what looks the same is the same, whatever the characters."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq.language import fold
from faq.language.fold import Folded

#: Any characters at all, also halves of a pair that are none; and those that the fold is about, more often.
ANY = st.text(st.one_of(st.characters(), st.sampled_from("\ud800\udfff\0\u200b\ufe0f\u20e3²½①İßé'’-‑ 1gG.")))
TWINS = ((fold.seen, fold.seen_in_place), (fold.plain, fold.plain_in_place))


@given(ANY)
def test_folding_again_changes_nothing(text: str) -> None:
    """Any text, halves of surrogate pairs too, is folded without an error, and once for all."""
    for folding, _ in TWINS:
        folded = folding(text)
        assert folding(folded) == folded
    assert fold.joined(fold.joined(fold.plain(text))) == fold.joined(fold.plain(text))


@given(ANY)
def test_what_is_found_is_found_in_its_place(text: str) -> None:
    """The twin folds alike; its places are of the text, in order, and each folds to what stands there."""
    for folding, in_place in TWINS:
        found = in_place(text)
        assert found.text == folding(text)
        assert len(found.places) == len(found.text)
        assert all(left <= right < len(text) for left, right in pairwise((*found.places, *found.places[-1:])))
        assert all(
            letter == " " or letter in folding(text[place])
            for letter, place in zip(found.text, found.places, strict=True)
        )


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126, exclude_characters="`")))
def test_plain_ascii_is_seen_as_it_is(text: str) -> None:
    """Nothing is done to a text that has nothing to fold."""
    assert fold.seen(text) == text
    assert fold.plain(text) == text.lower()


@pytest.mark.parametrize(
    ("text", "seen", "plain"),
    [
        ("𝐅𝐮𝐠𝐚 𝐝𝐢 𝐆𝐀𝐒", "Fuga di GAS", "fuga di gas"),
        ("ＦＵＧＡ", "FUGA", "fuga"),
        ("fu\u200bga d\u00adi\u2060 g\u202aas\ufeff", "fuga di gas", "fuga di gas"),
        ("g\u034fa\ufe0fs\u3164", "gas", "gas"),
        ("perché È", "perché È", "perche e"),
        ("perche\u0301", "perche\u0301", "perche"),
        ("STRAẞE Straße", "STRAẞE Straße", "strasse strasse"),
        ("İstanbul ısı", "İstanbul isi", "istanbul isi"),
        ("ﬁne ﬀ", "fine ff", "fine ff"),
        ("c’è c‘è c`è c´è cʼè c′è", "c'è c'è c'è c'è c'è c'è", "c'e c'e c'e c'e c'e c'e"),
        ("“a” «b» „c‟ ‹d›", '"a" "b" "c" "d"', '"a" "b" "c" "d"'),
        ("1-2‐3‑4‒5–6—7―8−9﹣0－", "1-2-3-4-5-6-7-8-9-0-", "1-2-3-4-5-6-7-8-9-0-"),
        ("a\u00a0b\u2009c\u3000d\te\u202ff", "a b c d e f", "a b c d e f"),
        ("a\r\nb\u2028c\x85d", "a\n\nb\nc\nd", "a\n\nb\nc\nd"),
        ("1️⃣ ②❸ 🔟", "1 23 10", "1 23 10"),
        ("０２８ ٠٢٨ ०२८ 𝟎𝟐𝟖", "028 028 028 028", "028 028 028 028"),
        ("3017² 3½ m³", "3017 2 3 1/2 m3", "3017 2 3 1/2 m3"),
        ("／help ﹫ №", "/help @ No", "/help @ no"),
        ("a\ud800b\0c", "abc", "abc"),
        ("\u200b\u2060", "", ""),
    ],
)  # fmt: skip
def test_characters_that_look_alike_are_one(text: str, seen: str, plain: str) -> None:
    """Every form of a letter, a digit, a dash, a blank or a quotation mark is the plain one."""
    assert fold.seen(text) == seen
    assert fold.plain(text) == plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("puzza di g a s", "puzza di gas"),
        ("puzza di G.A.S.!", "puzza di gas.!"),
        ("g-a-s g_a_s g*a*s g/a/s g . a . s", "gas gas gas gas gas"),
        ("G\u200b.A.\u200bS", "gas"),
        ("il p o d", "il pod"),
        ("a e i", "a e i"),
        ("o a e il cane", "o a e il cane"),
        ("c'è a l'ora e o l'anno", "c'e a l'ora e o l'anno"),
        ("e/o si/no C.F. a.c.", "e/o si/no c.f. a.c."),
        ("g a-s", "g a-s"),
        ("1 2 3", "1 2 3"),
    ],
)
def test_spelled_words_are_read_joined(text: str, expected: str) -> None:
    """Three single letters in a row are a word, unless each is a word of its own, or two are elided."""
    assert fold.joined(fold.plain(text)) == expected


def test_a_span_leads_back_to_the_characters_of_the_text() -> None:
    """What was found in the folded text can be cut out of the text, with the invisible between it."""
    text = "ﬁ 0\u200b2\u200b8 ok"
    folded = fold.plain_in_place(text)
    start = folded.text.index("028")
    begin, end = folded.span(start, start + 3)
    assert text[begin:end] == "0\u200b2\u200b8"
    assert folded.span(0, 1) == folded.span(1, 2) == (0, 1)
    assert folded.span(len(folded.text), len(folded.text)) == (len(text), len(text))
    assert Folded("", ()).span(0, 0) == (0, 0)


@pytest.mark.parametrize(
    "piece", ["a", "é", "a\u0301\u0327", "\u200b", "²", "𝐀", "g a s ", "g.", "a ", "1️⃣", "ﷺ"]
)
def test_time_grows_with_the_length_only(piece: str) -> None:
    """Eight times the text takes about eight times as long, not sixty-four times."""

    def seconds(length: int) -> float:
        text = piece * (length // len(piece))
        best = float("inf")
        for _ in range(3):
            begun = time.process_time()
            fold.joined(fold.plain(text))
            fold.seen_in_place(text)
            best = min(best, time.process_time() - begun)
        return best

    assert seconds(128_000) < 24 * seconds(16_000) + 0.01
