"""The words of short replies in Italian, English and German, by what they say; without accents or marks.

A word stands in one group alone, except for what several questions may be answered with (`FACTS`).
"""

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

#: What a reply may report; each question names the reports that answer it.
Fact: TypeAlias = Literal[
    "arrived", "found", "there", "done", "inside", "accepted", "worked", "replaced", "deletes", "disconnects"
]


def _listed(phrases: str) -> frozenset[tuple[str, ...]]:
    """Phrases divided by commas or lines, each as its words."""
    return frozenset(
        tuple(phrase.split()) for phrase in phrases.replace("\n", ",").split(",") if phrase.strip()
    )


#: A yes that no "not" turns round: beside one the message is contradictory.
YES: Final = _listed(
    """
    si, sii, sisi, si si, giustissimo, certissimo, esattissimo, sicurissimo
    ovvio, ovviamente, direi di si, si dai
    certo, certo che si, certamente, sicuro, sicuramente, assolutamente, naturalmente
    esatto, esattamente, proprio cosi, affermativo
    yes, yess, yep, yeah, yup, of course, sure, certainly, absolutely, exactly, definitely
    ja, jaa, jawohl, jep, jo, ja klar, genau, sicher, naturlich, selbstverstandlich, freilich
    """
)
#: A yes that "not" turns into a no.
RIGHT: Final = _listed(
    """
    giusto, giusta, giusti, esatta, esatti, corretto, corretta
     vero, conferma, confermo, confermato, confermata, confermare
    correct, right, true, confirm, confirmed, i confirm
    richtig, korrekt, stimmt, bestatige, bestatigt, bestatigen
    """
)
#: Agreement with a proposal; after a question whether something has happened it says nothing for certain.
AGREED: Final = _listed(
    """
    ok, okk, okay, okei, okey, oki, okok, ok ok, va bene, vabbene, va bene cosi, d accordo, daccordo
    volentieri
    perfetto, perfetta, procedi, procedere, proceda, puoi procedere, avanti, vai, vai avanti, continua
    invia, inviala, invialo, inviare, manda, mandala, mandalo, spedisci, fai, fallo, puoi inviare
    puoi inviarla, puoi inviarlo, puoi mandarla, puoi mandarlo, inviarla, inviarlo, mandarla, mandarlo
    all right, alright, agreed, fine, go ahead, go on, go, send, send it, proceed, perfect, do it
    looks good, looks right, looks fine
    passt, passt so, in ordnung, einverstanden, gern, gerne, klar, alles klar, mach, mach das, weiter
    abschicken, absenden, senden, schick, perfekt
    """
)
#: A no by itself.
NO: Final = _listed(
    """
    no, noo, nono, no no, nope, nah, nein, nee, negativo, macche, mai, non ok, not ok
    non ancora, ancora no, not yet, noch nicht, noch nichts, ancora niente, ancora nulla, niente, nulla
    per niente, nothing, nothing yet, nichts, neanche, non vedo niente, non vedo nulla, meglio di no
    lasciala, lascialo, tienila, tienilo, keep it, rather not, better not, lieber nicht, behalten, non serve
    faccio da solo, faccio da sola, assolutamente no, certo che no, sicuramente no, ovviamente no, direi di no
    rifiuta, rifiutata, rifiutato, respinta, respinto, rejected, refused, abgelehnt
    """
)
#: Something is not as it should be; "not" makes it doubtful.
WRONG: Final = _listed(
    """
    sbagliato, sbagliata, sbagliati, sbaglio, ho sbagliato, mi sono sbagliato, mi sono sbagliata, errato
    errata, falso, falsa, errore, scorretto
    correggi, correggere, da correggere, letto male, ho letto male, scritto male, ho scritto male
    errore mio, sbagliato a scrivere, ho sbagliato a scrivere, sbagliato io
    wrong, incorrect, false, mistake, i was wrong, misread, mistyped
    falsch, falsche, falscher, falsches, verkehrt, fehler, vertippt, verlesen, korrigieren
    """
)
NOT: Final = _listed(
    """
    non, nn, mica, not, don t, doesn t, didn t, isn t, hasn t, haven t, wasn t, won t, dont, doesnt, didnt
    nicht, kein, keine, keinen, nie
    """
)
FACTS: Final[Mapping[Fact, frozenset[tuple[str, ...]]]] = {
    "arrived": _listed(
        """
        arriva, arrivato, arrivata, arrivati, arrivate, ricevuto, ricevuta, trovato, trovata, eccola, eccolo
        ricevo, la vedo, lo vedo
        ce l ho, c e, arrived, received, got it, found, found it, has come, came, i have it
        da, ist da, angekommen, gekommen, erhalten, bekommen, gefunden
        """
    ),
    "found": _listed(
        """
        trovato, trovata, ce l ho, eccolo, eccola, found, found it, got it, i have it, gefunden
        hab ihn, ich habe ihn
        """
    ),
    "there": _listed(
        """
        ci sono, sono li, sono qui, ci siamo, aperto, aperta, trovato, trovata
        i am there, i m there, there, opened, da, bin da, ich bin da, geoffnet, gefunden
        """
    ),
    "done": _listed(
        """
        fatto, fatta, ecco fatto, premuto, schiacciato, cliccato, inviato, inviata, mandato, compilato, finito
        scritto, inserito, confermato
        done, pressed, clicked, finished, filled in, submitted, pressed it
        erledigt, gemacht, gedruckt, geklickt, abgeschickt, ausgefullt, fertig
        """
    ),
    "inside": _listed(
        """
        dentro, sono dentro, entrato, entrata, sono entrato, sono entrata
        i m in, i am in, logged in, signed in, inside, drin, drinnen, bin drin, eingeloggt, angemeldet
        """
    ),
    "accepted": _listed(
        """
        accettato, accettata, accetta, l ha accettata, presa, l ha presa
        impostata, cambiata, accepted, accepts, changed
        angenommen, akzeptiert, geandert, nimmt an
        """
    ),
    "worked": _listed(
        """
        funziona, funzionato, ha funzionato, riuscito, riuscita, ce l ho fatta, ce l abbiamo fatta, va
        works, worked, it works, work, geklappt, klappt, funktioniert, geht
        """
    ),
    "replaced": _listed(
        """
        sostituito, cambiato, nuovo, e nuovo, replaced, changed, new, is new, ausgetauscht, getauscht
        gewechselt, neu
        """
    ),
    "deletes": _listed(
        """
        cancella, cancellala, cancellalo, cancellare, elimina, eliminala, eliminare, cancellazione
        delete, delete it, remove, remove it, loschen, losche, losch
        """
    ),
    "disconnects": _listed(
        """
        scollega, scollegami, scollegare, disconnetti, disconnettere, togli, toglilo, toglila
        disconnect, unlink, trennen, trenn
        """
    ),
}
#: Nothing is certain where one of these stands.
DOUBT: Final = _listed(
    """
    forse, credo, penso, mi sa, mi sembra, mi pare, sembra, pare, dovrebbe, boh, mah, quasi, non so, non lo so
    non saprei, non sono sicuro, non sono sicura, circa, dipende, anzi
    maybe, perhaps, i think, i guess, not sure, i don t know, don t know, i dont know, probably
    vielleicht, glaube, ich glaube, denke, weiss nicht, ich weiss nicht, keine ahnung, wahrscheinlich
    """
)
#: Who says one of these has not said yes yet; a no stays one.
HESITATION: Final = _listed(
    """
    aspetta, aspetti, aspetta un attimo, un attimo, un momento, attendi, pero, ma, wait, hold on, but
    warte, moment, einen moment, aber
    """
)
#: Praise, which agrees with nothing in particular.
PRAISE: Final = _listed(
    """
    benissimo, va benissimo, ottimo, ottima, bene, molto bene, bravo, brava, fantastico, capito, ho capito
    chiaro, super, great, good, very good, understood, excellent, gut, sehr gut, toll, verstanden
    """
)
#: Single words of which greetings are made, thanks, and contentment.
GREETINGS: Final = frozenset(
    """
    ciao salve buongiorno buondi buonasera buonanotte buon giorno giornata buona sera serata notte hey ehi
    a tutti hello hi good morning evening hallo guten tag morgen abend servus gruss gott
    """.split()  # noqa: SIM905 - a list of words reads best as words
)
THANKS: Final = frozenset(
    """
    grazie mille tante molte infinite ti vi la ringrazio gentile gentilissimo gentilissima
    thanks thank you danke schon vielen dank
    """.split()  # noqa: SIM905 - as above
)
CONTENT: Final = frozenset(
    """
    perfetto ok okay va bene benissimo ottimo capito risolto great perfect super toll
    """.split()  # noqa: SIM905 - as above
)
#: Politeness, and the small words of a sentence about what is open; they say neither yes nor no.
FILLERS: Final = frozenset((word,) for word in GREETINGS | THANKS) | _listed(
    """
    prego, per favore, per piacere, perfavore, cortesemente, gentilmente
    scusa, scusi, scusami, mi scusi, pure, allora, adesso, ora, ecco, e, l, la, lo, il, le, i, gli
    un, una, mi, ti, ci, ha, ho, hanno, sono, era, stato, stata, tutto, tutta, proprio, davvero, anche
    gia, cosi, questo, questa, quello, quella, qui, io, tu, di, del, della, con, in, a, al, ad, me, molto, poi
    appena, ancora, numero, lettura, codice, password, portale, mail, e mail, email, sms
    messaggio, contatore, dati, posta, per
    please, very, much, many, sorry, it, s, is, the, that, this, t
    m, ve, am, have, has, been, now, all, just, my, was, on, with, so, reading, number, code, message, meter
    still, for, i, got, just
    bitte, schone, doch, ist, das, es, der, die, den, dem, ein, eine, ich, habe
    hab, hat, jetzt, mir, sehr, alles, ganz, mein, meine, wurde, bin, mit, auf, zahlerstand, nummer
    nachricht, zahler, passwort, er, sie, gerade, immer, wird, zahl
    """
)

