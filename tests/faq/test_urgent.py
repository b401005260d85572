"""Dangers and the wish for a person: always recognised, and never seen where they are not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faq.urgent import IDS, recognise

GAS = """
si sente un fortissimo odore di gas per le scale
qui sa di gas
c'è gas nell'aria
pussa di gas in cantina
la bombola del gas perde
mi sa che ho una perdita di metano
nel garage si avverte odore di metano
tornando a casa ho trovato la cucina piena di gas
hanno tranciato la conduttura del gas durante gli scavi
si sente gas
sentiamo gas da ieri
odore sgradevole tipo gas vicino alla caldaia
nonna ha dimenticato il gas aperto
il tubo del gas è rotto
gas leak in my kitchen
I think there is a gas leak
it smells like gas here
es riecht nach gas
Gasgeruch im Keller
Gasleck im Haus, was tun?
ich rieche gas
fuga gas condominio
il contatore del gas perde
fuoriuscita di gas in via Roma
aiuto gas
il rilevatore di gas continua a suonare
esce gas dal tubo
fornello rimasto aperto, puzza in tutta casa
buonasera scusate il disturbo, volevo la bolletta ma intanto sento puzza di gas in casa, che faccio
odore gas
pusa di gas
sento un odore strano di metano dal contatore
c'è odor di gas
forte odore di uova marce in cucina
""".strip().split("\n")

ELECTRIC = """
c'è un cavo elettrico per terra davanti a casa
un filo della luce pende dal palo
cavi scoperti in giardino
il palo della luce è crollato
ho visto delle scintille uscire dal contatore
il contatore sta andando a fuoco
esce fumo dalla cabina elettrica
puzza di bruciato dal contatore
mia moglie ha preso la scossa toccando il cancello
un albero si è abbattuto sui cavi
il traliccio è caduto nel campo
filo dell'alta tensione spezzato
la presa fa scintille
il quadro elettrico è bollente e fa fumo
cabina elettrica aperta vicino alla scuola
cavo a tera
fili penzolanti
wire down on the street
there's a cable on the ground
electric shock from the washing machine
sparks from the meter
Kabel liegt auf der Straße
Stromschlag bekommen
der Strommast ist umgefallen
il cavo è finito in una pozzanghera
cavo della corrente tranciato
i fili della luce toccano gli alberi
un palo sta cadendo
il vento ha strappato i fili della luce
c'è un uomo folgorato
contatore che brucia
si è incendiata la cabina enel
lampione caduto con i fili di fuori
acqua nel quadro elettrico
corto circuito con fiamme
""".strip().split("\n")

CUT = """
non ho luce
non c'è corrente
manca la luce in tutta la via
siamo senza corrente da due ore
blackout in centro
è saltata la corrente
mi è saltata la luce
la luce è andata via
la corrente non torna
niente luce a casa
nn ce luce
nn c'è corrente da stamattina
manka la luce
manca luce
senza luce
senza corente
da ieri sera non abbiamo elettricità
tutto il palazzo è al buio
siamo rimasti al buio
quando ritorna la corrente?
quando torna la luce in via Verdi?
power cut
there's no power at home
no electricity since this morning
the power is out
Stromausfall
kein Strom in der Wohnung
wir haben keinen Strom
der Strom ist weg
vorrei segnalare un guasto elettrico
devo segnalare un'interruzione di corrente
la luce va e viene
il salvavita scatta e non si rialza
il contatore è saltato e non riparte
casa completamente al buio
è mancata la corrente e non è più tornata
luce saltata in tutto il quartiere
non arriva la corrente
non va la luce
si è spenta la luce in tutta la strada
corrente assente da un'ora
mia madre ha l'ossigeno e manca la corrente
Buongiorno, scusate, volevo sapere una cosa sulla password ma adesso è andata via la luce in tutto il paese
black out
la corrente è andata via
guasto in zona, siamo tutti senza luce
nessuna energia in casa
interruzione di corrente improvvisa
""".strip().split("\n")

OPERATOR = """
operatore
operatore per favore
voglio un operatore
vorrei parlare con un operatore
parlare con una persona
mi fai parlare con qualcuno
posso parlare con qualcuno?
voglio parlare con un essere umano
passami un operatore
passatemi qualcuno
c'è un operatore?
mi serve una persona
basta bot
non voglio parlare con un robot
voglio una persona vera
operatre
oepratore
parlre con operatore
talk to a human
I want to speak to someone
can I talk to a real person?
human please
agent
customer service
Mit einem Menschen sprechen
ich möchte mit einem Mitarbeiter reden
kann ich mit jemandem sprechen?
mi può richiamare qualcuno?
fatemi chiamare da un vostro addetto
ho bisogno di parlare con voi
mettimi in contatto con un operatore
vorrei parlare con il servizio clienti
c'è qualcuno?
assistenza umana
preferirei parlare con una persona in carne ed ossa
come faccio a parlare con un operatore
contattare un operatore
non mi stai aiutando, passami un collega
un umano per favore
operatore!!!
voglio parlare cn operatore
mi puoi mettere in contatto con una persona?
fammi parlare con un responsabile
si può parlare con un addetto?
""".strip().split("\n")

HARMLESS = """
che gas usate nei frigoriferi
interruzioni programmate
quando staccate la luce per lavori
quando staccate la luce per i lavori?
mi avete staccato la luce perché non ho pagato
come comunico l'autolettura del gas
dove trovo la bolletta della luce
non mi arriva la bolletta della luce
non ho ricevuto la fattura del gas
quanto costa la luce
vorrei attivare la luce in una casa nuova
voglio un aumento di potenza perché salta il contatore
cavo hdmi non funziona
domani mancherà la corrente per lavori?
avete lavori programmati nella mia via
come leggo il contatore del gas
contatore del gas: dove trovo la lettura
mi sono registrato ma non funziona la password
non funziona il sito
il portale non va
ho parlato con un operatore ieri e mi ha detto di registrarmi
una persona diversa dall'intestatario può registrarsi?
posso delegare una persona?
operatore telefonico tim
corso per operatore socio sanitario
scossa di terremoto stanotte
quando viene il tecnico a casa
come sostituite il contatore
consumi di corrente ogni quarto d'ora
vorrei cambiare operatore della luce
persona giuridica o persona fisica?
energia corrente dove accedo
non trovo il codice cliente di energia corrente
orari call center
numero di telefono energia corrente
prezzo del gas al metro cubo
odore di vernice in casa
perdita d'acqua sotto il lavandino
ho perso la password
il gas naturale inquina?
come si paga il preventivo per spostare il palo
voglio spostare i cavi sulla facciata
mi manca il codice per entrare
manca la mail di conferma
non mi è arrivato il codice
senza password come entro?
la corrente costa troppo
luce rossa sul modem
posso registrarmi senza codice cliente
chi mi aiuta con la registrazione?
""".strip().split("\n")


@pytest.mark.parametrize("text", GAS)
def test_gas_is_recognised(text: str) -> None:
    """Gas that is smelt, heard or let out, in any wording and three languages."""
    assert recognise(text) == "urgent-gas-leak"


@pytest.mark.parametrize("text", ELECTRIC)
def test_electric_danger_is_recognised(text: str) -> None:
    """Cables, poles, sparks, smoke and shocks."""
    assert recognise(text) == "urgent-electric-danger"


@pytest.mark.parametrize("text", CUT)
def test_a_power_cut_is_recognised(text: str) -> None:
    """No light, no current, in the dark."""
    assert recognise(text) == "urgent-power-cut"


@pytest.mark.parametrize("text", OPERATOR)
def test_the_wish_for_a_person_is_recognised(text: str) -> None:
    """A person, an operator, anybody but the bot."""
    assert recognise(text) == "operator"


@pytest.mark.parametrize("text", HARMLESS)
def test_a_harmless_question_is_no_alarm(text: str) -> None:
    """The same words in a question about something else."""
    assert recognise(text) is None


@pytest.mark.parametrize("text", [*GAS[:4], *ELECTRIC[:4]])
def test_a_danger_is_seen_inside_a_long_message(text: str) -> None:
    """What stands before and after, and how loudly it is written, does not hide it."""
    letter = "Buongiorno, vi scrivo dal terzo piano. " * 5
    assert recognise(f"{letter}{text.upper()}. Cordiali saluti") == recognise(text)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=4096))
def test_any_text_has_an_outcome(text: str) -> None:
    """No message makes it stumble."""
    assert recognise(text) in {None, *IDS}
