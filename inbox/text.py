"""What people type: cleaned, shortened and made safe to draw. Pure functions, all linear in the length of the text."""

import logging
import re
from functools import lru_cache
from itertools import groupby
from unicodedata import category, combining, normalize

from markupsafe import Markup, escape

log = logging.getLogger(__name__)

# What turns the direction of the text around it: useful to deceive, never needed in one line of its own.
BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
# Letters and symbols by name, empty to the eye: the Hangul fillers, the blank Braille cell, the null notehead.
UNSEEN = frozenset("\u115f\u1160\u3164\uffa0\u2800\U0001d159")
# Marks that change nothing to the eye: the grapheme joiner and the variation selectors.
_NO_MARK = re.compile("[\u034f\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
ZERO_WIDTH_JOINER = "\u200d"
REPLACEMENT = "\ufffd"

# Letters of other alphabets that are one of ours to the eye, in lower case or in capitals: case tells no names apart.
_LATIN = str.maketrans(
    "авеѕіјкӏмнорԛгстуԝхһԁѵьғ" "αβεζηικμνορτυχωϲϳ" "ոօսհցյզ" "ɑɡıȷƿ",
    "abesijklmhopqrctywxhdvbf" "abezhikmvoptyxwcj" "nouhgjq" "agijp",
)  # fmt: skip

# Dashes and apostrophes that differ in nothing that a reader looks at.
_SIGNS = str.maketrans("‐‑‒–—−﹘﹣－’‘ʼ′", "---------''''")

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_UNDRAWABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_NOT_IN_A_LINE = re.compile(f"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f{BIDI}]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_WORD_ENDS = re.compile(r"[\s._-]+")


def clean(text: str) -> str:
    """The text with `\\n` as its only line break, and nothing else changed."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def is_blank(text: str) -> bool:
    """Whether nothing in the text can be seen."""
    return not any(map(_is_seen, text))


def _is_seen(char: str) -> bool:
    kind = category(char)
    if kind == "Cn":  # not yet in this Python's tables: an emoji newer than they are can be seen
        return "\U0001f000" <= char <= "\U0001faff"
    return kind[0] not in "CZM" and char not in UNSEEN


def unstorable(text: str) -> bool:
    """Whether a database would refuse the text: it holds a NUL or half of a surrogate pair."""
    return _UNSTORABLE.search(text) is not None


def plain(text: str) -> str:
    """The text in one line, without what breaks or turns lines: for titles, names and buttons."""
    return " ".join(_NOT_IN_A_LINE.sub("", _SURROGATE.sub(REPLACEMENT, text)).split())


def excerpt(text: str, limit: int = 140) -> str:
    """The beginning of the text in one line of at most `limit` characters; what is cut shows as `…`."""
    line = plain(text)
    if len(line) <= limit:
        return line
    end = limit - 1
    while end > 0 and _is_joined(line, end):
        end -= 1
    return line[: end or limit - 1].rstrip() + "…"


def likeness(name: str) -> str:
    """What a reader takes the name for: equal for names that differ in case, width, spaces, the kind of dash or
    apostrophe, or what nobody sees."""
    folded = normalize("NFKC", normalize("NFKC", _without_nothing(name).translate(_SIGNS)).casefold())
    return " ".join(normalize("NFKC", _without_nothing(folded)).translate(_SIGNS).split())


def semblance(name: str) -> str:
    """The same, also for who knows one alphabet alone: `о` of Cyrillic and of Greek are `o`."""
    return likeness(likeness(name).translate(_LATIN))


def bare(text: str) -> str:
    """The text without case and accents, to sort by."""
    return "".join(char for char in normalize("NFD", text.casefold()) if not combining(char))


def _without_nothing(text: str) -> str:
    return "".join(char for char in _NO_MARK.sub("", text) if char not in UNSEEN and category(char) != "Cf")


@lru_cache(maxsize=4096)
def initials(name: str) -> str:
    """One or two letters that stand for the name in an avatar, or its first emoji."""
    words = [word for word in _WORD_ENDS.split(normalize("NFC", plain(name))) if not is_blank(word)]
    if not words:
        return "?"
    ends = [words[0]] if len(words) == 1 else [words[0], words[-1]]
    return "".join(map(_initial, ends))


def _initial(word: str) -> str:
    seen = [i for i, char in enumerate(word) if _is_seen(char)]
    start = next((i for i in seen if word[i].isalnum()), seen[0])
    end = start + 1
    while end < len(word) and end - start < 12 and _is_joined(word, end):
        end += 1
    return word[start].upper()[:1] + word[start + 1 : end]


def hue(key: int) -> int:
    """One of the eight hues of avatars and labels, always the same for the same key."""
    return key % 8 + 1


def _is_joined(text: str, at: int) -> bool:
    """Whether a cut there would split what a reader sees as one character."""
    before, after = text[at - 1], text[at]
    return (
        _extends(after)
        or before == ZERO_WIDTH_JOINER
        or (combining(before) == 9 and category(after) == "Lo")  # an Indic conjunct
        or _is_hangul_join(before, after)
        or (_is_flag_half(after) and _flag_halves_before(text, at) % 2 == 1)
    )


def _extends(char: str) -> bool:
    return (
        category(char)[0] == "M"
        or char in "\u200c\u200d"
        or "\U0001f3fb" <= char <= "\U0001f3ff"  # skin tones
        or "\U000e0020" <= char <= "\U000e007f"  # tags, in the flags of regions
    )


def _is_hangul_join(before: str, after: str) -> bool:
    leads = "\u1100" <= before <= "\u115f" or "\ua960" <= before <= "\ua97f"
    follows = "\u1160" <= after <= "\u11ff" or "\ud7b0" <= after <= "\ud7ff"
    return follows or (leads and ("\u1100" <= after <= "\u115f" or "\uac00" <= after <= "\ud7a3"))


def _is_flag_half(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _flag_halves_before(text: str, at: int) -> int:
    start = at
    while start > 0 and _is_flag_half(text[start - 1]):
        start -= 1
    return at - start


# A URL ends at white space, at what nobody sees, at quotes and brackets of markup, at the backslash (browsers read
# it as a slash, so the host could be another one than it seems) and at the full-width punctuation of CJK text.
_NOT_IN_URL = (
    "\\s\x00-\x20\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\u2800\u3164"
    "\ufeff\uffa0\ufff0-\uffff\ud800-\udfff\U000e0000-\U000e0fff"
    '<>"`\\\\^{}|«»“”„、。〈〉《》「」『』【】！（），：；？'
)
_URL = re.compile(rf"(?:(?<![a-z0-9_+])https?://|(?<![a-z0-9_@./+-])www\.(?=[^\W_]))[^{_NOT_IN_URL}]+", re.IGNORECASE)
# A host that is what it seems: not one that hides behind `bank.example@`.
_PLAIN_HOST = re.compile(r"https?://(?:[^\W_]|\[[0-9a-f:.]+\])[^/?#@\[\]]*(?:[/?#]|$)", re.IGNORECASE)
_TRAILING = frozenset(".,;:!?'*…’‘([")
_CLOSING = {")": "(", "]": "["}


def rich(text: str) -> Markup:
    """The text of a message as safe HTML: paragraphs, line breaks and links. It never raises."""
    drawable = _UNDRAWABLE.sub(REPLACEMENT, text)
    try:
        lines = groupby(drawable.split("\n"), key=lambda line: bool(line.strip()))
        return Markup("").join(_paragraph(group) for has_words, group in lines if has_words)
    except Exception as error:
        log.error("a message could not be drawn: %s", type(error).__name__)
        return Markup('<p dir="auto">{}</p>').format(drawable)


def _paragraph(lines) -> Markup:
    return Markup('<p dir="auto">{}</p>').format(Markup("<br>").join(map(_line, lines)))


def _line(line: str) -> Markup:
    pieces, done = [], 0
    for found in _URL.finditer(line):
        start, end = found.start(), found.start() + _length_of_url(found[0])
        pieces += line[done:start], _link(line[start:end])
        done = end
    return Markup("").join([*pieces, line[done:]])  # join escapes what is not Markup


def _length_of_url(url: str) -> int:
    """Without the punctuation of the sentence around it, and without brackets that were opened outside it."""
    end = len(url)
    surplus = {close: url.count(close) - url.count(opening) for close, opening in _CLOSING.items()}
    while end and (url[end - 1] in _TRAILING or surplus.get(url[end - 1], 0) > 0):
        end -= 1
        _uncount(url[end], surplus)
    return end


def _uncount(char: str, surplus: dict[str, int]) -> None:
    for close, opening in _CLOSING.items():
        surplus[close] += (char == opening) - (char == close)


def _link(url: str) -> Markup:
    href = url if url[:4].lower() == "http" else f"https://{url}"
    if not _PLAIN_HOST.match(href):
        return escape(url)
    # dir="ltr" isolates the address, so that the text around it cannot make it read backwards.
    return Markup(f'<a dir="ltr" rel="nofollow noopener ugc" href="{escape(href)}">{escape(url)}</a>')


_OF_PATHS = re.compile(r"[/\\\\]")
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(?=\.|$)", re.IGNORECASE)
ENDING_MAX = 16


def file_name(text: str, most: int = 255) -> str:
    """A name for a file as it is kept, shown and downloaded: the last part of a path, in one line, with nothing that is
    invisible or turns the text around it, neither longer than `most` characters nor than as many bytes; '' when nothing
    of it is left. The ending is kept."""
    name = normalize("NFC", plain(_OF_PATHS.split(text)[-1]))
    name = "".join(char for char in name if category(char) != "Cf" or char == ZERO_WIDTH_JOINER)
    name = name.strip(ZERO_WIDTH_JOINER + " ").rstrip(". ")
    if is_blank(name) or not name.strip("."):
        return ""
    return _cut(_RESERVED.sub(r"_\1", name, count=1) if _RESERVED.match(name) else name, most)


def _cut(name: str, most: int) -> str:
    stem, dot, ending = name.rpartition(".")
    if not (stem and dot) or len(ending) > ENDING_MAX:
        stem, dot, ending = name, "", ""
    room = most - len((dot + ending).encode())
    while len(stem.encode()) > room:
        stem = stem[: room if len(stem) > room else -1]
    return stem + dot + ending
