"""The words of Italian and South Tyrolean street names: kinds, titles, given names, months, famous people."""

from typing import Final

_KINDS: Final = """
via: v via vie
viale: vle viale vl v.le
vicolo: vic vicolo vlo v.lo
vico: vico
piazza: p piazza pza pzza p.za p.zza pz p.z piaz
piazzale: piazzale ple p.le pzle p.zle piazz.le
piazzetta: piazzetta ptta p.tta pzetta p.zetta pzzetta p.zzetta
corso: corso cso c.so
largo: largo lgo l.go
strada: strada str sda s.da
stradone: stradone
stradello: stradello
contrada: contrada cda c.da contr ctr
localita: localita loc loc.ta l.ta locta frazione fraz fraz.ne fr frz
borgo: borgo bgo b.go
borgata: borgata b.ta bta
salita: salita sal
traversa: traversa trav
calle: calle
campo: campo
rione: rione
quartiere: quartiere quart q.re
villaggio: villaggio vill
lungomare: lungomare
circonvallazione: circonvallazione circ circonv
regione: regione reg
cascina: cascina casc c.na
podere: podere pod
galleria: galleria gall
rotonda: rotonda
scalinata: scalinata
"""
#: How each kind may be written, without blanks, to the kind. A frazione and a località are both a hamlet.
KINDS: Final[dict[str, str]] = {
    spelling: kind
    for kind, spellings in (line.split(":") for line in _KINDS.strip().splitlines())
    for spelling in spellings.split()
}
#: Kinds that are the name of a place rather than of a street.
HAMLETS: Final = frozenset({"localita", "contrada", "borgata", "rione", "quartiere", "villaggio", "regione"})
#: A German kind ends the name, in one word with it or behind it; and the Italian kind that it is.
GERMAN_KINDS: Final = {
    "strasse": "via", "str": "via", "gasse": "vicolo", "weg": "via", "platz": "piazza", "allee": "viale",
    "promenade": "passeggiata", "ring": "circonvallazione", "steig": "via", "zeile": "via",
}  # fmt: skip
#: Names that South Tyrol says in both languages; a translation is never more than "perhaps".
GERMAN_NAMES: Final = {
    "rom": "roma", "bahnhof": "stazione", "kirch": "chiesa", "schul": "scuola", "muhl": "mulino",
    "schloss": "castello", "wald": "bosco", "museum": "museo", "pfarr": "parrocchia", "rathaus": "municipio",
    "haupt": "principale", "bozner": "bolzano", "meraner": "merano", "brixner": "bressanone",
    "brunecker": "brunico", "trient": "trento", "trienter": "trento", "brenner": "brennero", "neu": "nuova",
}  # fmt: skip
SMALL_WORDS: Final = frozenset(
    [
        "di",
        "del",
        "della",
        "dello",
        "dei",
        "degli",
        "delle",
        "d",
        "dell",
        "de",
        "da",
        "dal",
        "dalla",
        "dall",
        "a",
        "al",
        "alla",
        "ai",
        "e",
        "ed",
        "il",
        "la",
        "lo",
        "i",
        "gli",
        "le",
        "l",
        "in",
    ]
)
SAINTS: Final = frozenset(
    {"san", "santa", "santo", "sant", "santi", "sante", "santissima", "santissimo", "sta", "sto"}
)
#: Titles, short forms first; a title that is left out leaves it open who is meant.
TITLES: Final = {
    "flli": "fratelli", "f.lli": "fratelli", "gen": "generale", "cap": "capitano", "col": "colonnello",
    "ten": "tenente", "magg": "maggiore", "serg": "sergente", "mar": "maresciallo", "mons": "monsignor",
    "card": "cardinale", "on": "onorevole", "sen": "senatore", "prof": "professor", "dott": "dottor",
    "dr": "dottor", "ing": "ingegner", "avv": "avvocato", "cav": "cavaliere", "pres": "presidente",
    "sorelle": "sorelle", "don": "don", "papa": "papa", "conte": "conte", "re": "re", "beato": "beato",
    "amm": "ammiraglio", "maestro": "maestro", "padre": "padre", "suor": "suor",
}  # fmt: skip
TITLE_WORDS: Final = frozenset(TITLES.values())
GIVEN_NAMES: Final = frozenset(
    """
    abramo achille adele adolfo agostino alberto alcide aldo alessandro alessio alfredo alighiero amedeo
    amerigo ada andrea angela angelo anna antonia antonio armando arnaldo arturo attilio augusto aurelio
    bartolomeo battista benedetto benito bernardo bettino bruno camillo carla carlo carmine caterina
    cesare chiara ciro claudio clemente cosimo costantino cristoforo daniele dante dario davide diego
    domenico donato edmondo edoardo elena elio elisabetta emanuele emilio enrico enzo ernesto ettore
    eugenio ezio fabio federico felice ferdinando ferruccio filippo francesca francesco gabriele gaetano
    galileo gaspare gennaro giacinto giacomo giacosa gian gino gioacchino giordano giorgio giosue giovan
    giovanna giovanni girolamo giuliano giulio giuseppe giuseppina goffredo grazia gregorio guglielmo
    guido ignazio ippolito italo jacopo lazzaro leonardo leone leopoldo lorenzo luca lucia luciano luigi
    luisa marco margherita maria mario martino massimo matilde matteo maurizio mauro michelangelo
    michele nazario nello nicola nicolo niccolo nino orazio ottaviano ottavio palmiro paolo pasquale
    piero pietro pio raffaele raffaello renato renzo riccardo roberto rocco rodolfo rosa ruggero
    salvatore salvo sandro saverio sebastiano sergio silvio simone stefano tito tommaso torquato ugo
    umberto valentino vincenzo virgilio virginia vito vittoria vittorio walter
    """.split()  # noqa: SIM905 - a list of words reads best as words
)
MONTHS: Final = (
    "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno",
    "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre",
)  # fmt: skip
_UNITS: Final = [
    "uno",
    "due",
    "tre",
    "quattro",
    "cinque",
    "sei",
    "sette",
    "otto",
    "nove",
    "dieci",
    "undici",
    "dodici",
    "tredici",
    "quattordici",
    "quindici",
    "sedici",
    "diciassette",
    "diciotto",
    "diciannove",
    "venti",
    "ventuno",
    "ventidue",
    "ventitre",
    "ventiquattro",
    "venticinque",
    "ventisei",
    "ventisette",
    "ventotto",
    "ventinove",
    "trenta",
    "trentuno",
]
NUMBER_WORDS: Final = {word: number for number, word in enumerate(_UNITS, 1)} | {"primo": 1, "prima": 1}
#: Whom a surname (or a first name) alone means in the streets of Italy; more than one such bearer: not here.
FAMOUS: Final = {
    "verdi": "giuseppe", "garibaldi": "giuseppe", "mazzini": "giuseppe", "marconi": "guglielmo",
    "carducci": "giosue", "leopardi": "giacomo", "manzoni": "alessandro", "pascoli": "giovanni",
    "matteotti": "giacomo", "gramsci": "antonio", "volta": "alessandro", "galvani": "luigi",
    "colombo": "cristoforo", "vespucci": "amerigo", "petrarca": "francesco", "boccaccio": "giovanni",
    "foscolo": "ugo", "alfieri": "vittorio", "rossini": "gioacchino", "puccini": "giacomo",
    "donizetti": "gaetano", "bellini": "vincenzo", "mascagni": "pietro", "gasperi": "alcide",
    "togliatti": "palmiro", "crispi": "francesco", "mameli": "goffredo", "pellico": "silvio",
    "battisti": "cesare", "sauro": "nazario", "oberdan": "guglielmo", "pertini": "sandro",
    "bixio": "nino", "pisacane": "carlo", "cattaneo": "carlo", "fermi": "enrico", "tasso": "torquato",
    "buozzi": "bruno", "moro": "aldo", "ariosto": "ludovico", "goldoni": "carlo", "parini": "giuseppe",
    "metastasio": "pietro", "montessori": "maria", "deledda": "grazia", "pirandello": "luigi",
}  # fmt: skip
#: Names by which the same person is known, as they would stand after reading.
ALIASES: Final = {
    ("dante",): ("dante", "alighieri"),
    ("alighieri",): ("dante", "alighieri"),
    ("camillo", "benso", "cavour"): ("cavour",),
    ("camillo", "cavour"): ("cavour",),
    ("benso", "cavour"): ("cavour",),
    ("leonardo", "vinci"): ("leonardo", "vinci"),
    ("galileo",): ("galileo", "galilei"),
    ("galilei",): ("galileo", "galilei"),
    ("michelangelo",): ("michelangelo", "buonarroti"),
}
