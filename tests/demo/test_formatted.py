"""Telegram's HTML: what it becomes, and what is refused with which sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.demo.telegram.formatted import from_html, plain, to_html, units
from bot.demo.telegram.model import Entity, Formatted
from bot.demo.telegram.refusal import ApiError


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("ciao", Formatted("ciao")),
        ("<b>a</b> b", Formatted("a b", (Entity("bold", 0, 1),))),
        ("<b>a<i>b</i></b>", Formatted("ab", (Entity("bold", 0, 2), Entity("italic", 1, 1)))),
        ("😀 <u>x</u>", Formatted("😀 x", (Entity("underline", 3, 1),))),
        ("1 &lt; 2 &amp; &quot;3&quot; &#39;&#x27;", Formatted("1 < 2 & \"3\" ''")),
        ("&euro; & &#0;", Formatted("&euro; & &#0;")),
        (
            "<s>a</s><del>b</del>",
            Formatted("ab", (Entity("strikethrough", 0, 1), Entity("strikethrough", 1, 1))),
        ),
        (
            '<a href="https://example.org/?a=1&amp;b=2">qui</a>',
            Formatted("qui", (Entity("text_link", 0, 3, url="https://example.org/?a=1&b=2"),)),
        ),
        ('<a href="">qui</a>', Formatted("qui")),
        ("<a href=''><b>qui</b></a>", Formatted("qui", (Entity("bold", 0, 3),))),
        (
            '<pre><code class="language-python">x = 1</code></pre>',
            Formatted("x = 1", (Entity("pre", 0, 5, language="python"),)),
        ),
        ("<blockquote expandable>a</blockquote>", Formatted("a", (Entity("expandable_blockquote", 0, 1),))),
        ("<blockquote>a</blockquote>", Formatted("a", (Entity("blockquote", 0, 1),))),
        ('<span class="tg-spoiler">a</span>', Formatted("a", (Entity("spoiler", 0, 1),))),
        ("  \n a <b>b \n</b>\n ", Formatted("a b", (Entity("bold", 2, 1),))),
        ("<b> </b>", Formatted("")),
        ("a\r\nb\x07", Formatted("a\nb")),
        ("<B>a</>", Formatted("a", (Entity("bold", 0, 1),))),
    ],
)
def test_html_becomes_text_and_entities(source: str, expected: Formatted) -> None:
    """Tags become entities counted in UTF-16 units, references become letters, ends are trimmed."""
    assert from_html(source) == expected


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("è <b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("è <p>a</p>", 'Unsupported start tag "p" at byte offset 3'),
        ("2 < 3", 'Unsupported start tag "" at byte offset 2'),
        ("a <", "Unclosed start tag at byte offset 2"),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<a ="x">a</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
    ],
)
def test_bad_html_is_refused(source: str, reason: str) -> None:
    """Markup that Telegram does not know is a 400 with its reason and place."""
    with pytest.raises(ApiError) as caught:
        from_html(source)
    assert (caught.value.code, caught.value.description) == (
        400,
        f"Bad Request: can't parse entities: {reason}",
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/start abc", (Entity("bot_command", 0, 6),)),
        ("vai su https://example.org/a.", (Entity("url", 7, 21),)),
        ("scrivi a ada@example.org", (Entity("email", 9, 15),)),
        ("ciao @sportello_demo_bot", (Entity("mention", 5, 19),)),
        ("e/o 1/2", ()),
    ],
)
def test_links_and_commands_are_found(text: str, expected: tuple[Entity, ...]) -> None:
    """Commands, addresses and mentions are marked without being asked for."""
    assert plain(text).entities == expected


@given(st.text(max_size=60))
def test_escaped_text_survives(text: str) -> None:
    """Text that was escaped comes out of the HTML as the plain text would."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert from_html(escaped) == plain(text)


@given(
    st.text(max_size=40), st.sampled_from(["b", "i", "u", "s", "code", "blockquote"]), st.text(max_size=40)
)
def test_html_is_written_back(before: str, tag: str, inside: str) -> None:
    """What is read from HTML and written back reads the same."""
    source = plain(before).text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    first = from_html(f"{source}<{tag}>{units(inside)}</{tag}>")
    assert from_html(to_html(first)) == first
