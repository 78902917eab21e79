"""The words of a question that say something, by their stems: in English and in French, whichever it is in."""

from inbox import words


def terms(text: str) -> list[str]:
    """The words that say something, each by its stem; a French one by the stem of the English one, where that is
    known."""
    return [_stem(word) for word in words.units(text) if word not in _EMPTY]


def _stem(word: str) -> str:
    word = _SAME.get(word, word)
    for ending, instead in (("ies", "y"), ("es", ""), ("s", "")):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            word = word.removesuffix(ending) + instead
            break
    for ending in ("ering", "ing", "ed"):
        if word.endswith(ending) and len(word) > len(ending) + 3:
            word = word.removesuffix(ending)
    return _SAME.get(word, word)


_SAY_NOTHING = """
    a an the i you we he she it they me us my your our their his her its is are was were be been am do does did have
    has had can could would will shall should may might must to of in on at for from with without by and or but not
    no yes if then than so as that this these those there here what which who whom whose when where why how much
    many any some all also too very please hello hi hey dear thanks thank get got give gives make made need needs
    want wants take takes like first just about up out over after before into mean thing things one two

    le la les un une des du de d l au aux et ou mais donc je j tu il elle nous vous ils elles on mon ma mes votre vos
    notre nos leur leurs ce cet cette ces c est sont etre etes suis ai avez avons ont avoir fait faire faites peut
    peux pouvez pouvons pourriez pourrais que qu qui quoi quel quelle quels quelles quand comment pourquoi combien y en
    dans sur pour par avec sans pas ne n oui si bonjour bonsoir salut merci svp s se sa ses te t m plait aussi tres
    besoin veux voudrais voulons souhaite souhaitons ca cela
"""
_EMPTY = frozenset(_SAY_NOTHING.split())
"""Words of a question that say nothing of what it is about."""
_ALIKE = {
    "price": """cost costs prices pricing charge fee quote expensive
        prix cout coute coutent couter couterait couts tarif tarifs cher chere devis""",
    "day": """long days soon quick fast delivery deliver weeks week
        jour jours delai delais livraison livrez livrer rapide rapidement vite semaine semaines longtemps""",
    "revision": """changes corrections rounds revisions
        retouche retouches correction modification modifications""",
    "right": "copyright rights droit droits",
    "pay": "payment pays paid invoice paiement payer paye payons regler reglement facture",
    "file": "formats format files fichier fichiers",
    "begin": "begins beginning start starts commencer commencez commence demarrer debuter debut",
    "meet": "meeting rencontrer rencontre",
    "call": "calls video phone appel appeler telephone visio",
    "website": "websites site sites web",
    "print": "prints printing printed imprimer imprimez imprime impression",
    "exist": "exists existing existe existant existante existants",
    "logo": "logotype logotypes logotip logotipo logotipos logotypie",
    "redraw": "rework refaire redessiner",
    "language": "speak languages langue langues parlez parler",
    "hour": "working hours available heure heures horaires disponible disponibles disponibilite disponibilites",
    "work": "travail travailler travaillez",
    "monday": "lundi lundis", "tuesday": "mardi mardis", "wednesday": "mercredi mercredis",
    "thursday": "jeudi jeudis", "friday": "vendredi vendredis", "saturday": "samedi samedis",
    "sunday": "dimanche dimanches",
}  # fmt: skip
_SAME = {word: stem for stem, alike in _ALIKE.items() for word in alike.split()}
ASPECTS = frozenset(("price", "day", "revision"))
"""What many sources say something of: alone they name none."""
_ASK_A_PERSON = """
    discount cheaper promise promised guarantee guaranteed refund refunds tomorrow today tonight hourly nda
    agreement contract together urgent percent

    remise reduction rabais promettre promettez promets promesse garantir garantie garantissez rembourser remboursez
    remboursement demain aujourd horaire contrat confidentialite ensemble pourcent
"""
PROMISES = frozenset(map(_stem, _ASK_A_PERSON.split()))
"""Whoever asks for one of these asks a person."""
