"""What a message gives its reader to think about: the rules, all in one place. A caution is shown to the receiver
alone; it never stops, delays or changes a message, and nothing is asked of the network.

Pure, and linear in the length of the text: words are looked up in sets, and each expression begins with what is rare
and has an upper bound. `CAUTIONS` is the registry; a file is looked at by its name (`of_file`).
"""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple
from unicodedata import name as name_of
from unicodedata import normalize

from flask_babel import lazy_gettext as _l

from inbox import words

TEXT_MAX = 20_000
"""Characters that are looked at."""


_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))


class Said(NamedTuple):
    """A text as the rules look at it: its signs, its words, and each two neighbours among them."""

    text: str
    words: frozenset[str]
    pairs: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, text: str) -> "Said":
        text = normalize("NFKC", text[:TEXT_MAX].translate(_UNSEEN))
        units = words.units(text)
        return cls(text, frozenset(units), frozenset(pairwise(units)))


class Caution(NamedTuple):
    """One reason to be careful: what is said of it, and the rules that find it."""

    sentence: object
    in_text: Callable[[Said], bool]
    in_name: Callable[[str], bool]


def of_text(text: str) -> tuple[str, ...]:
    """The names of the cautions for a message that says this."""
    said = Said.of(text)
    return tuple(name for name, caution in CAUTIONS.items() if caution.in_text(said))


def of_file(file_name: str) -> tuple[str, ...]:
    """The names of the cautions for a file that is called so."""
    return tuple(name for name, caution in CAUTIONS.items() if caution.in_name(file_name[:TEXT_MAX]))


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


def _pairs(listed: str) -> frozenset[tuple[str, str]]:
    return frozenset(tuple(pair.split()) for pair in listed.split(","))


# ---- paying elsewhere

_PAYMENT_WORDS = _words(
    "paypal venmo zelle cashapp revolut moneygram skrill payoneer paylib paysafecard bitcoin bitcoins btc usdt ethereum"
    " iban neosurf"
)
_PAYMENT_PAIRS = _pairs(
    "cash app, western union, bank account, bank transfer, wire transfer, gift card, gift cards, google pay, via wise,"
    " through wise, by wise, via lydia, par lydia, avec lydia, via wero, par wero, crypto wallet, with crypto,"
    " via crypto, en crypto, pay directly, pay me, payez moi, paye moi, mon rib, votre rib, un rib, recharge pcs,"
    " outside halle, off platform, outside platform, compte bancaire, virement bancaire, par virement, carte cadeau,"
    " cartes cadeaux, hors halle, hors plateforme, paiement direct, mandat cash"
)
_IBAN = re.compile(r"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")


def _is_payment(said: Said) -> bool:
    named = said.words & _PAYMENT_WORDS or said.pairs & _PAYMENT_PAIRS
    return bool(named) or any(map(_is_iban, _IBAN.findall(said.text)))


def _is_iban(found: str) -> bool:
    """Whether its check digits are right: an order number has none."""
    bare = found.replace(" ", "")
    if not 15 <= len(bare) <= 34:
        return False
    return int("".join(str(int(char, 36)) for char in bare[4:] + bare[:4])) % 97 == 1


# ---- talking elsewhere

_CONTACT_WORDS = _words(
    "whatsapp telegram wechat viber skype snapchat discord imessage facetime kakaotalk gmail hotmail protonmail"
)
_CONTACT_PAIRS = _pairs(
    "on signal, via signal, sur signal, on messenger, sur messenger, on instagram, sur instagram, on facebook,"
    " sur facebook, on zalo, t me, wa me, text me, phone number, my number, mon numero, appelez moi, appelle moi,"
    " email me, mail me, my email, mon mail, mon email, arobase gmail, at gmail"
)
# The @ is looked for first: it is rare, and what stands before it is one character.
_EMAIL = re.compile(r"(?<=[\w.+-])@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,6}", re.IGNORECASE)
# +33 6 12 34 56 78 · 0033 … · 06 12 34 56 78 · (555) 010-9999. Not a price, a date, an order number.
_PHONE = re.compile(
    r"(?<![\w+])(?:\+[0-9]|00[1-9])(?:[ .()/-]{0,2}[0-9]){6,13}(?![0-9])"
    r"|(?<![\w.,+-])0[1-9](?:[ .-]?[0-9]{2}){4}(?![0-9])"
    r"|(?<![\w.,+-])(?:\([0-9]{3}\) ?[0-9]{3}[ .-]|[0-9]{3}-[0-9]{3}-|[0-9]{3}\.[0-9]{3}\.)[0-9]{4}(?![0-9])"
)


def _is_contact(said: Said) -> bool:
    named = said.words & _CONTACT_WORDS or said.pairs & _CONTACT_PAIRS
    return bool(named or _PHONE.search(said.text) or _EMAIL.search(said.text))


# ---- links that are not what they seem

_HOST = re.compile(r"(?:https?://|(?<![\w.])www\.)([^\s/?#<>\"'()\[\]]{1,253})", re.IGNORECASE)
_BARE = re.compile(r"(?<![\w.@/-])((?:[\w-]{1,63}\.){1,6}(?:com|org|net|fr|io|co|example))(?![\w-])", re.IGNORECASE)
_MARKED = re.compile(r"\[([^\[\]\s]{1,253})\]\(\s?(https?://[^\s()]{1,500})", re.IGNORECASE)
_WRITTEN = re.compile(
    r"<a\s[^<>]{0,300}href=[\"']?(https?://[^\s\"'<>]{1,500})[^<>]{0,300}>([^<>]{1,253})<", re.IGNORECASE
)
_KNOWN = ("paypal", "google", "microsoft", "apple", "amazon", "facebook", "instagram", "stripe", "revolut", "dropbox",
          "github", "netflix", "linkedin", "whatsapp", "halle", "zoom", "wise", "impots", "ameli")  # fmt: skip
