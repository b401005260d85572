"""Connecting a Telegram account to a contract, with everything that may go wrong on the way."""

import pytest

from bot.demo.lookalike import Lookalike
from bot.demo.stage import contracts
from bot.gateways.mail import MemoryMail, Security, SmtpMail
from bot.storage.engine import Database
from tests.conftest import OpenDesk
from tests.support.customers import ADA_CODE, ADA_TAX_CODE, NOBODYS_CODE, NOBODYS_TAX_CODE
from tests.support.linkwalk import LinkWalk, key_of
from tests.support.logbook import Logbook
from tests.support.mailserver import HOST, PASSWORD, USER, MailServer

_HOW = "Come preferisci?"
_SENT = "il link: scade alle 13:30"
_DONE = "Fatto! Ora il tuo Telegram è collegato"
_NO_MATCH = "Con questi dati non riesco a collegarti"


@pytest.fixture
async def walk(telegram: Lookalike, open_desk: OpenDesk, database: Database) -> LinkWalk:
    """Ada, a mailbox, the demo's customers, and a clock that only the test turns: 13:00 in Rome."""
    await contracts.sign(database)
    return LinkWalk(telegram, open_desk, MemoryMail())


async def test_by_the_own_number(walk: LinkWalk) -> None:
    """Slips of the eye are forgiven, the number is shared with a button, and that goes away afterwards."""
    await walk.says("/collega", "codice cliente")
    await walk.says("OO1 0O1", "codice fiscale")
    await walk.says("frrdaa7oa4ix999i", _HOW)
    await walk.presses("📱 Con il mio numero", "Condividi il mio numero")
    assert walk.person.keyboard == [
        ["📱 Condividi il mio numero"],
        ["✉️ Con un’e-mail"],
        ["← Indietro", "✕ Annulla"],
    ]
    await walk.shares(_DONE, "Ada Ferrini")
    assert walk.person.keyboard == []
    shown = walk.last[1].text
    assert ("PDR …0101" in shown, "00000000100101" in shown) == (True, False)


async def test_by_letter(walk: LinkWalk) -> None:
    """The link of the letter works in this chat, once, and not in another."""
    await walk.names_ada(_HOW)
    await walk.presses("✉️ Con un’e-mail", _SENT)
    letter = await walk.letter()
    key = key_of(letter.text)
    assert (letter.to, "scade alle 13:30" in letter.text) == ("ada.ferrini@example.org", True)
    assert (key in letter.html, ADA_CODE in letter.text + letter.html) == (True, False)
    bruno = walk.telegram.user("Bruno")
    await walk.says(f"/start {key}", "Questo link non vale più", by=bruno)
    await walk.says(f"/start {key}", _DONE, "Ada Ferrini")
    await walk.says(f"/start {key}", "Questo link non vale più")


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_by_a_letter_that_a_real_server_took(
    telegram: Lookalike, open_desk: OpenDesk, database: Database, security: Security
) -> None:
    """What an SMTP server received opens the way."""
    await contracts.sign(database)
    server = MailServer(security)
    async with server.serving():
        mail = SmtpMail(
            HOST, server.port, "Sportello <desk@example.org>", USER, PASSWORD, security, 5.0, server.trust()
        )
        walk = LinkWalk(telegram, open_desk, mail)
        await walk.names_ada(_HOW)
        await walk.presses("✉️ Con un’e-mail", _SENT)
        async with open_desk(now=walk.clock, mail=mail):
            letter = await server.letter()
        assert letter["To"] == "ada.ferrini@example.org"
        plain = letter.get_body(("plain",))
        assert plain is not None
        key = key_of(plain.get_content())
        await walk.says(f"/start {key}", _DONE, "Ada Ferrini")


async def test_a_letter_is_good_for_half_an_hour(walk: LinkWalk) -> None:
    """When the time is over the bot says so by itself; the old link is no longer good, a new one is."""
    await walk.names_ada(_HOW)
    await walk.presses("✉️ Con un’e-mail", _SENT)
    first = key_of((await walk.letter()).text)
    await walk.waits("ormai è scaduto", _HOW, minutes=30)
    await walk.says(f"/start {first}", "Questo link non vale più", _HOW)
    await walk.presses("✉️ Con un’e-mail", "scade alle 14:00")
    await walk.says(f"/start {key_of((await walk.letter(2)).text)}", _DONE, "Ada Ferrini")


