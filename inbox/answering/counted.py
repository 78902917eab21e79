"""Numbers as words: how many, which of several, and a half; in nine languages at once, folded.

`IN_WORDS` says which number a word is, whichever language it is in; `HOW_MANY` are those that count. `PERHAPS` holds
the words that are more often something else: who wrote one of them may have meant that number, and nobody has said it.
"""

_HOW_MANY = {
    "0.5": "half halves moitie demi demie halfte halb halbe halben halber halbes mitad metade helft halve halva meitat",
    "2": "two deux zwei dos dois duas due twee tva",
    "3": "three trois drei tres tre drie",
    "4": "four quatre vier cuatro quatro quattro fyra",
    "5": "five cinq funf cinco cinque vijf fem cinc",
    "6": "six sechs seis sei zes sex sis",
    "7": "seven sept sieben siete sete sette zeven sju",
    "8": "eight huit acht ocho oito otto atta vuit",
    "9": "nine neuf neun nueve nove negen nio",
    "10": "ten dix zehn diez dez dieci tien tio",
    "11": "eleven onze elf undici elva",
    "12": """twelve douze zwolf doce doze dodici twaalf tolv dozen douzaine dutzend
        docena duzia dozzina dozijn dussin dotze""",
    "13": "thirteen treize dreizehn trece treze tredici dertien tretton tretze",
    "14": "fourteen quatorze vierzehn catorce catorze quattordici veertien fjorton",
    "15": "fifteen quinze funfzehn quince quindici vijftien femton",
    "16": "sixteen seize sechzehn dieciseis dezesseis dezasseis sedici zestien sexton setze",
    "17": "seventeen siebzehn diecisiete dezessete dezassete diciassette zeventien sjutton disset",
    "18": "eighteen achtzehn dieciocho dezoito diciotto achttien arton divuit",
    "19": "nineteen neunzehn diecinueve dezenove dezanove diciannove negentien nitton dinou",
    "20": "twenty vingt zwanzig veinte vinte venti twintig tjugo vint",
    "30": "thirty trente dreissig treinta trinta trenta dertig trettio",
    "40": "forty quarante vierzig cuarenta quarenta quaranta veertig fyrtio",
    "50": "fifty cinquante funfzig cincuenta cinquenta cinquanta vijftig femtio",
    "60": "sixty soixante sechzig sesenta sessenta sessanta zestig sextio seixanta",
    "70": "seventy siebzig setenta settanta zeventig sjuttio setanta septante",
    "80": "eighty achtzig ochenta oitenta ottanta tachtig attio vuitanta huitante octante",
    "90": "ninety neunzig noventa novanta negentig nittio noranta nonante",
    "100": "hundred cent hundert cien ciento cem cento honderd hundra",
    "1000": "thousand mille tausend mil duizend tusen",
    "1000000": "million millionen millon milhao milione miljoen miljon",
}
_WHICH = {
    "1": """first firstly premier premiere premiers premieres premierement unieme erste ersten erster erstes erstens
        primero primera primeros primeras primeiro primeira primeiros primeiras eerste forsta primers primeres""",
    "2": """second secondly seconde deuxieme deuxiemes zweite zweiten zweiter zweites
        segunda segundas seconda tweede segona""",
    "3": """third thirdly troisieme troisiemes dritte dritten dritter drittes tercero tercera
        terceiro terceira terza derde tredje""",
    "4": "fourth quatrieme quatriemes vierte vierten vierter viertes cuarta vierde fjarde",
    "5": "fifth cinquieme cinquiemes funfte funften funfter funftes quinto quinta vijfde femte cinquena",
    "6": "sixth sixieme sixiemes sechste sechsten sechster sechstes sexto sexta sesto sesta zesde sjatte sisena",
    "7": """seventh septieme septiemes siebte siebten siebter siebtes septimo septima
        setimo setima settimo zevende sjunde""",
    "8": """eighth huitieme huitiemes achte achten achter achtes octavo octava oitavo
        oitava ottavo ottava achtste attonde""",
    "9": "ninth neuvieme neuviemes neunte neunten neunter neuntes noveno novena nono nona negende nionde",
    "10": "tenth dixieme dixiemes zehnte zehnten zehnter zehntes decimo decima tiende tionde desena",
    "11": "eleventh onzieme onziemes elfte elften elfter elftes undecimo elfde",
    "12": "twelfth douzieme douziemes zwolfte zwolften zwolfter duodecimo twaalfde tolfte",
    "13": "thirteenth treizieme dreizehnte dreizehnten", "14": "fourteenth quatorzieme vierzehnte vierzehnten",
    "15": "fifteenth quinzieme funfzehnte funfzehnten", "16": "sixteenth seizieme sechzehnte sechzehnten",
    "17": "seventeenth siebzehnte siebzehnten", "18": "eighteenth achtzehnte achtzehnten",
    "19": "nineteenth neunzehnte neunzehnten", "20": "twentieth vingtieme zwanzigste zwanzigsten",
    "30": "thirtieth trentieme dreissigste dreissigsten", "100": "hundredth centieme hundertste",
}  # fmt: skip
_PERHAPS = {
    "0.5": "medio media medios medias meio meia mezzo mezza meta mig mitja semi",
    "1": "abord erst zuerst primer primeramente primo prima forst initially",
    "2": "segundo segundos secondo segon segons andra",
    "3": "thirds tiers tierce tercer tercio terco terco drittel terzo",
    "4": "quarter quarters quart quarts viertel cuarto cuartos quarto quartos quarta kwart",
    "7": "set", "9": "nou", "10": "deu", "11": "once",
}  # fmt: skip


def _by_word(numbers: dict[str, str]) -> dict[str, str]:
    return {word: number for number, alike in numbers.items() for word in alike.split()}


HOW_MANY, PERHAPS = _by_word(_HOW_MANY), _by_word(_PERHAPS)
IN_WORDS = HOW_MANY | _by_word(_WHICH)
