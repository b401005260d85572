"""What all subjects offer together: commands told once, the page of /help, links from outside."""

from datetime import UTC, datetime
from typing import Final

import pytest

from bot.i18n import Texts
from handlers import routes
from handlers.basics.start import MAIN_THINGS
from handlers.contract.chat import Command, Text
from handlers.contract.linking import CheckKey
from handlers.shared.emergency_numbers import EMERGENCY_NUMBERS
from handlers.subjects import COMMANDS, MENU, SUBJECTS, UNASKED

NOON: Final = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
#: Word for word, as people know it.
HELP: Final = {
    "it": """\
<b>Come chiedere</b>
Scrivi la tua domanda con parole tue, anche se ti scappa qualche errore. Per esempio:
• <i>ho dimenticato la password dell’area clienti</i>
• <i>dove trovo il codice cliente</i>
• <i>come mando la lettura del gas</i>

<b>Comandi</b>
/start – che cosa posso fare per te
/autolettura – mandare la lettura del gas
/letture – vedere o cancellare le tue letture del gas
/promemoria – farti ricordare la lettura
/interruzioni – interruzioni e lavori previsti ai tuoi indirizzi
/avvisi – per che cosa ti scrivo, e gli indirizzi che segui
/recupera – password o username persi, passo dopo passo
/collega – collega le tue forniture
/forniture – le tue forniture e i loro nomi
/scollega – togli il collegamento
/emergenza – odore di gas, pericolo elettrico, manca la corrente
/operatore – come parlare con una persona
/lingua – cambiare lingua
/indietro – tornare al passo prima
/annulla – interrompere quello che stiamo facendo
/help – questa pagina
""",
    "en": """\
<b>How to ask</b>
Write a question in your own words, even with typing errors. Some examples:
• <i>I forgot the password of the customer area</i>
• <i>where do I find the customer code</i>
• <i>how do I send the gas reading</i>

<b>Commands</b>
/start – what I can do
/autolettura – send the gas reading
/letture – your gas readings, and deleting one
/promemoria – reminders to send the reading
/interruzioni – planned power cuts and works at your addresses
/avvisi – what I write to you about, and addresses you follow
/recupera – lost password or username, step by step
/collega – connect your supplies
/forniture – your supplies, and their names
/scollega – take the connection away
/emergenza – smell of gas, electric danger, power cut
/operatore – how to reach a person
/lingua – change language
/indietro – back to the step before
/annulla – stop what we are doing
/help – this page
""",
    "de": """\
<b>So fragst du</b>
Schreib deine Frage in eigenen Worten, Tippfehler machen nichts. Am besten verstehe ich Italienisch. \
Zum Beispiel:
• <i>ho dimenticato la password dell’area clienti</i>
• <i>dove trovo il codice cliente</i>
• <i>come mando la lettura del gas</i>

<b>Befehle</b>
/start – was ich für dich tun kann
/autolettura – Gaszählerstand melden
/letture – deine Gasablesungen, auch löschen
/promemoria – Erinnerung an die Ablesung
/interruzioni – geplante Abschaltungen und Arbeiten an deinen Adressen
/avvisi – wovon ich dir schreibe, und Adressen, denen du folgst
/recupera – Passwort oder Benutzername verloren, Schritt für Schritt
/collega – deine Lieferstellen verbinden
/forniture – deine Lieferstellen und ihre Namen
/scollega – die Verbindung lösen
/emergenza – Gasgeruch, elektrische Gefahr, Stromausfall
/operatore – wie du mit einem Menschen sprichst
/lingua – Sprache wechseln
/indietro – zurück zum vorigen Schritt
/annulla – abbrechen, was wir gerade tun
/help – diese Seite
""",
}


@pytest.mark.parametrize("language", HELP)
def test_the_help_is_told_command_by_command(language: str) -> None:
    """Each line is a sentence of its own, and together they read as one page in every language."""
    (page,) = routes.decide(None, Command("help")).says
    assert Texts.load().render(page, language, 1, NOON).text == HELP[language].strip()


def test_the_menu_is_in_its_order() -> None:
    """Telegram shows it as it stands here."""
    assert list(MENU) == [
        "start",
        "autolettura",
        "letture",
        "interruzioni",
        "avvisi",
        "recupera",
        "collega",
        "forniture",
        "scollega",
        "emergenza",
        "operatore",
        "lingua",
        "annulla",
        "help",
    ]


def test_a_command_or_alias_belongs_to_one_offer() -> None:
    """The later of two would silently win."""
    names = [name for each in SUBJECTS for offer in each.commands for name in offer.names]
    assert sorted(names) == sorted(COMMANDS)


def test_the_main_things_are_known_commands() -> None:
    """The buttons of the first words lead to what some subject offers."""
    said = {button.command.removeprefix("/").split()[0] for row in MAIN_THINGS for button in row}
    unknown = said - COMMANDS.keys()
    assert unknown == set()


@pytest.mark.parametrize(
    "words",
    [
        *sorted(EMERGENCY_NUMBERS),
        "112!",
        "45000",
        "lettura",
        "voglio mandare la lettura",
        "avvisami delle interruzioni",
    ],
)
def test_words_that_nobody_asked_for_have_one_taker(words: str) -> None:
    """So the order of the subjects decides nothing."""
    takers = [unasked for unasked in UNASKED if unasked(None, Text(words)) is not None]
    assert len(takers) == 1


def test_a_link_from_a_letter_leads_to_its_subject() -> None:
    """Any other argument of /start is welcomed like none."""
    assert routes.decide(None, Command("start", "collega-abc")).ask == CheckKey("collega-abc")
    assert routes.decide(None, Command("start", "elsewhere")) == routes.decide(None, Command("start"))
