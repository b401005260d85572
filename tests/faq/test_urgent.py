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
c'è puzza di gas
sento una puzza terribile di gas in bagno
un odore di gas fortissimo nel vano scale
odore di gas davanti al portone
si sente un fetore di gas per strada
puzzo di gas dal lavello
la cucina puzza di metano
mi puzza di gas la casa
c'è puzza di uova marce in tutta la via
c'è un odore tipo aglio in cucina, sarà gas?
mi gira la testa e sento gas
mi fa male la testa, credo sia il gas
ho mal di testa da stamattina e la stufa a gas è accesa
sento del gas in casa
si sente il gas fino in strada
avvertiamo odore di gas al piano terra
il vicino sente odore di gas
mio figlio dice che puzza di gas in camera
è scattato il rilevatore del metano
il sensore del gas sta suonando
allarme fughe gas in funzione, che fare?
il rivelatore di fughe ha la luce rossa e suona
rilevatore monossido di carbonio in allarme
fuga gas
c'è una fuga
temo una fuga di gas
perdita gas
perdita di metano in giardino
ce una perdita di gas
perdita alla caldaia, si sente odore
la caldaia puzza di gas
il fornello perde gas
dal fornello esce gas anche da spento
sta uscendo gas da un tubo in strada
gas che esce dal terreno
sibilo vicino al contatore del metano
il contatore del gas soffia
la bombola perde, che faccio?
bombola che perde in cucina
hanno rotto il tubo del gas
un operaio ha bucato la condotta del metano
ho forato una tubazione e adesso esce gas
si è staccato il tubo del gas dietro la cucina
il tubo gas è crepato e puzza
ho lasciato aperto il gas
il gas è rimasto aperto tutta la notte
la nonna ha lasciato la manopola del gas aperta
il rubinetto del gas non chiude
c'è gas in casa
la stanza è piena di gas
gas ovunque
è scoppiata la caldaia
c'è stata un'esplosione, odore di gas
ho paura del gas, si sente odore
emergenza fuga gas chi chiamo
numero di emergenza gas subito
aiuto il gas
help gas
siamo intossicati dal gas
GAS GAS GAS AIUTO
odore di gas in ascensore
odore di gas nel parcheggio del supermercato
odore strano dal contatore del gas
un odore che sembra gas
non so se è gas ma puzza
odore forte dalla caldaia
sento odore ma il fornello è spento
ho il naso pieno di gas
non si respira dal gas
odor di metano nell'ingresso
c'è na puzza 'e gas
ghe xe odor de gas
a puzza di gas si sente forte assai
c'è fetu di gas
odore di gsa
pozza di gas
puzaz di gas
odore digas
sento puzza digas
snt odore di gas cs faccio
aiuto nn so cs fare sento gas
perdta di gas
prdita gas
odore di gass
odore di mteano
smell of gas
gas smell in the kitchen
gas is leaking
the gas pipe is broken
strong gas odour
es riecht stark nach Gas
hier stinkt es nach Gas
Gasgeruch
Gasleitung beschädigt
Gasmelder piept
huele a gas
la guarnizione della bombola perde
stufa a gas che puzza
la cucina a gas puzza anche spenta
dal contatore arriva odore
vicino al contatore c'è cattivo odore
segnalo odore di gas in piazza
devo segnalare una perdita di gas stradale
dispersione di gas in strada
contatore gas che perde
mi sono svegliato con un odore insopportabile di gas
c'è un forte puzzo nel vano caldaia
la puzza di gas si sente fin dal cortile
il contatore del metano fa rumore come se sfiatasse
vicino al tombino davanti casa si sente puzza di gas da giorni
odore di gas in macchinetta... no in cucina!!
ho una fuga d gas in kucina ke dv fare
bei uns riecht es nach Gas was sollen wir tun
odore pungente vicino alla stufa
tutti nel condominio lamentano odore di gas
non so come mai ma quando accendo la caldaia sento odore di gas
si è sfilato il tubo del gas
dal piano di sopra viene una puzza di gas tremenda
il cane ha morso il tubo del gas
temo che ci sia metano nell'aria
puzz di gaz nel corridoio
ci sentiamo tutti storditi e c'è odore di gas
mi hanno rotto la tubatura del gas durante la ristrutturazione
I can smell gas in the staircase
ho il sospetto che ci sia gas, mi brucia il naso
ho trovato la stufa spenta con il gas che andava
la signora del piano terra si è sentita male per il gas
si sente puzza dietro la cucina a gas
avete una squadra per le fughe di gas?
il regolatore della bombola fa odore
hanno bucato la conduttura del metano in via Emilia
odorr di gass in cantinna
ppuzza di metano
gas in casa aiuto
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
cavo caduto
cavo dell'alta tensione a terra
filo della luce a terra davanti al cancello
fili elettrici che pendono
cavi che penzolano sopra il marciapiede
cavo della luce basso, ci passano i camion
un camion ha tirato giù i fili della luce
la gru ha toccato i fili dell'alta tensione
palo della luce caduto
palo inclinato pericolosamente
un'auto ha abbattuto un palo della luce
il palo dell'enel è marcio e balla
traliccio piegato dal vento
lampione a terra con i fili scoperti
cavi scoperti nell'androne
fili elettrici scoperti ad altezza bambino
cavo spellato
cavo tranciato
la ruspa ha rotto un cavo
un filo è spezzato e balla nel vento
scintille dal palo
il contatore fa le scintille
esce una scintilla dalla presa
la presa brucia
la presa fuma
la spina si è fusa nella presa
la ciabatta ha preso fuoco
il quadro elettrico sta bruciando
fumo dal contatore della luce
il contatore fuma
il contatore della luce ronza e scotta
il contatore è caldissimo
contatore bruciato
il contatore sta per esplodere
è esplosa la cabina
botto dalla cabina elettrica
incendio cabina elettrica
la cabina elettrica è aperta e ci giocano i bambini
sportello della cabina elettrica spalancato
lo sportello del contatore è rotto e si vedono i fili
armadio stradale aperto con cavi a vista
ho preso la scossa
prendo la scossa dalla lavatrice
il rubinetto mi dà la scossa
la doccia pizzica
il termosifone dà la scossa
mi sono preso la scossa toccando il contatore
mio figlio ha infilato un ferro nella presa
un uomo è stato folgorato
operaio folgorato
il cane è morto folgorato vicino al palo
un bambino si arrampica sul traliccio
ragazzini entrati nella cabina elettrica
un pallone è finito nella cabina, i bambini entrano
albero caduto sulla linea elettrica
i rami toccano i fili e fanno scintille
l'albero del vicino spinge sui fili della corrente
garage allagato con le prese sott'acqua
entra acqua nel contatore
piove sul contatore
infiltrazione d'acqua sull'impianto elettrico
è andato in corto il contatore
puzza di bruciato dalle prese
sento odore di bruciato dal quadro elettrico
puzza di fili bruciati
una fiammata dal contatore
è partita una fiammata quando ho acceso la luce
scariche elettriche dai fili
i cavi dell'alta tensione sfrigolano
i fili si toccano col vento e fanno luce
il trasformatore sul palo perde olio e fuma
il trasformatore ronza fortissimo e fa fumo
è venuta giù la linea
linea elettrica spezzata dalla neve
il vento ha buttato giù i fili
una frana ha portato via un palo della luce
pericolo di scossa
emergenza elettrica
il cavo a cui è attaccata la casa si è staccato
cavo staccato dal muro
il cavo della luce è appeso a un filo
un cavo tocca la ringhiera di ferro
cavo sopra la grondaia che scintilla
cavo nella pozzanghera
cavo eletrico caduto
cavvo a terra
cavi scopeti
fillo scoperto
filo dela luce per tera
palo dela luce caduto
tralicico caduto
scintile dal contatore
ho preso la socssa
preso scossa aiuto
fumo dal contattore
il quadro elletrico fuma
corto circuto
cavo x strada ke faccio
xe cascà el palo de la luse
ce sta un filo penzoloni
u palu da luci cadiu
live wire on the road
downed power line
there are sparks coming out of the outlet
my meter is on fire
someone was electrocuted
tree on power lines
ein Strommast ist umgestürzt
der Zähler raucht
Stromkabel auf der Straße
Baum auf der Stromleitung
offene Kabel
il filo della luce è sceso fino alla siepe
dal palo escono scintille
ho toccato il frigo e ho preso una botta di corrente
c'è fumo che esce dalla presa
l'interruttore è tutto bruciacchiato
palo pericolante in via Manzoni
i cavi della media tensione sono a un metro da terra
una persona è stata colpita da una scarica
trovato filo scoperto che pende dal lampione del parco
fil d'la lus per tera
cable hanging over the street
mi esce una fiamma dal contatore
scossssaa dal cancello aiuto
un bambino sta toccando i fili caduti
c'è un cavo tranciato vicino alla fermata del bus
il traliccio dietro casa fa un ronzio e delle scintille
sento puzza di bruciato e il contatore è rovente
la presa della cucina ha preso fuoco
cavi elettrici penzoloni in via Po
scossa elettrica dal rubinetto
dopo la grandine i fili sono per terra
quadro elettrico allagato
gli operai hanno tagliato un cavo della corrente
Kabel liegt auf dem Boden
cavi spellati nell'ascensore
prese che fumano
c'è un filo elettrico tagliato sul balcone
i cavi aerei sono scesi dopo la nevicata
la spina fa scintille
il contatore sta prendendo fuoco
mia zia è rimasta attaccata al filo
scintille blu dalla cabina
il furgone ha sbattuto contro il palo della luce
cavo di alta tensione spezzato
scoppio alla cabina e poi fumo
il palo sta cedendo
c'è tensione sulla ringhiera
filo che penzola davanti alla finestra
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
non c'è luce
non c'è la corrente
non c'è più corrente
non ho la luce
non ho più elettricità
manca la luce
manca corrente
manca l'energia elettrica
ci manca la corrente
mancanza di luce in tutto il quartiere
assenza di elettricità
sono senza luce
siamo senza elettricità
siamo rimasti senza luce
stiamo senza luce da stanotte
tutto il condominio senza luce
è saltata la luce
è saltata la luce in casa
salta la luce
mi salta sempre la corrente
è andata via la corrente
se n'è andata la luce
la luce è andata
è mancata la luce
è sparita la corrente
la luce non torna
quando torna la corrente?
quando ci ridate la luce?
quando riavremo la corrente
tra quanto torna la corrente
blackout
c'è un blackout?
siamo in blackout
siamo al buio
tutti al buio
la via è al buio
al buio da due ore
siamo a lume di candela
è tutto buio
tutto spento
si è spenta la luce
la luce si è spenta all'improvviso
non si accende la luce
non funziona la luce in casa
non va la corrente
non va niente in casa, nemmeno il frigo
la corrente non c'è
non arriva corrente al contatore
niente corrente
niente elettricità da ieri
zero corrente
la corrente va e viene
luce a intermittenza in tutta la casa
il contatore è spento
il contatore non si accende
il display del contatore è spento e non ho luce
è scattato il contatore
il contatore salta continuamente
il salvavita non si riarma
scatta il salvavita
l'interruttore generale è su ma non c'è luce
guasto
c'è un guasto alla rete
guasto in zona?
segnalazione guasto
numero per segnalare i guasti
a chi segnalo un'interruzione di corrente
interruzione della luce non annunciata
disservizio elettrico
emergenza mancanza corrente
la luce delle scale non c'è, e nemmeno in casa
si sta scongelando tutto, manca la luce
sono bloccata in ascensore, è andata via la luce
uso il respiratore e manca la luce
mi avete tolto la luce?
perché sono senza corrente?
come mai non ho corrente?
che devo fare, è saltata la luce
da stanotte senza corrente
da ieri sera non c'è corrente
dopo il temporale non c'è più luce
per la neve siamo senza luce
solo io sono senza luce
io non ho luce e i vicini sì
mezza casa è senza corrente
una sola stanza senza luce e il contatore scatta
tutto il paese senza luce
zona industriale senza corrente
negozio senza luce, ho i surgelati
i semafori sono spenti, non c'è corrente
caduta di corrente
non mi arriva energia
non ho energia in casa
corrente assente
luce saltata
corrente andata
luce staccata senza preavviso
mi hanno staccato la corrente e non so perché
nn ho luce
non ce luce
non ce la luce
nn torna la luce
sn senza luce
siamo snz corrente
maca la luce
manca laluce
manca la luec
manca la correte
manca la crorente
è saltat la luce
e saltatta la corrente
blakcout
blckout
balckout
siamo al biuo
andata via la lcue
senza luec
senz luce
senza elettrcità
no luce
nun ce sta 'a luce
nun ce stà a corrente
semo senza luce
manca 'a luce
no ghe xe luce
l'è nà via la lüs
manca a luci
non c'è lustru
no power
we have no light
the electricity is off
when will the power be back
der Strom ist ausgefallen
kein Licht
ohne Strom seit gestern
in casa nostra non arriva più la luce
la luce è saltata dopo il tuono
che succede alla luce in via Mazzini? non funziona
ho il contatore spento e i vicini no
corrente ko in tutto il rione
quanto tempo ancora senza luce?
e' andta via la luce
nn ciè corrente
qua è tutto scuro, manca l'elettricità
lights just went out
è saltato l'interruttore e non torna su
il generale è saltato e non si rialza
segnalo mancanza di energia elettrica in via Piave 3
mia mamma ha la macchina dell'ossigeno e non c'è luce
avete problemi di rete? siamo senza luce
buongiorno a casa mia non c'è luce da questa mattina
salve, è da un po' che manca la luce
è tutto buio in via Cavour
a Cesena manca la luce?
mi si è spenta la luce in tutta casa
ogni sera salta la corrente
non ho elettricità nel capannone
il mio contatore non dà segni di vita
blackout da ore
nn ce corrnte in tt la via
bei uns ist der Strom weg
da quando è passato il temporale non ho più la luce
la casa è rimasta senza elettricità
segnalazione mancanza luce
luce assente dalle 14
salta il differenziale e non si riarma più
siamo in tre palazzi senza luce
luce ko
come mai è saltata la luce in tutto il rione?
manca la luce solo nella mia via
problemi di luce in zona
si stacca la luce ogni cinque minuti
la corrente è assente
siamo piombati nel buio
non funziona il contatore, tutto spento
abbiamo solo mezza corrente
ancora niente luce
è caduta la corrente
si sono spente tutte le luci
quando riattaccate la corrente?
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
un operatore
operatore per cortesia
voglio l'operatore
vorrei un operatore
passami l'operatore
mi può passare un operatore?
potrei parlare con un operatore?
è possibile parlare con un operatore?
come faccio a parlare con un operatore?
come si fa a parlare con qualcuno?
parlare con un umano
parlare con un consulente
parlare con un vostro dipendente
parlare con l'assistenza
vorrei parlare con una persona in carne ed ossa
voglio parlare con un umano
voglio parlare con voi
devo assolutamente parlare con una persona
avrei bisogno di parlare con un operatore
ho bisogno di una persona
mi serve parlare con qualcuno
mi serve aiuto da una persona
preferirei un operatore
un essere umano, per favore
c'è un essere umano lì?
c'è qualcuno con cui parlare?
c'è un operatore disponibile?
non c'è un operatore?
qualcuno mi può aiutare?
qualcuno in carne e ossa
mi faccia parlare con qualcuno
fammi parlare con un operatore
mettetemi in contatto con una persona
vorrei essere messo in contatto con un consulente
trasferiscimi a un operatore
inoltrami a un operatore
chiama un operatore
chattare con un operatore
assistenza clienti
supporto umano
un consulente
addetto
un'impiegata per favore
passami la signorina
mi richiamate?
potete richiamarmi?
fatemi richiamare
chiamatemi al telefono
vorrei essere contattato da un operatore
mi potete chiamare?
qualcuno può chiamarmi?
vorrei un contatto telefonico con un operatore
preferisco spiegare a voce
non voglio parlare con una macchina
non voglio un bot
basta robot
basta, voglio una persona
tu non capisci, passami qualcuno
non mi capisci, dammi un operatore
non hai capito niente, passami un umano
sei inutile, voglio un operatore
le macchine non mi piacciono, voglio una persona
con le macchine non so parlare
c'è qualcuno dall'altra parte?
rispondete voi e non il computer
un cristiano che mi risponde?
umano
persona
persona reale
qualcuno
dammi un umano
datemi un operatore
serve un operatore subito
operatore urgente
OPERATORE!!!
operatrice
vorrei un'operatrice
un collega umano
passami il responsabile
voglio il responsabile
voglio parlare con un capo
mi passa un impiegato?
gradirei parlare con un vostro consulente
desidero parlare con un addetto
contatto umano
nn voglio parlare cn un bot
voglio parlare cn un operatore
posso parlare cn qualcuno
passami qlcn
operatroe
operatoe
opratore
operattore
operatorre
parlarecon operatore
palrare con un operatore
parlare con qualcno
parlare con una peronsa
parlare con una persna
umno
voglio un uamno
essree umano
assitenza umana
fammi parla co n'operatore
voglio parlà cu quaccheduno
vogghiu parrari cu n'operaturi
vorria parlar co qualchedun
operator
human
agent please
speak to a human
I want to talk to a person
I need a human
customer support please
Mensch
ein Mensch bitte
ich möchte mit einem Mitarbeiter sprechen
kann mich jemand anrufen?
echter Mensch
mi fa parlare con una signorina?
c'è modo di avere un operatore?
chiedo di un operatore
fammi chiamare
posso sentire qualcuno al telefono?
preferisco una persona
mandami un operatore
parlare operatore
oppereatore
un tizio in carne ed ossa
serve un vostro operatore
put me through to a person
gib mir einen Mitarbeiter
ho bisogno che qualcuno mi chiami
questo bot è inutile, operatore
avete una persona che risponde?
come posso parlare con voi?
è possibile essere richiamati?
mi servirebbe parlare con un tecnico
no grazie, voglio un operatore
non ho trovato risposta, vorrei parlare con qualcuno
passami a un operatore
c'è una persona dietro questa chat?
assistenza telefonica con operatore
posso avere un contatto con un umano
desidero essere contattato telefonicamente
dammi una persona vera, sto bot non funziona
speak with agent
ich brauche einen Mitarbeiter
voglio oepratore
non riesco a recuperare la password, mi passi un operatore
per l'autolettura preferirei parlare con qualcuno
ho bisogno di un contatto umano
si può parlare con chi ne sa?
mi metta in linea con un operatore
c'è un numero dove risponde una persona?
un tecnico può chiamarmi?
mi rispondete o no? c'è qualcuno??
voglio assistenza
aiuto umano per favore
chi mi può aiutare di persona?
mi serve un consulente
operatori?
contattatemi per favore
non voglio le risposte preimpostate, voglio parlare
chiamatemi al 3331234567
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
interruzione programmata domani
quando togliete la luce per i lavori programmati
ho ricevuto l'avviso di interruzione per manutenzione
ci saranno interruzioni della corrente la prossima settimana?
a che ora staccano la corrente per i lavori di domani
mi avvisate quando togliete la corrente?
come vengo informato delle interruzioni programmate
c'è scritto sul cartello che mercoledì manca la luce
lavori in programma nella mia via
dove vedo i lavori di manutenzione previsti
vorrei ricevere gli avvisi di interruzione per email
mi avete staccato la luce per morosità
mi hanno staccato la luce perché non ho pagato la bolletta
ho pagato le bollette arretrate, quando riattaccate la luce?
riattivazione dopo distacco per mancato pagamento
quanto costa riallacciare la luce dopo la morosità
se non pago la bolletta mi staccate la luce?
quanto costa il gas al metro cubo
prezzo del gas
prezzo della luce
quanto costa la corrente
la corrente costa cara
aumento del prezzo della corrente
bonus luce e gas
bolletta della luce troppo alta
bolletta del gas sbagliata
non mi è arrivata la bolletta della luce
manca la bolletta di marzo
manca una fattura nel portale
manca il simbolo pdf
mi manca la password
manca la password
senza codice cliente non riesco a entrare
senza password non entro
sono senza password
sono rimasta senza credenziali
non ho la password
non ho il codice cliente
non ho la bolletta
non ho ricevuto il codice
non mi arriva il codice
non arriva l'sms
non arriva la mail con la password
mi manca l'ultima cifra del codice
non c'è il pulsante registrati
non c'è la voce cambio password
non c'è il simbolo rosso
non c'è la mia fornitura del gas
nel portale manca il contatore del gas
nel portale non c'è la luce, solo il gas
vedo solo la luce e non il gas
lettura del contatore del gas
autolettura gas
comunicare la lettura del gas
il contatore del gas segna 3421
contatore gas numeri neri e rossi
sostituzione del contatore del gas
il contatore del gas è vecchio
correttore del contatore del gas
ho due forniture, luce e gas
cambiare da luce a gas nel portale
voltura gas
subentro luce
disdetta gas
allacciamento gas
allaccio della luce per una casa nuova
nella casa nuova non c'è ancora la luce, come la chiedo?
la casa in costruzione è senza corrente, come faccio l'allaccio
devo portare la corrente in un terreno
attivare la luce nell'appartamento appena comprato
il locale non ha mai avuto la corrente
voglio mettere la luce in garage
aumentare la potenza perché salta il contatore quando accendo il forno
passare da 3 a 6 kW
spostare il contatore della luce
spostare un palo della luce dal mio terreno
preventivo per lo spostamento del palo
devo far interrare i cavi
quanto costa spostare un cavo elettrico dalla facciata
ho un palo nel giardino, mi pagate la servitù?
luce verde sul contatore
il led rosso del contatore lampeggia
la lucetta rossa del contatore cosa indica
la spia verde del modem è spenta
luce del modem spenta
la presa in carico della richiesta
avete preso in carico la mia domanda?
è stata presa in carico la pratica?
persona fisica o persona giuridica
recupero username persona giuridica
sono una persona giuridica, come mi registro?
persona delegata
posso mandare un'altra persona all'appuntamento?
può registrarsi una persona diversa dall'intestatario?
una persona anziana può registrarsi?
per quante persone vale l'account
delegare una persona per il tecnico
qualcuno ha usato la mia mail
qualcuno conosce la mia password
qualcuno è entrato nel mio account
hanno mandato qualcuno a cambiare il contatore
l'operatore del mercato
operatore di rete
operatore telefonico nuovo
ho cambiato operatore del cellulare
operatore ecologico concorso
operatore socio sanitario
l'operatore mi ha detto di scrivere qui
ieri un operatore mi ha chiamato per un'offerta
ho parlato con una vostra operatrice ma non ho risolto la registrazione
orari degli operatori
a che ora rispondono gli operatori
orari del call center
numero verde
siete aperti il sabato
qual è il numero verde di e-distribuzione
contatti energia corrente
come contatto energia corrente
telefono di energia corrente
energia corrente numero di telefono
energia corrente contatti
come entro in energia corrente
energia corrente non mi arriva la password
non riesco ad accedere a energia corrente
il portale energia corrente non funziona
manca la mia fattura su energia corrente
senza energia corrente come farei
profumo che sa di fiori
che odore ha il metano?
odore di fritto in cucina come si toglie
odore di fumo di sigaretta in macchina
puzza di fogna dal lavandino
puzza di muffa in cantina
odore di vernice fresca
come togliere l'odore di pesce dal frigo
profumo con odore di legno
il cane puzza
che gas c'è nei frigoriferi
gas refrigerante del condizionatore
ricarica gas del climatizzatore
il condizionatore perde gas
gas r32
la macchina va a gas?
auto a metano
auto a gpl conviene
dove faccio il pieno di metano
bombola di gas per il campeggio
bombola da sub
quanto dura una bombola di gas
dove compro le bombole
il gas naturale è un combustibile fossile
gas serra e clima
gas esilarante
acqua gassata
il gas russo arriva ancora?
la caldaia perde acqua
perdita d'acqua
perdita idrica nel contatore dell'acqua
il rubinetto perde
il lavandino perde
perdita di peso
ho perso il codice
ho perso la bolletta
perdo tempo con questo sito
la lavatrice perde acqua
fuga di cervelli
fuga d'amore
allarme di casa non funziona
l'allarme antifurto suona
sensore di movimento
rilevatore di fumo quanto costa
tubo dell'irrigazione rotto
cavo hdmi
cavo usb rotto
cavo del telefono staccato
il cavo della stampante
filo interdentale
filo di perle
ho perso il filo del discorso
fili d'erba
palo della cuccagna
pali della porta di calcio
corrente marina forte
corrente d'aria in casa
corrente politica
conto corrente
carta conto corrente
mese corrente
anno corrente
fattura del mese corrente
consumi di corrente
misure di corrente
quanta corrente consumo
dove vedo quanta luce ho consumato
scaricare i dati della corrente
luce naturale in casa
luce intelligente
lampadina a led che luce fa
che luce devo mettere in salotto
luce blu del cellulare
la luce del sole
anni luce
dare alla luce
venire alla luce
velocità della luce
contatore di passi
il contatore del sito
scossa di terremoto
scossa tellurica stanotte
fumo negli occhi
fumo passivo
fuoco di sant'antonio
scintille tra innamorati
spegnere il computer
il telefono è spento
il cellulare si è spento
il telefono non si accende
il computer non si accende
la televisione non si accende
il sito non funziona
il sito non va
l'app non si apre
il portale è fuori servizio
il portale è guasto
c'è un guasto al sito?
la pagina resta nera
lo schermo è nero
internet non va
manca internet
senza internet
manca la linea telefonica
non c'è linea internet
adsl guasta
la fibra non funziona
modem senza linea
manca l'acqua
siamo senza acqua
è andata via l'acqua
senza acqua da ieri
manca il pane
fotovoltaico: quanta energia ho prodotto
l'impianto fotovoltaico non produce, dove vedo i dati
energia immessa in rete
impianto di terra verifica
verifica della tensione in azienda
abbassare la potenza della fornitura
sbalzi di tensione in azienda, vorrei una verifica
il contatore è da sostituire
sostituzione del contatore della luce
open meter
quando cambiate il contatore
contatore di seconda generazione
il contatore segna troppo
il contatore gira troppo veloce
verifica del contatore
mi hanno cambiato il contatore
lo sportello del portale clienti
a che ora apre lo sportello
sportello online
aiuto per registrarmi
aiuto non riesco a registrarmi
mi aiuti con la password
aiutami a recuperare la password
chi mi aiuta a iscrivermi
serve aiuto per l'autolettura
ho bisogno di assistenza per la registrazione
assistenza registrazione
come chiamo il tecnico per spostare l'appuntamento
quando viene il tecnico
il tecnico non è venuto
il tecnico può chiamarmi prima di venire?
voglio spostare l'appuntamento col tecnico
chiamare il fornitore
chi devo contattare per i dati anagrafici
posso pagare con la carta
taglio della luce per mancato pagamento
rischio il distacco?
mi arriva luce in bolletta due volte
quando arriva la bolletta della luce
quando arriva la fattura del gas
non torna il totale della fattura
i conti della bolletta della luce non tornano
non tornano i consumi di luce
la luce in bolletta è diversa dal gas
risarcimento per sbalzo di tensione
rimborso per interruzione di corrente
domani a che ora manca la corrente?
domani manca la luce in via Garibaldi?
quanto durerà l'interruzione prevista
film al buio in sala
cena al buio
ho paura del buio
occhiali per vedere al buio
umano e digitale
risorse umane
lavorare come operatore da voi
assumete operatori?
consulente fiscale
consulente del lavoro
il mio consulente vuole la curva di carico
assistenza fiscale
un addetto mi ha lasciato un avviso
incaricato con tesserino, è vero?
sei umano?
sei una persona o un robot?
ok
grazie mille
buongiorno
ciao
niente grazie
perfetto
va bene
sì
no
arrivederci
quando inserisco la lettura del gas mi esce un errore
ogni volta che metto l'autolettura del gas mi esce una scritta rossa
ho il sospetto che la bolletta del gas sia sbagliata
nella nostra cantina c'è il contatore del gas in cantina da leggere
i numeri neri del contatore
è morto mio padre e il contatore era intestato a lui
ho finito lo scavo per il palo, ora tocca a voi
abbiamo posato i cavi nel corrugato, adesso tocca a voi
il tecnico mi ha spiegato che devo comunicare la fine delle opere
l'impiegata mi ha spiegato che devo registrarmi
non so a chi rivolgermi, il tecnico doveva venire ieri
mi hanno detto che deve passare un tecnico
deve passare un vostro incaricato per il contatore
mi hanno richiamato ieri per l'appuntamento
la signorina al telefono mi ha detto di mandare la lettura
il cancello automatico non funziona
non voglio più l'addebito automatico
mio figlio è entrato nel portale e ha visto il contatore
mio nipote mi ha fatto salire sul sito, dove vedo il contatore?
l'altra settimana avete tolto la luce senza avvisare, come faccio a sapere dei prossimi lavori?
l'altro giorno è mancata la corrente, era una interruzione programmata?
il mese scorso siamo rimasti senza luce per i lavori, mi potete avvisare la prossima volta?
vorrei mandare i numeri del gas il più presto possibile
serve la presenza di una persona quando cambiate il contatore?
un operatore di e-distribuzione mi ha lasciato un avviso
l'operatore che è venuto ha cambiato il contatore, dov'è il verbale?
ho chiamato il call center ma mi hanno detto di fare tutto dal sito, dove carico la verifica?
il vostro call center mi ha dato il codice, dove lo metto?
ho parlato con il vostro ufficio e mi hanno detto di scaricare il modulo
la linea dedicata al portale è finita?
ho finito di leggere il contatore del gas, dove scrivo il numero?
mio figlio ha preso il mio telefono e ora non ho più il numero
un collega ha spiegato che la curva di carico si scarica dal sito
devo dare la lettura del gas ma non riesco a capire come si fa
il tecnico deve capire quanta potenza ho
Buongiorno, il mio idraulico dice che il contatore del gas ha un correttore e devo scrivere due numeri, ma quando provo mi esce un messaggio di errore e non so più che fare
Salve, la settimana scorsa un vostro operaio mi ha spiegato che il contatore verrà cambiato; vorrei sapere la data perché in casa c'è mia madre anziana
Buonasera, mio marito ha parlato al telefono con una signorina gentilissima che gli ha detto di entrare nel portale e di scaricare la fattura; noi però non troviamo la voce giusta
Gentili, sono il figlio della signora intestataria, lei è rimasta senza password e io devo scaricare le bollette per il commercialista
Abbiamo una linea di produzione nuova e la potenza che abbiamo non basta più, il macchinario si blocca, come chiediamo l'aumento?
i vostri tecnici hanno staccato la corrente per cambiare il contatore, dove trovo il verbale?
ho due linee e un palo davanti al capannone, quanto costa la connessione?
chi mi aiuta a capire dove sta il codice cliente
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