#: Words of who wants something, before what is wanted.
WANTING: Final = _listed(
    """
    voglio, vorrei, devo, posso, preferisco, meglio, se, i want to, i would like to, i d like to, let s
    ich will, ich mochte, wir
    """
)
#: Leaving what is open, and going back a step.
LEAVE: Final = _listed(
    """
    annulla, annullo, annullare, annulliamo, annulla tutto, basta, basta cosi, esci, uscire, voglio uscire
    stop, ferma, fermati, chiudi, lascia perdere, lasciamo perdere, lascia stare, lasciamo stare
    lasci perdere
    lascia stare va, lasci stare, ho cambiato idea, ci ho ripensato, non voglio piu, non mi interessa piu
    non mi interessa, non mi serve piu, non serve piu, non voglio continuare, non voglio piu continuare
    fermiamoci, fermiamoci qui, esci dalla procedura, annulla la procedura, annulla l operazione
    non importa, non fa niente, fa niente, rinuncio, ci rinuncio, smetti, smettiamo
    cancel, quit, exit, leave, forget it, forget about it, never mind, nevermind, stop it
    i changed my mind, i have changed my mind, i don t want to anymore, i don t want this anymore
    abbrechen, abbruch, beenden, aufhoren, vergiss es, vergessen sie es, lass gut sein, lass es gut sein
    anders uberlegt, ich habe es mir anders uberlegt, ich will nicht mehr, lassen wir das
    """
)
#: Leaving for what the desk offers.
TO_MENU: Final = _listed(
    """
    menu, menu principale, torna al menu, torna al menu principale, torniamo al menu, tornare al menu
    vai al menu, menu iniziale, home, alla home, torna alla home, vai alla home
    torna all inizio, torna all inizio del menu
    main menu, back to menu, back to the menu, back to main menu, back to the main menu, go back to the menu
    hauptmenu, zum menu, zuruck zum menu, zuruck zum hauptmenu, zum hauptmenu, zum anfang
    startseite, zur startseite
    """
)
BACK: Final = _listed(
    """
    indietro, torna indietro, vai indietro, torniamo indietro, tornare indietro, un passo indietro
    passo precedente, passo indietro, torna a prima, passaggio precedente, torna al passo precedente
    torna al passo prima, domanda precedente, torna alla domanda precedente, torna alla domanda di prima
    back, go back, one step back, step back, previous, previous step, zuruck, zurueck, geh zuruck
    einen schritt zuruck, ein schritt zuruck, schritt zuruck
    """
)

