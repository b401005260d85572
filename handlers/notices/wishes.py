"""Words that ask for notices without a command: whole messages only, so that no question is lost."""

import re
from typing import Final, Literal, TypeAlias

from faq.language.text import fold

Wish: TypeAlias = Literal["follow", "settings", "planned"]

#: A longer message says something else as well.
_LONGEST: Final = 120
_WANT: Final = (
    r"(?:(?:ciao|buongiorno|buonasera|salve) )?"
    r"(?:(?:voglio|vorrei|posso|si puo|come faccio a|come posso|mi piacerebbe) )?"
)
_SUPPLY: Final = r"(?:luce|corrente|elettricita|energia(?: elettrica)?|gas|metano)"
_OF_SUPPLY: Final = rf"(?: (?:di|della|dell|del|la|il) {_SUPPLY})?"
_WHEN: Final = (
    r"(?:oggi|stasera|stanotte|domani|dopodomani|domani mattina|domani pomeriggio|domani sera|"
    r"(?:questa|la prossima) settimana|nei prossimi giorni|"
    r"(?:lunedi|martedi|mercoledi|giovedi|venerdi|sabato|domenica))"
)
_WHERE: Final = r"(?: (?:qui|da me|da noi|a casa mia|nella mia (?:via|zona|strada)|in zona))?"
_WORKS: Final = (
    r"(?:un )?(?:interruzion[ei]|sospension[ei]|distacchi|distacco|lavori|stacchi)(?: (?:programmat|previst|"
    rf"pianificat)[aeio])?{_OF_SUPPLY}(?: (?:programmat|previst|pianificat)[aeio])?"
)
_FOLLOW: Final = re.compile(
    rf"{_WANT}(?:segu(?:ire|i)|aggiung(?:ere|i)) (?:(?:l|la|il|lo|i|un|una|anche|altro|altra) ?)*"
    r"(?:indirizzo|casa|appartamento|negozio|ufficio|seconda casa)"
    r"(?: (?:di|dei|del|della|dell|al|in|mia|mio|miei|mie) \w+(?: \w+){0,3})?"
    r"|(?:i (?:want|would like) to |can i )?follow (?:an|another|my|the) (?:\w+ )?(?:address|house|home|shop)"
    r"|(?:ich (?:mochte|will) )?(?:einer|eine|meiner) (?:\w+ )?adresse (?:folgen|beobachten)"
)
#: What people call promotional messages when they have had enough of them.
_OFFERS: Final = r"offerte|promozioni|pubblicita|messaggi promozionali"
_SETTINGS: Final = re.compile(
    rf"(?:avvisami|avvisatemi|avvertimi|avvertitemi|informami)(?: (?:di|delle|dei|su|se ci sono|"
    rf"quando ci sono|per|per le|sulle))? {_WORKS}{_WHERE}"
    rf"|(?:avvisami|avvisatemi|avvertimi|avvertitemi) (?:se|quando) (?:staccano|tolgono|staccate|togliete) "
    rf"(?:la|il) {_SUPPLY}"
    rf"|{_WANT}(?:(?:essere )?avvisat[oa]|ricevere (?:gli |i )?avvisi)(?: (?:di|delle|dei|sulle) {_WORKS})?"
    r"|non (?:voglio|vorrei|mandarmi|mandatemi|inviarmi|inviatemi)(?: piu)?(?: ricevere)?"
    rf"(?: (?:gli|i|le|la|altri|altre|queste|questi|piu|vostre))* (?:avvisi|notifiche|{_OFFERS})"
    rf"|(?:basta|stop|niente|niente piu)(?: (?:gli|i|con gli|con le|con la))? (?:avvisi|notifiche|{_OFFERS})"
    r"|(?:disattiva|disattivare|attiva|attivare|spegni|accendi|cambia|gestire|gestisci)"
    r"(?: (?:gli|i|le|miei))* (?:avvisi|notifiche)"
    r"|(?:i )?miei avvisi"
    r"|(?:no more|stop|turn off|turn on|my) (?:notices|notifications)"
    r"|(?:notify|tell|warn) me (?:of|about) (?:planned )?(?:outages|power cuts)"
    r"|keine (?:benachrichtigungen|mitteilungen|nachrichten) mehr|meine (?:benachrichtigungen|mitteilungen)"
)
_PLANNED: Final = re.compile(
    rf"(?:(?:{_WHEN}) )?(?:ci sono|ci saranno|c e|sono previst[ei]|e previst[ao]|avete|avete in programma|"
    rf"quali sono le|sono in programma) {_WORKS}(?: (?:{_WHEN}))?{_WHERE}"
    rf"|(?:(?:{_WHEN}) )(?:staccano|tolgono|toglieranno|staccheranno|staccate|togliete) "
    rf"(?:la|il) {_SUPPLY}{_WHERE}"
    rf"|(?:quando )?(?:toglieranno|staccheranno) (?:la|il) {_SUPPLY}(?: (?:{_WHEN}))?{_WHERE}"
    rf"|(?:staccano|tolgono|staccate|togliete) (?:la|il) {_SUPPLY} (?:{_WHEN}){_WHERE}"
    r"|interruzioni (?:programmate|previste)"
    r"|(?:are there (?:any )?)?planned (?:outages|power cuts)(?: tomorrow)?"
    r"|(?:gibt es )?geplante (?:stromabschaltungen|abschaltungen|unterbrechungen)"
)


def understood(text: str) -> Wish | None:
    """Return what the whole message wishes for; None where it is none of these."""
    if len(text) > _LONGEST:
        return None
    words = fold(text)
    if _FOLLOW.fullmatch(words):
        return "follow"
    if _SETTINGS.fullmatch(words):
        return "settings"
    return "planned" if _PLANNED.fullmatch(words) else None
