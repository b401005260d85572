"""Telegram HTML on a page of the console."""

import pytest

from bot.console.bubbles import safe


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("a &lt;b&gt; & c", "a &lt;b&gt; &amp; c"),
        ("<b>x<i>y</b>z", "<b>x<i>y</i></b>z"),
        ("<img src=x onerror=y>ok", "ok"),
        ("<b", "&lt;b"),
        (
            '<a href="https://x.it/?a=1&amp;b=2">q</a>',
            '<a href="https://x.it/?a=1&amp;b=2" rel="noopener noreferrer nofollow">q</a>',
        ),
        ('<a href=" JaVaScript:x">q</a>', '<a href="#" rel="noopener noreferrer nofollow">q</a>'),
        ("<tg-spoiler>s</tg-spoiler></b>", "s"),
    ],
)
def test_only_tags_of_telegram_reach_a_page(html: str, shown: str) -> None:
    """Closed, without attributes but the address of a link."""
    assert safe(html) == shown
