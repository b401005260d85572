"""What Telegram takes as HTML: said when a text is written."""

import pytest

from bot.services.broadcasts import markup


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ciao {name}", []),
        ("<b>Ciao</b> <a href='https://example.org/?a=1&amp;b=2'>qui</a> &lt;x&gt;", []),
        ("2 > 1\nNuova riga", []),
        ("<b>x", ["<b> is not closed"]),
        (
            "<b><i>x</b></i>",
            ["</b> closes nothing that was opened last", "</i> closes nothing that was opened last"],
        ),
        ("x</b>", ["</b> closes nothing that was opened last"]),
        ("<p>x</p>", ["Telegram knows no <p>"]),
        ("x<br/>y", ["<br/> is not Telegram's HTML: a line break is just a line break"]),
        ("a < b", ["a bare < or & is written &lt; or &amp;"]),
        ("x&nbsp;y", ["Telegram knows no &nbsp;"]),
        ("<a>x</a>", ["<a> has no address"]),
        ("<!-- x -->y", ["a comment is not Telegram's HTML"]),
        (" <b> </b>", ["it says nothing"]),
        ("x" * 4096, []),
        ("<b>" + "x" * 4096 + "</b>", []),
        ("x" * 4095 + "🔥", ["it has 4097 characters; in a message 4096 fit"]),
    ],
)
def test_what_telegram_would_refuse_is_named(text: str, expected: list[str]) -> None:
    """Tags, entities and length, as the Bot API counts them."""
    assert list(markup.faults(text, is_caption=False)) == expected


def test_below_a_picture_less_fits() -> None:
    """A caption has a quarter of a message's length."""
    assert list(markup.faults("x" * 1025, is_caption=True)) == [
        "it has 1025 characters; below a picture 1024 fit"
    ]