_TAKEN_FOR = str.maketrans("01i3457|!", "olleastll", "-")
# Letters of other scripts that look like one of ours.
_LOOKS = str.maketrans("аеорсухіјѕһԁԛԝѵькмтвнгοανρτυικεηωσӏɡաոսհ", "aeopcyxijshdqwvbkmtbhroavptuiknnwolgwnuh")


def _is_look_alike(said: Said) -> bool:
    return any(map(_deceives, _hosts(said.text)))


def _hosts(text: str) -> Iterator[str]:
    for pattern in (_HOST, _BARE):
        for found in pattern.finditer(text):
            yield found[1].rstrip(".,;:!").lower()


def _deceives(host: str) -> bool:
    """Whether a reader takes that host for another one."""
    host = host.rpartition(":")[0] if re.search(r":[0-9]{0,5}$", host) else host
    if "@" in host:  # bank.example@evil.example
        return True
    labels = [_decoded(label) for label in host.split(".") if label]
    return any(map(_mixes, labels)) or _poses(labels)


def _decoded(label: str) -> str:
    """What a browser would show of an encoded label."""
    try:
        return label[4:].encode("ascii").decode("punycode") if label.startswith("xn--") else label
    except (UnicodeError, ValueError):
        return label


def _mixes(label: str) -> bool:
    """Whether Latin stands beside a script whose letters look alike, or all of it looks like Latin and is none."""
    scripts = {_script(char) for char in label if char.isalpha()}
    alike = scripts & {"CYRILLIC", "GREEK", "ARMENIAN"}
    if "LATIN" in scripts:
        return bool(alike)
    return bool(alike) and label.translate(_LOOKS).isascii()


def _script(char: str) -> str:
    return "LATIN" if char.isascii() else name_of(char, "").partition(" ")[0]


def _poses(labels: list[str]) -> bool:
    """Whether a known name is written with other signs (paypa1), or stands where it is not the owner of the address
    (paypal.com.example)."""
    if any(label not in _KNOWN and _skeleton(label) in _SKELETONS for label in labels[:-1]):
        return True
    inner = list(pairwise(labels))[:-2]
    return any(label in _KNOWN and end in _ENDS and label != labels[-2] for label, end in inner)


def _skeleton(label: str) -> str:
    """What it looks like: signs that are taken for each other are one."""
    return label.translate(_TAKEN_FOR).replace("rn", "m").replace("vv", "w")


_SKELETONS = frozenset(map(_skeleton, _KNOWN))
_ENDS = ("com", "org", "net", "fr")


def _differs(said: Said) -> bool:
    """Whether the text of a link names another host than the one it leads to."""
    pairs = [(found[1], found[2]) for found in _MARKED.finditer(said.text)]
    pairs += [(found[2], found[1]) for found in _WRITTEN.finditer(said.text)]
    return any(_is_elsewhere(shown, target) for shown, target in pairs)


def _is_elsewhere(shown: str, target: str) -> bool:
    named = next(_hosts(shown), "")
    leads = next(_hosts(target), "")
    return bool(named) and named.removeprefix("www.") != leads.removeprefix("www.")


# ---- files that run

_RUNS = "exe|scr|bat|cmd|pif|msi|msix|jar|vbs|vbe|wsf|hta|lnk|ps1|apk|dmg|pkg|iso|img|cpl|reg|docm|xlsm|pptm"
_EXECUTABLE = re.compile(rf"(?<=\w)\.(?:{_RUNS})(?!\.?\w)", re.IGNORECASE)
_IS_EXECUTABLE = re.compile(rf"\.(?:{_RUNS}|com|js|sh|app)[\s.]{{0,20}}$", re.IGNORECASE)
# Turned round, so that its end seems to be another one: invoice + U+202E + fdp.exe reads invoiceexe.pdf
_TURNED = re.compile("[\u202d\u202e][\\w-]{0,40}\\.[a-z0-9]{2,4}", re.IGNORECASE)


def _is_file_that_runs(said: Said) -> bool:
    return _runs_by_end(said.text) or _TURNED.search(said.text) is not None


def _runs_by_end(text: str) -> bool:
    return _EXECUTABLE.search(text) is not None


def _runs(file_name: str) -> bool:
    return _IS_EXECUTABLE.search(file_name) is not None or _TURNED.search(file_name) is not None


def _never(_name: str) -> bool:
    return False


_ELSEWHERE_PAID = _l("This message speaks of paying outside Halle. Nobody can help you there if something goes wrong.")
_ELSEWHERE_SAID = _l("This message speaks of talking outside Halle. What is agreed elsewhere cannot be looked up here.")
_LOOKS_LIKE = _l("A link in this message looks like another address. Check it letter by letter before you open it.")
_LEADS_AWAY = _l("A link in this message leads somewhere else than its text says.")
_RUNS_AS_PROGRAM = _l("This message names a file that runs as a program. Open it only if you expected it.")

CAUTIONS: dict[str, Caution] = {
    "payment": Caution(_ELSEWHERE_PAID, _is_payment, _never),
    "contact": Caution(_ELSEWHERE_SAID, _is_contact, _never),
    "look_alike": Caution(_LOOKS_LIKE, _is_look_alike, _never),
    "differs": Caution(_LEADS_AWAY, _differs, _never),
    "executable": Caution(_RUNS_AS_PROGRAM, _is_file_that_runs, _runs),
}
"""Every caution by its name, in the order in which they are said."""