async def test_a_letter_is_sent_again(walk: LinkWalk) -> None:
    """Who finds nothing asks again, or takes the other way."""
    await walk.names_ada(_HOW)
    await walk.presses("✉️ Con un’e-mail", _SENT)
    walk.clock.turn(minutes=5)
    await walk.presses("📨 Mandala di nuovo", "scade alle 13:35")
    assert (await walk.letter(2)).to == "ada.ferrini@example.org"
    await walk.presses("📱 Con il mio numero", "Condividi il mio numero")
    await walk.shares(_DONE, "Ada Ferrini")


async def test_nobody_is_told_from_somebody(walk: LinkWalk) -> None:
    """For a contract that does not exist every word is the same, and no letter leaves."""
    await walk.says("/collega", "codice cliente")
    await walk.says(NOBODYS_CODE, "codice fiscale")
    await walk.says(NOBODYS_TAX_CODE, _HOW)
    await walk.presses("✉️ Con un’e-mail", _SENT)
    await walk.presses("📱 Con il mio numero", "Condividi il mio numero")
    await walk.shares(_NO_MATCH, _HOW)
    assert isinstance(walk.mail, MemoryMail)
    assert walk.mail.letters == []


async def test_a_number_that_is_not_on_record(walk: LinkWalk) -> None:
    """Somebody else's card is not taken, another's own number does not match, and a letter still may."""
    bruno = walk.telegram.user("Bruno")
    await walk.names_ada(_HOW, by=bruno)
    await walk.shares("Mi serve proprio il tuo numero", _HOW, of=walk.person, by=bruno)
    await walk.shares(_NO_MATCH, _HOW, by=bruno)


async def test_without_mail_only_the_number_is_offered(
    telegram: Lookalike, open_desk: OpenDesk, database: Database
) -> None:
    """Where no mail server is configured nobody reads of letters."""
    await contracts.sign(database)
    walk = LinkWalk(telegram, open_desk, None)
    await walk.names_ada("Condividi il mio numero")
    assert walk.person.keyboard == [["📱 Condividi il mio numero"], ["← Indietro", "✕ Annulla"]]
    bruno = walk.telegram.user("Bruno")
    await walk.shares("Mi serve proprio il tuo numero", "Condividi il mio numero", of=bruno)
    await walk.shares(_DONE, "Ada Ferrini")


async def test_wrong_input(walk: LinkWalk) -> None:
    """Wrong codes, a photo, a question in between and a danger: the place is kept, and the end is reached."""
    await walk.says("/collega", "codice cliente")
    await walk.says("1001", "sei cifre, e conta anche lo zero", "Scrivimi il codice cliente")
    await walk.sends_photo("Da lì non riesco a leggerlo", "Scrivimi il codice cliente")
    await walk.says("dove trovo il codice cliente?", "DATI CLIENTE", "Scrivimi il codice cliente")
    await walk.says(f"è {ADA_CODE}", "codice fiscale")
    await walk.says(ADA_TAX_CODE[:-1] + "J", "qualcosa che non torna", "codice fiscale")
    await walk.sends_photo("Da lì non riesco a leggerlo", "codice fiscale")
    await walk.says("sento puzza di gas", "112")
    await walk.says(ADA_TAX_CODE, _HOW)
    await walk.sends_photo("Foto e file", _HOW)
    await walk.says("con il mio numero", "Condividi il mio numero")
    await walk.shares(_DONE, "Ada Ferrini")


