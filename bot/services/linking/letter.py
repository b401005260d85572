"""The letter with the key: in the customer's language, as plain text and as HTML that says the same."""

import re
from dataclasses import dataclass
from datetime import datetime
from html import escape, unescape
from typing import Final

from bot.i18n import Texts
from bot.storage.outbox import Parcel
from bot.storage.parcels import Letter
from handlers.contract.speech import N_, At, Say

_SUBJECT: Final = N_("Connect your Telegram to your supplies")
_TAG: Final = re.compile(r"<[^>]+>")
_PAGE: Final = (
    '<!doctype html><html lang="{language}"><body style="font-family:sans-serif;font-size:16px;'
    'line-height:1.5;max-width:36em">{paragraphs}</body></html>'
)
_BUTTON: Final = (
    '<p><a href="{link}" style="display:inline-block;padding:12px 20px;border-radius:8px;background:#0b6e5f;'
    'color:#ffffff;text-decoration:none">{label}</a></p><p style="font-size:13px">{link}</p>'
)


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a letter says. ``to`` None: to nobody. ``code`` is masked, for a letter may be read by others."""

    to: str | None
    name: str
    code: str
    link: str
    until: datetime


def write(texts: Texts, language: str, invitation: Invitation, now: datetime) -> Parcel:
    """The letter, ready for the outbox; to nobody it is written all the same, and not sent."""
    before = (
        Say(N_("Hello {name},"), name=invitation.name),
        Say(
            N_(
                "somebody has asked Sportello, our desk on Telegram, to connect their chat with your "
                "contract (customer code {code}). If it was you, open this link on the phone or computer "
                "where your Telegram is, and press Start. It works once, {until} at the latest."
            ),
            code=invitation.code,
            until=At(invitation.until),
        ),
    )
    after = Say(
        N_(
            "If it was not you, there is nothing to do: without this link nobody gets in. "
            "Please do not forward this letter."
        )
    )
    label = texts.translate(N_("Connect my Telegram"), language)

    def said(say: Say) -> str:
        return texts.render(say, language, 0, now).text

    html = [f"<p>{said(say)}</p>" for say in before]
    html += [_BUTTON.format(link=escape(invitation.link), label=escape(label)), f"<p>{said(after)}</p>"]
    text = [said(say) for say in before] + [escape(invitation.link), said(after), "Sportello"]
    letter = Letter(
        to=invitation.to,
        subject=texts.translate(_SUBJECT, language),
        text=unescape(_TAG.sub("", "\n\n".join(text))) + "\n",
        html=_PAGE.format(language=language, paragraphs="".join(html)),
        until=invitation.until,
    )
    return Parcel(letter, None)
