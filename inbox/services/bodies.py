"""Bodies: the longer texts that people type into forms, and what is wrong with one."""

from flask_babel import lazy_gettext as _l

from inbox.text import is_blank, unstorable


def wrong_with(text: str, most: int, nothing=None):
    """The sentence that says why that text cannot be kept: it holds what cannot be stored, has more than so many
    characters, or, where there is a sentence for that (`nothing`), nothing in it can be seen. None when it can be."""
    if unstorable(text):
        return _l("The text holds a character that cannot be stored. Remove it.")
    if nothing is not None and is_blank(text):
        return nothing
    if len(text) > most:
        return _l("The text has %(number)s characters; %(max)s are possible.", number=len(text), max=most)
    return None
