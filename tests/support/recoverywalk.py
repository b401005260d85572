"""Every branch of the guided recovery as a script: what the person does, and what is seen then."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final


@dataclass(frozen=True, slots=True)
class Act:
    """One turn: words that are said, a button that is pressed, a number that is shared, or silence."""

    seen: tuple[str, ...]
    says: str | None = None
    presses: str | None = None
    waits: timedelta | None = None
    #: The own telephone number.
    shares: str | None = None


def says(text: str, *seen: str) -> Act:
    """The person writes."""
    return Act(seen, says=text)


def presses(label: str, *seen: str) -> Act:
    """The person presses the newest button with this label."""
    return Act(seen, presses=label)


def waits(wait: timedelta, *seen: str) -> Act:
    """The person is silent."""
    return Act(seen, waits=wait)


def shares(phone: str, *seen: str) -> Act:
    """The person shares their own telephone number."""
    return Act(seen, shares=phone)


_DONE: Final = "Ce l’abbiamo fatta"
_PERSON: Final = "803500 (aperto ora, fino alle 18:00)"
_TO_LOGIN: Final = (
    says("/recupera", "Di quale portale"),
    presses("E-Distribuzione (rete elettrica)", "che cosa ti serve"),
    presses("La password", "«recupera password»"),
)
_TO_ADDRESS: Final = (*_TO_LOGIN, presses("Ci sono", "Con quale e-mail"))
_TO_SENT: Final = (*_TO_ADDRESS, presses("È un’e-mail normale", "premi INVIA"))
_TO_CODE: Final = (*_TO_SENT, presses("Ho premuto INVIA", "Il codice scade alle 13:30"))
_TO_PASSWORD: Final = (*_TO_CODE, presses("Sì", "nuova password"))
_TO_USERNAME: Final = (
    says("/recupera e-distribuzione username", "«recupera username»"),
    presses("Ci sono", "a chi è intestata"),
)
_TO_HIDDEN: Final = (*_TO_USERNAME, presses("Persona fisica", "Scegli «persona fisica»"))
_TO_MOBILE: Final = (*_TO_HIDDEN, presses("No, non più", "cellulare che hai già validato"))
_TO_SMS: Final = (*_TO_MOBILE, presses("Sì", "«modifica username»"))
_TO_SMS_CODE: Final = (*_TO_SMS, presses("Ho premuto il pulsante", "È arrivato l’SMS"))
_TO_CUSTOMER_CODE: Final = (
    says("/recupera energia corrente", "che cosa ti serve"),
    presses("La password", "«Hai dimenticato la Password?»"),
)
_TO_MAIL: Final = (
    *_TO_CUSTOMER_CODE,
    presses("Ce l’ho", "premi Conferma"),
    presses("Ho premuto Conferma", "È arrivata l’e-mail"),
)
_TO_ENTRY: Final = (*_TO_MAIL, presses("Sì", "Sei dentro?"))

BRANCHES: Final[dict[str, tuple[Act, ...]]] = {
    "a password": (*_TO_PASSWORD, presses("Sì", _DONE)),
    "a code that is found at last": (
        *_TO_CODE,
        presses("Non ancora", "spam"),
        presses("Trovata!", "nuova password"),
        presses("Sì", _DONE),
    ),
    "a code that never comes": (
        *_TO_CODE,
        presses("Non ancora", "spam"),
        presses("Non c’è", "indirizzo sia giusto"),
        presses("Era giusto", "qualche minuto"),
        presses("Ancora niente", "Chiedi un altro codice"),
        presses("Ho premuto il pulsante", "Il codice scade"),
        presses("Non ancora", "altro browser"),
        presses("Ho premuto il pulsante", "Il codice scade"),
        presses("Non ancora", _PERSON),
    ),
    "an address that was wrong": (
        *_TO_CODE,
        presses("Non ancora", "spam"),
        presses("Non c’è", "indirizzo sia giusto"),
        presses("Era sbagliato: ora ho premuto INVIA", "Il codice scade"),
        presses("Sì", "nuova password"),
        presses("Sì", _DONE),
    ),
    "a code that expires in silence": (
        *_TO_CODE,
        waits(timedelta(minutes=30), "Il codice è scaduto", "premi INVIA"),
        presses("Ho premuto INVIA", "Il codice scade alle 14:00"),
        presses("Sì", "nuova password"),
        presses("Sì", _DONE),
    ),
    "a code that has been used in time": (
        *_TO_CODE,
        presses("Non ancora", "spam"),
        waits(timedelta(minutes=30), "Il codice è scaduto", "premi INVIA"),
        presses("Il codice l’ho usato in tempo", "nuova password"),
        presses("Sì", _DONE),
    ),
    "a code that is said to have expired": (
        *_TO_CODE,
        presses("È scaduto", "Il codice è scaduto", "premi INVIA"),
        presses("Ho premuto INVIA", "Il codice scade"),
    ),
    "a PEC, and the way round": (
        *_TO_ADDRESS,
        presses("È una PEC", "A una PEC il codice non arriva"),
        presses("Facciamo così", "«recupera username»"),
    ),
    "a PEC that is typed, and a person": (
        *_TO_ADDRESS,
        says("ada.rossi@pec.example.org", "non serve che me lo scrivi", "A una PEC il codice non arriva"),
        presses("Preferisco chiedere a una persona", _PERSON),
    ),
    "an address that is typed": (
        *_TO_ADDRESS,
        says("ada.rossi@example.org", "non serve che me lo scrivi", "premi INVIA"),
    ),
    "an address that is forgotten": (
        *_TO_ADDRESS,
        presses("Non me la ricordo", "anche il tuo username"),
        presses("Facciamo così", "«recupera username»"),
    ),
    "changed today, with a reminder": (
        *_TO_PASSWORD,
        presses("L’ho già cambiata oggi", "una volta ogni 24 ore"),
        says("alle 9 e mezza", "di nuovo domani alle 9:30"),
        presses("Sì, ricordamelo", "ti scrivo domani alle 9:30"),
        waits(timedelta(hours=20, minutes=30), "Come promesso"),
        presses("🔑 Facciamolo", "«recupera password»"),
    ),
    "changed today, without one": (
        *_TO_PASSWORD,
        presses("L’ho già cambiata oggi", "una volta ogni 24 ore"),
        presses("Non lo so", "di nuovo domani alle 13:00"),
        presses("No, grazie", "cambiarla di nuovo domani alle 13:00"),
    ),
    "a password that is not accepted": (
        *_TO_PASSWORD,
        presses("Non la accetta", "Controlliamo insieme"),
        presses("Ancora no", "Chrome o Firefox"),
        presses("Ancora no", _PERSON),
    ),
    "a password that is accepted in the end": (
        *_TO_PASSWORD,
        presses("Non la accetta", "Controlliamo insieme"),
        presses("Sì, adesso sì", _DONE),
    ),
    "another trouble with the password": (
        *_TO_PASSWORD,
        presses("Altro", "con parole tue"),
        says("quale browser devo usare?", "Chrome", "con parole tue"),
        presses("Adesso l’ha accettata", _DONE),
    ),
    "a username that is still good": (
        *_TO_HIDDEN,
        presses("Sì, la uso", "quell’e-mail è il tuo username"),
        presses("Sì, sono dentro", _DONE),
    ),
    "a username, and no password": (
        *_TO_HIDDEN,
        presses("Sì, la uso", "quell’e-mail è il tuo username"),
        presses("Non so la password", "«recupera password»"),
    ),
    "a company's username, put on another address": (
        *_TO_USERNAME,
        presses("Società o ente", "Scegli «persona giuridica»"),
        presses("No, non più", "cellulare che hai già validato"),
        presses("Sì", "«modifica username»"),
        presses("Ho premuto il pulsante", "È arrivato l’SMS"),
        presses("Sì", "nuova e-mail"),
        says("ada@legalmail.it", "sembra una PEC"),
        says("ada@example.org", "Non serve"),
        presses("Sì", "il tuo username è la nuova e-mail"),
        presses("🔑 Mi serve anche la password", "«recupera password»"),
    ),
    "no validated mobile": (*_TO_MOBILE, presses("No", _PERSON)),
    "an SMS that never comes": (
        *_TO_MOBILE,
        presses("Non lo so", "proviamo e basta", "«modifica username»"),
        presses("Ho premuto il pulsante", "È arrivato l’SMS"),
        presses("Non ancora", "abbia campo"),
        presses("Sì, è quello giusto", "qualche minuto"),
        presses("Ancora niente", "Chiedi un altro codice"),
        presses("Non funziona", "altro browser"),
        presses("Non funziona", _PERSON),
    ),
    "an SMS to a phone that is gone": (
        *_TO_SMS_CODE,
        presses("Non ancora", "abbia campo"),
        presses("Quel numero non ce l’ho più", _PERSON),
    ),
    "an SMS that expires in silence": (
        *_TO_SMS_CODE,
        waits(timedelta(minutes=31), "Il codice è scaduto", "«modifica username»"),
    ),
    "a new address that does not work": (
        *_TO_SMS_CODE,
        presses("Sì", "nuova e-mail"),
        presses("No", _PERSON),
    ),
    "Energia Corrente's password, the code typed": (
        *_TO_CUSTOMER_CODE,
        presses("Dove lo trovo?", "DATI CLIENTE"),
        says("1234", "sono 4"),
        says("00 12 34", "sono sei cifre", "premi Conferma"),
        presses("Ho premuto Conferma", "È arrivata l’e-mail"),
        presses("Sì", "Sei dentro?"),
        presses("Sì, sono dentro", "Cambio Password"),
    ),
    "Energia Corrente's mail never comes": (
        *_TO_MAIL,
        presses("Non ancora", "spam"),
        presses("Non c’è", "codice cliente"),
        presses("Era giusto", "qualche minuto"),
        presses("Ancora niente", "un’altra volta"),
        presses("Ho premuto Conferma", "È arrivata l’e-mail"),
        presses("Non ancora", "info@energiacorrente.it"),
    ),
    "Energia Corrente's code was wrong": (
        *_TO_MAIL,
        presses("Non ancora", "spam"),
        presses("Non c’è", "codice cliente"),
        presses("Era sbagliato: ora ho premuto Conferma", "È arrivata l’e-mail"),
    ),
    "Energia Corrente writes to an address that is gone": (
        *_TO_MAIL,
        presses("Quell’e-mail non è più mia", "Dati Anagrafici"),
    ),
    "Energia Corrente's password is not accepted": (
        *_TO_ENTRY,
        presses("No", "Succede spesso", "Sei dentro?"),
        presses("No", "info@energiacorrente.it"),
    ),
    "Energia Corrente's code is not accepted": (
        *_TO_CUSTOMER_CODE,
        presses("Ce l’ho", "premi Conferma"),
        presses("Non accetta il codice", "riguardiamo il codice", "DATI CLIENTE"),
    ),
    "Energia Corrente's username": (
        says("/recupera energia-corrente username", "il tuo username è il codice cliente"),
        presses("Ce l’ho", "la tua password"),
        presses("Sì, sono dentro", _DONE),
    ),
    "Energia Corrente's username, and no password": (
        says("/recupera energia-corrente username", "il tuo username è il codice cliente"),
        says("001234", "sono sei cifre", "la tua password"),
        presses("Non so la password", "premi Conferma"),
    ),
    "the registration at E-Distribuzione": (
        says("/recupera e-distribuzione registrazione", "Passo 1 di 4"),
        presses("Sì", "Passo 2 di 4"),
        presses("Ho un problema", "abbia campo", "Passo 2 di 4"),
        presses("Sì", "Passo 3 di 4"),
        presses("Sì", "Passo 4 di 4"),
        presses("Sì", "la registrazione è completata"),
    ),
    "the registration at E-Distribuzione, with a person": (
        says("/recupera e-distribuzione registrazione", "Passo 1 di 4"),
        presses("Ho un problema", "Confronta i tuoi dati", "Passo 1 di 4"),
        presses("Ho un problema", _PERSON),
    ),
    "the registration at Energia Corrente": (
        says("/recupera energia-corrente registrazione", "Passo 1 di 5"),
        presses("Sì", "Passo 2 di 5"),
        presses("Dove trovo il codice?", "DATI CLIENTE"),
        says("001234", "sono sei cifre"),
        presses("Sì", "Passo 3 di 5"),
        presses("Sì", "Passo 4 di 5"),
        presses("Sì", "Passo 5 di 5"),
        presses("Sì", "Cambio Password"),
    ),
    "everything typed": (
        says("/recupera", "Di quale portale"),
        says("quello di energia corrente", "che cosa ti serve"),
        says("la password", "«Hai dimenticato la Password?»"),
        says("ce l'ho", "premi Conferma"),
        says("fatto", "È arrivata l’e-mail"),
        says("non ancora", "spam"),
        says("trovata", "Sei dentro?"),
        says("sì", _DONE.replace("fatta", "fatta, sei di nuovo dentro")),
    ),
}