#: A matter is settled; "not" makes it unsettled.
SETTLED: Final = _listed(
    """
    risolto, risolta, risolti, ho risolto, abbiamo risolto, si e risolto, risolto tutto, tutto risolto
    a posto, tutto a posto, a posto cosi, tutto ok, sistemato, sistemata, tutto sistemato
    solved, resolved, sorted, sorted out, settled, all good, that s all, that is all, all set
    erledigt, gelost, geklart, hat sich erledigt, hat sich geklart, alles gut, alles geklart, das war alles
    """
)
#: What belongs to it: "il problema è risolto".
MATTER: Final = _listed(
    """
    problema, questione, pratica, richiesta, tutto, problem, issue, case, everything, sache, anliegen
    """
)
#: Back from a person to the bot.
TO_BOT: Final = _listed(
    """
    torna al bot, torniamo al bot, torno al bot, tornare al bot, al bot, bot, il bot, voglio il bot
    rispondi tu, parla tu, rispondimi tu
    back to the bot, back to bot, go back to the bot, the bot, to the bot
    zuruck zum bot, zum bot, der bot
    """
)

#: Signs that say something by themselves, without their variation selectors and skin tones.
YES_MARKS: Final = frozenset("👍👌✅✔☑🆗")
NO_MARKS: Final = frozenset("👎❌✖❎🚫⛔")
#: A heart and the like, which ask for nothing.
APPLAUSE_MARKS: Final = frozenset("❤🙏😊😀😃😄🥰😍😘💪👏🎉💙💚💛🧡💜🤗☺🙂😁⭐🌟✨💯🤝")
DOUBT_MARKS: Final = frozenset("🤔🤷❓❔⁉?")
