"""The vocabulary around secrets, in three languages: what they are called, and what is said about them.

Every word is folded: lower case, no accents, no marks ("p.i.n." is "pin", "l'otp" is "otp").
"""

import re
from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Their value may be any word.
PASSWORDS: Final = _words(
    "password passwords passwort passwoerter passworter kennwort kennworter passphrase passcode psw pswd "
    "pwd pw pass passw passwd pasw passworld credenziali credenziale credentials zugangsdaten "
    "einmalpasswort token"
)
#: Of these, the labels that people write before a value.
LABELS: Final = _words("psw pswd pwd pw pass passw passwd pasw")
#: A word that is mistyped by two letters at most is taken for one of these.
OFTEN_MISTYPED: Final = ("password", "passwort", "kennwort")
#: Near to one of them, and something else.
NOT_MISTYPED: Final = _words("passport passports password passwort passo passato passata antwort")
#: Their value is a number, or has one.
PINS: Final = _words(
    "pin pins pincode puk otp totp tan smstan cvv cvc geheimzahl geheimnummer geheimcode sms sicherheitscode "
    "bestatigungscode bestaetigungscode einmalcode verifizierungscode aktivierungscode zugangscode smscode"
)
#: The same in two words, or with "di" between them.
PASSWORD_PAIRS: Final = {
    "parola": _words("ordine chiave segreta accesso"),
    "chiave": _words("segreta accesso"),
    "frase": _words("segreta"),
}
CODES: Final = _words("codice cod code codici codes")
SECRET_KINDS_OF_CODE: Final = _words(
    "segreto sicurezza verifica conferma temporaneo provvisorio monouso sms otp pin puk accesso sblocco "
    "autenticazione attivazione usa"
)
SECRET_CODES_BEFORE: Final = _words(
    "tuo vostro your ihr dein verification security confirmation access sms temporary secret onetime time "
    "pin otp login"
)
#: Every name in one word.
NAMES: Final = PASSWORDS | PINS | CODES
#: What tells that a code has been sent to somebody.
ARRIVED: Final = _words(
    "arrivato arrivata arrivati arriva arrivatomi ricevuto ricevuta ricevo received got bekommen erhalten "
    "gekommen angekommen"
)
SENT: Final = _words("mandato mandata mandano inviato inviata inviano spedito sent texted geschickt gesendet")
TO_ME: Final = _words("mi ci me us mir uns")

