"""Our modules as one script, without the comments: what browsers load. No tool of another language makes it.

Each module becomes a function that runs once and returns what the module exports, so that its own names stay its own.
What this cannot do right (a circle, a default, a name that changes after it was imported) it refuses.
"""

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

IMPORT = re.compile(r"^import ?(?:(\{[^}]*\}|\* as \w+) ?from ?)?'\./([\w-]+)\.js';[^\S\n]*\n", re.MULTILINE)
EXPORT = re.compile(r"^export (?=(async function|function|const|let|class) (\w+))", re.MULTILINE)
LEFT_OVER = re.compile(r"^\s*(?:export|import)\b.*|\bimport\(.*", re.MULTILINE)
SCRIPT = re.compile(
    r"""(?P<text> "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*' | `(?:\\.|[^`\\])*` )
    | (?P<comment> //[^\n]* | /\*.*?\*/ )
    | (?:(?<=[(,=:\[!&|?{};+\-*%<>~^\n])|(?<=\breturn)) [^\S\n]*
      /(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/""",
    re.VERBOSE | re.DOTALL,
)
"""What must be told apart from the rest of a script: a comment is none inside a text or a pattern, and the reverse.
A slash after a word or a closing bracket divides; one elsewhere opens a pattern."""
STYLE = re.compile(r"""(?P<text>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|url\([^)]*\))|(?P<comment>/\*.*?\*/)""", re.DOTALL)
ROOM = re.compile(r" *([=(){}\[\],;:?<>&|!]) *| (?<![+-] )(\+=?|-) (?![+-])")
"""Space in a script that says nothing."""
CONSTANT = re.compile(r"\bconst\b(?= ?[\w${\[])")
"""Shorter as `let`: what never changes is as true of it."""
ENDING = re.compile(r";\n?(?=})|([;{},])\n")
"""Ends of lines that a script does not need."""
WORDY = re.compile(r"(?<![\w.$])(?:document(?=\.)|event(?![\w$:]))")
"""What is said in every second line: the document by a name for all modules, and what a listener gets."""
MARK = "\0"


class CannotBundle(Exception):
    """A module is written in a way that this file does not know."""


def script(entry: Path) -> str:
    """The entry and all that it imports, each once, after what it imports itself."""
    return "\n".join(["const $d=document;", *(text for text, _ in _made(entry).values())]) + "\n"


def modules(entry: Path) -> list[str]:
    """The names of the modules that are in it, in their order."""
    return list(_made(entry))


def _made(entry: Path) -> dict[str, tuple[str, set[str]]]:
    """Each module by its name: what became of it, and which of its exports change."""
    made: dict[str, tuple[str, set[str]]] = {}
    _add(entry, made, ())
    return made


def style(source: str) -> str:
    """A style sheet without comments and indentation."""
    return _shortened(source, STYLE, str)


def _add(path: Path, made: dict[str, tuple[str, set[str]]], above: tuple[Path, ...]) -> None:
    if path in above:
        raise CannotBundle(f"{path.name} imports itself, by way of {above[-1].name}")
    if path.stem in made:
        return
    source = _shortened(path.read_text(), SCRIPT, partial(ROOM.sub, r"\1\2"))
    for _, stem in IMPORT.findall(source):
        _add(path.with_name(f"{stem}.js"), made, (*above, path))
    body = IMPORT.sub(lambda found: _taken(found, made, path), source)
    exports = {name: kind for kind, name in EXPORT.findall(body)}
    body = EXPORT.sub("", body)
    if left := LEFT_OVER.search(body):
        raise CannotBundle(f"{path.name}: {left[0]}")
    given = ",".join(f"get {name}(){{return {name}}}" if kind == "let" else name for name, kind in exports.items())
    changing = {name for name, kind in exports.items() if kind == "let"}
    made[path.stem] = f"const ${len(made)}=(()=>{{{_joined(body)}return{{{given}}}}})();", changing


def _taken(found: re.Match, made: dict[str, tuple[str, set[str]]], path: Path) -> str:
    """What stands for an import: the names, out of what that module returned."""
    names, stem = found.groups()
    module = f"${list(made).index(stem)}"
    if not names:
        return ""
    if names.startswith("*"):
        return f"const {names.removeprefix('* as ')}={module};\n"
    if stale := made[stem][1] & set(re.findall(r"\w+", names)):
        raise CannotBundle(f"{path.name}: {stale} changes, import * as {stem}")
    return f"const {names.replace(' as ', ':')}={module};\n"


def _joined(body: str) -> str:
    """With fewer lines; texts that hold lines keep theirs."""
    kept: list[str] = []
    bare = SCRIPT.sub(lambda found: kept.append(found[0]) or MARK, body)
    texts = iter(kept)
    short = WORDY.sub(lambda found: f"${found[0][0]}", CONSTANT.sub("let", ENDING.sub(r"\1", bare)))
    return re.sub(MARK, lambda _: next(texts), short)


def _shortened(source: str, tokens: re.Pattern, squeezed: Callable[[str], str]) -> str:
    """Without comments, indentation and empty lines, each line squeezed; texts stay as they are."""
    kept: list[str] = []

    def put_aside(found: re.Match) -> str:
        if found["comment"]:
            return " " if "\n" not in found[0] else "\n"
        if found[0].startswith("`") and found[0].count("${") != len(re.findall(r"\$\{[^}]*\}", found[0])):
            raise CannotBundle(f"a text within a text: {found[0]}")
        if found[0].startswith("`") and WORDY.search(found[0]):
            raise CannotBundle(f"a name that is shortened: {found[0]}")
        kept.append(found[0])
        return MARK

    bare = tokens.sub(put_aside, source)
    lines = (squeezed(line.strip()) for line in bare.split("\n"))
    short = "\n".join(line for line in lines if line) + "\n"
    texts = iter(kept)
    return re.sub(MARK, lambda _: next(texts), short)