async def test_back_and_cancel(walk: LinkWalk) -> None:
    """Every step leads back to the one before and out, by button, by word and from the keyboard."""
    await walk.says("/collega", "codice cliente")
    await walk.says("indietro", "primo passo", "codice cliente")
    await walk.says(ADA_CODE, "codice fiscale")
    await walk.presses("← Indietro", "codice cliente")
    await walk.says(ADA_CODE, "codice fiscale")
    await walk.says(ADA_TAX_CODE, _HOW)
    await walk.presses("📱 Con il mio numero", "Condividi il mio numero")
    await walk.presses("← Indietro", _HOW)
    await walk.presses("✉️ Con un’e-mail", _SENT)
    await walk.says("/indietro", _HOW)
    await walk.presses("📱 Con il mio numero", "Condividi il mio numero")
    await walk.presses("✕ Annulla", "annullato")
    assert walk.person.keyboard == []
    for step in range(4):
        await walk.says("/collega", "codice cliente")
        if step > 0:
            await walk.says(ADA_CODE, "codice fiscale")
        if step > 1:
            await walk.says(ADA_TAX_CODE, _HOW)
        if step > 2:
            await walk.presses("✉️ Con un’e-mail", _SENT)
        await walk.presses("✕ Annulla", "annullato")


async def test_an_old_button(walk: LinkWalk) -> None:
    """A button of a step that is over does nothing but say so."""
    await walk.names_ada(_HOW)
    old = walk.last[0]
    await walk.presses("✉️ Con un’e-mail", _SENT)
    await walk.presses("✉️ Con un’e-mail", "non vale più", on=old)
    await walk.letter()
    assert isinstance(walk.mail, MemoryMail)
    assert len(walk.mail.letters) == 1


@pytest.mark.parametrize("step", range(5))
async def test_a_quiet_afternoon(walk: LinkWalk, log: Logbook, step: int) -> None:
    """Two hours of silence close the dialog with a word, wherever it stood."""
    await walk.says("/collega", "codice cliente")
    if step > 0:
        await walk.says(ADA_CODE, "codice fiscale")
    if step > 1:
        await walk.says(ADA_TAX_CODE, _HOW)
    if step == 3:
        await walk.presses("📱 Con il mio numero", "Condividi il mio numero")
    if step == 4:
        await walk.presses("✉️ Con un’e-mail", _SENT)
        await walk.waits("ormai è scaduto", _HOW, minutes=31)
    await walk.waits("Ci eravamo fermati", hours=2)
    assert walk.person.keyboard == []
    # The clock may have overtaken the letter, which is then not sent.
    log.forgive("a delivery ended badly", is_sure=False)


async def test_tries_are_counted_across_dialogs_and_restarts(walk: LinkWalk) -> None:
    """The sixth try within an hour waits, however often one begins anew; then it goes on."""
    for _ in range(5):
        await walk.names_ada(_HOW)
        walk.clock.turn(minutes=1)
    await walk.names_ada("Puoi riprovare alle 14:00")
    await walk.says("/annulla", "niente da annullare")
    walk.clock.turn(minutes=54)
    await walk.names_ada("Puoi riprovare alle 14:00")
    walk.clock.turn(minutes=1)
    await walk.names_ada(_HOW)


async def test_the_others_are_told(walk: LinkWalk) -> None:
    """Who was linked before hears of it when somebody else is."""
    await walk.names_ada(_HOW)
    await walk.shares(_DONE, "Ada Ferrini")
    bruno = walk.telegram.user("Bruno")
    await walk.names_ada(_HOW, by=bruno)
    async with walk.opened():
        await bruno.presses("✉️ Con un’e-mail")
        await bruno.sees(_SENT)
    key = key_of((await walk.letter()).text)
    await walk.says(f"/start {key}", _DONE, "Ada Ferrini", by=bruno)
    await walk.waits("Un altro account Telegram")


async def test_the_mail_server_is_away(walk: LinkWalk, log: Logbook) -> None:
    """Telegram does not wait for the mail server, and the letter leaves when that is back."""
    assert isinstance(walk.mail, MemoryMail)
    walk.mail.is_away = True
    await walk.names_ada(_HOW)
    await walk.presses("✉️ Con un’e-mail", _SENT)
    await walk.says("grazie", "Figurati", _SENT)
    walk.mail.is_away = False
    await walk.says(f"/start {key_of((await walk.letter()).text)}", _DONE, "Ada Ferrini")
    log.forgive("mail cannot be sent; waiting for the mail server")