#: Between the name of a secret and its value these say that it follows.
CONNECTORS: Final = _words(
    ": = -> => is was ist war lautet lautete sarebbe era fosse sia to chiama heisst heißt"
)
#: Before a name: the secret is said to be used as one.
USED_AS: Final = _words("come as als")
#: Behind them stands what somebody has chosen.
CHOSEN: Final = _words(
    "uso usavo usato messo metto scelto scelgo impostato inserito scritto provato use used using chose "
    "chosen set entered typed benutze verwende nehme habe gewahlt"
)
#: They judge the word before them, which is a secret where it is no word of the language.
VERDICTS: Final = _words(
    "non errata errato sbagliata sbagliato scaduta scaduto doesn't doesnt isn't does is e' va nicht falsch "
    "geht funktioniert"
)
FIGURES: Final = _words(
    "zero uno due tre quattro cinque sei sette otto nove one two three four five six seven eight nine null "
    "eins zwei drei vier funf sechs sieben acht neun"
)
#: They stand between, and say nothing.
FILLERS: Final = _words(
    "e il lo la i gli le un una l mio mia miei tuo tua suo sua nostro nostra attuale nuovo nuova vecchio "
    "vecchia ultimo ultima corrente provvisoria provvisorio temporanea temporaneo di del della dello dell d "
    "sito portale area clienti utente app account posta mail email per entrare accedere che uso usavo ho "
    "messo messa scelto scelta impostato impostata provato provata provo scritto scritta inserito inserita "
    "inserisco scrivo metto avevo avrei dato data mi ci hanno ha avete fatto e' con come seguente questa "
    "questo quella quello qui ecco eccola eccolo dovrebbe essere sempre adesso ora the a an my your our "
    "current new old last for of on this that one following use used using have had set chose chosen tried "
    "typed entered try here now and with as been der die das den dem des ein eine mein meine meinen meinem "
    "dein ihr unser neue neues neuen alte altes fur vom von beim zum ich habe hab benutze verwende nehme "
    "eingegeben probiert versucht hier jetzt und mit als gesetzt auf folgende - also cioe ossia"
)
#: After a connector these are no value, and what follows may be one.
POINTERS: Final = _words(
    "questo questa quello quella seguente sempre stata stato solo ancora this that following folgende noch "
    "immer still now ora adesso piu esattamente proprio forse scritta qui"
)
#: A number behind one of these is a number of another kind, or a year.
OTHER_NUMBERS: Final = _words(
    "codice cod cliente client kunde kundennummer kundencode customer telefono tel cell cellulare numero "
    "num nr n nummer number phone handy bolletta fattura rechnung bill contratto vertrag contract pratica "
    "pod pdr matricola contatore zahler meter iban cap civico via lettura letture stand reading anno anni "
    "giorno giorni data ore alle nel dal entro dopo fino tra fra since until nach bis uhr seit im um at by "
    "protocollo"
)
#: Before a year.
OF_YEARS: Final = _words("nel dal del in di since from of seit im von dopo prima fino a e")
#: A number before one of these is an amount.
UNITS: Final = _words(
    "euro eur cent kwh kw mc smc m3 caratteri carattere lettere cifre numeri simboli giorni giorno ore ora "
    "minuti minuto secondi mesi mese anni anno volte volta tentativi persone gradi metri km characters "
    "character letters digits numbers days day hours hour minutes minute months years times attempts tries "
    "zeichen buchstaben ziffern stellen tage tagen tag stunden stunde minuten monate jahre mal versuche "
    "kilometer"
)
#: What is said of a password that is no password: states, function words, the wishes around it.
STATES: Final = _words(
    "sbagliata sbagliato errata errato scaduta scaduto bloccata bloccato dimenticata dimenticato smarrita "
    "persa perso corretta corretto giusta giusto esatta valida valido invalida invalido nulla vuota vecchia "
    "nuova stessa stesso uguale diversa diverso lunga corta debole forte facile difficile sicura segreta "
    "obbligatoria necessaria richiesta case sensitive minuscola maiuscola sconosciuta ok giuste sbagliate "
    "scadute errate corrette incorretta rifiutata respinta accettata cambiata resettata reimpostata attiva "
    "disattivata disabilitata temporanea provvisoria unica comune troppo poco molto tanto abbastanza non no "
    "si questa questo qual ecco gia ancora mai sempre stata stato quella nella nel nello sul sulla sui dal "
    "dalla di del della in per con da a al alla allo tra fra che chi come dove quando perche quale quali "
    "quanto cosa se ma o e anche solo qui li il lo la le gli i un uno una mia mio impossibile possibile "
    "visibile inesistente sparita andata via tutto tutta tutti formata composta fatta salvata memorizzata "
    "registrata arrivata inviata rossa verde obbligatorio aiuto recupero reset cambio modifica accesso "
    "login problema problemi vorrei voglio devo posso puo deve serve grazie ciao buongiorno salve "
    "sbagliatissima esattamente quindi cioe personale privata dell un' da-cambiare stampata scritta "
    "indicata uguali nuovamente ignota complicata semplice banale numerica alfanumerica errrata uscita "
    "entrata gratis giustissima mancante assente scordata scordato smarrito rubata portale sito app enel "
    "spid inps wifi kundenportal portal energia luce gas distribuzione edistribuzione google gmail facebook "
    "whatsapp poste banca telegram webmail utente this that these wrong incorrect invalid expired locked "
    "blocked forgotten lost correct right valid empty old new same different long short weak strong easy "
    "hard difficult secure safe secret required necessary needed unknown not yes never always too very so "
    "still already being been the an my your on for with from at to of it what how where when why which or "
    "and but if because rejected refused accepted changed gone missing missed okay fine good bad working "
    "broken case-sensitive mandatory please help recovery change stored saved sent asked just only also "
    "really supposed somewhere written stuck denied compromised stolen temporary good-for-nothing "
    "unavailable impossible possible unique dies dieses hilfe anfordern andern zurucksetzen falsch ungultig "
    "abgelaufen gesperrt blockiert vergessen verloren richtig korrekt gultig leer alt neu gleich dasselbe "
    "anders lang kurz schwach stark leicht einfach schwer sicher geheim notig erforderlich unbekannt nicht "
    "nein ja nie immer zu sehr noch schon der die das ein eine mein im am auf fur mit von bei zum zur was "
    "wie wo wann warum welche oder und aber wenn weil abgelehnt akzeptiert geandert zuruckgesetzt weg fehlt "
    "kaputt bitte verschwunden gestohlen gespeichert nur auch jetzt leider inkorrekt fehlerhaft verschickt "
    "unsicher kompliziert hier dort pflicht unmoglich moglich lenta inutile brutta strana "
    "pessima assurda annoying confusing hidden similar broken policy policies rules requirements generator "
    "manager field link hint regeln richtlinie feld lange wechsel wechseln andern anscheinend offenbar "
    "wirklich umstandlich verloren ridicola rimasta rimasto funktioniert smartphone tablet computer browser "
    "microsoft apple amazon instagram meglio identical "
    "identisch mir dir ihm ihr entfallen wird kann darf soll muss hat nimmt"
)
#: Of these a mistyped one is known, too.
LONG_STATES: Final = tuple(word for word in STATES if len(word) > 5)  # noqa: PLR2004 - shorter ones are too near
#: Italian words about how something is end like this.
ADJECTIVE_ENDINGS: Final = (
    "ata", "ato", "ate", "ati", "uta", "uto", "ita", "ito", "bile", "bili", "osa", "oso", "aria", "ario",
    "iva", "ivo", "ente", "ante", "mente", "issima", "issimo", "esta", "esto", "ica", "ico", "ale", "ali",
    "erta", "erto", "are", "ere", "ire", "ando", "endo",
)  # fmt: skip
SUPERLATIVES: Final = ("issima", "issimo", "issime", "issimi")
#: English and German words for how something is, behind a form of "to be": "outdated", "nutzlos", "gehackt".
FOREIGN_ADJECTIVE: Final = re.compile(
    r"[a-z]{3,}(?<!fr)ed|[a-z]{3,}(?:less|ful|able|ible|lich|haft)|[a-z]{4,}(?:los|bar|(?<!w)ig)"
    r"|(?:ge|ver|be|zer|ent)[a-z]{3,}t|(?:ab|an|auf|aus|ein|um|zu)ge[a-z]{2,}(?:t|en)"
)
FOREIGN_COPULAS: Final = _words("is was been ist war wurde seems scheint isn't wasn't")
#: Between a value and the name that follows it.
BETWEEN: Final = _words(
    "e e' il la lo mio mia come quale questo questa nuovo nuova vecchia attuale codice di del della code is "
    "was my the as your tuo ist war das mein meine der als ihr dein = : - sarebbe era for per sito"
)
#: Before a name by which one signs in, which everybody may know.
USERNAMES: Final = _words(
    "username user utente userid nickname nick benutzername login account id skype telegram instagram profilo"
)
#: Before a code that may be printed on a bill, a meter, an advertisement.
PRINTED_CODES: Final = _words(
    "codice cod pod pdr matricola contatore pratica contratto n nr num numero fattura bolletta protocollo "
    "ticket seriale serial modello model tipo targa offerta promo coupon sconto cliente cf fiscale iban "
    "kundennummer zahlernummer seriennummer vertrag rechnung rif riferimento pda richiesta delibera"
)
#: Words that a number is written behind without a blank.
WITH_NUMBER: Final = _words(
    "autolettura autoletture windows win iphone ipad ios android chrome firefox safari edge galaxy samsung "
    "office macos mac huawei xiaomi redmi pixel nokia word excel acrobat internet explorer opera outlook "
    "bluetooth usb wifi fattura bolletta fatture bollette codice cliente cod numero num tel cell civico via "
    "piazza viale corso piano scala interno int lettura contatore matricola articolo art comma pagina pag "
    "capitolo punto passo modulo allegato tabella anno mese gennaio febbraio marzo aprile maggio giugno "
    "luglio agosto settembre ottobre novembre dicembre january february march april june july august "
    "september october november december januar februar marz mai juni juli oktober dezember gen feb mar apr "
    "mag giu lug ago set ott nov dic lun mer gio ven sab dom lunedi martedi mercoledi giovedi venerdi "
    "sabato domenica legge bonus isee superbonus ecobonus decreto covid euro circa ore alle dalle dal del "
    "nel casa appartamento rechnung zahler kunde seite version versione errore error fehler codiceerrore "
    "http energia luce gas offerta seed step fase gruppo classe mercato tariffa fascia ed ec "
    "e-distribuzione edistribuzione"
)
