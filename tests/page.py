"""A page as a person (or a script) reads it: a small tree, and a parser that refuses whatever a browser would have to
mend. Pages are read ten thousand times by the tests: html.parser took five times as long."""

import re
from functools import cache, lru_cache
from html import unescape
from typing import NamedTuple

from inbox.config import ROOT

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
RAW = {"script", "style"}
SPRITE = (ROOT / "templates" / "layouts" / "_sprite.svg").read_text().strip()
"""The icons that stand on every page: no test reads them, and they are two fifths of its elements."""
_STEP = re.compile(
    r"(?P<tag>[a-z][\w-]*)|#(?P<id>[\w-]+)|\.(?P<cls>[\w-]+)|\[(?P<attr>[\w:-]+)(?:=(?P<value>[^\]]*))?\]"
)


class NotWellFormed(AssertionError):
    """An element is not closed, or closed twice, or an id stands twice on a page."""


class Node:
    """An element."""

    __slots__ = ("attrs", "children", "parent", "tag")

    def __init__(self, tag: str, attrs: dict, parent: "Node | None"):
        self.tag, self.attrs, self.parent = tag, attrs, parent
        self.children: list[Node | str] = []

    def __repr__(self) -> str:
        return f"<{self.tag} {self.attrs}>"

    def __getitem__(self, name: str) -> str:
        return self.attrs[name]

    def get(self, name: str, default=None):
        return self.attrs.get(name, default)

    def walk(self) -> "list[Node]":
        """All elements below, in the order of the page."""
        found: list[Node] = []
        self._gather(found)
        return found

    def _gather(self, found: "list[Node]") -> None:
        for child in self.children:
            if child.__class__ is Node:
                found.append(child)
                child._gather(found)

    @property
    def raw(self) -> str:
        """The text below, as it stands in the page."""
        return "".join(child if isinstance(child, str) else child.raw for child in self.children)

    @property
    def text(self) -> str:
        """The words below that a reader meets, in one line: nothing hidden, no icons."""
        return " ".join(self._words().split())

    def _words(self) -> str:
        if self.tag in (*RAW, "template") or "hidden" in self.attrs or self.get("aria-hidden") == "true":
            return ""
        words = "".join(child if isinstance(child, str) else child._words() for child in self.children)
        return "\n" if self.tag == "br" else words if self.tag in INLINE else f" {words} "

    def all(self, selector: str) -> list["Node"]:
        """The elements below that match: tags, #ids, .classes, [attributes=value], and descendants by spaces."""
        steps = [_matcher(step) for step in selector.split()]
        last = steps.pop()
        return [node for node in self.walk() if _is(node, last) and (not steps or _stands(node, steps, self))]

    def one(self, selector: str) -> "Node":
        """The only element below that matches."""
        found = self.all(selector)
        assert len(found) == 1, f"{selector}: {len(found)} on the page"
        return found[0]

    def has(self, selector: str) -> bool:
        """Whether anything below matches."""
        return bool(self.all(selector))

    def html(self) -> str:
        """The element written out, always the same way."""
        if not isinstance(self, Page):
            attrs = "".join(f' {name}="{value}"' for name, value in sorted(self.attrs.items(), key=str))
            start, end = f"<{self.tag}{attrs}>", f"</{self.tag}>"
        else:
            start = end = ""
        return start + "".join(_written(child) for child in self.children) + end


INLINE = {"a", "b", "bdi", "i", "span", "time", "button", "summary", "label", "u", "em", "strong", "mark"}


def _written(child) -> str:
    return " ".join(child.split()) if isinstance(child, str) else child.html()


@cache
def _matcher(step: str) -> list[tuple[str, str, str | None]]:
    assert "".join(found[0] for found in _STEP.finditer(step)) == step, f"not understood: {step}"
    wanted = []
    for found in _STEP.finditer(step):
        kind = found.lastgroup if found.lastgroup != "value" else "attr"
        wanted.append((kind, found[kind], found["value"]))
    return wanted


def _is(node: Node, wanted) -> bool:
    for kind, name, value in wanted:
        if kind == "tag" and node.tag != name:
            return False
        if kind == "id" and node.attrs.get("id") != name:
            return False
        if kind == "cls" and name not in node.attrs.get("class", "").split():
            return False
        if kind == "attr" and (name not in node.attrs or (value is not None and node[name] != value)):
            return False
    return True


def _stands(node: Node, rest: list, root: Node) -> bool:
    """Whether it stands below elements that match the rest."""
    above = node.parent
    while rest and above is not None and above is not root:
        if _is(above, rest[-1]):
            rest = rest[:-1]
        above = above.parent
    return not rest


class Page(Node):
    """A whole page, or the pieces of an answer."""

    def __init__(self, html: str):
        super().__init__("page", {}, None)
        self.source = html
        _Builder(self).read(html)

    def named(self, kind: str, name: str) -> list[Node]:
        """The buttons, links, fields or headings with that accessible name."""
        return [node for node in self.walk() if node.tag in KINDS[kind] and _is_shown(node) and self.name(node) == name]

    def button(self, name: str) -> Node:
        """The only button of that name."""
        return self._only("button", name)

    def link(self, name: str) -> Node:
        """The first link of that name."""
        found = self.named("link", name)
        assert found, f"no link {name!r}"
        return found[0]

    def field(self, name: str) -> Node:
        """The only field with that label."""
        return self._only("field", name)

    def _only(self, kind: str, name: str) -> Node:
        found = self.named(kind, name)
        assert len(found) == 1, f"{kind} {name!r}: {len(found)} on the page"
        return found[0]

    def name(self, node: Node) -> str:
        """The accessible name."""
        if label := node.get("aria-label"):
            return label
        if node.tag in KINDS["field"]:
            id_ = node.get("id", node)
            labels = [label for label in self.all("label") if label.get("for") == id_ or node in label.walk()]
            return labels[0].text if labels else ""
        return node.text

    @property
    def title(self) -> str:
        """What the tab says."""
        return " ".join(self.one("title").raw.split())

    @property
    def alert(self) -> str:
        """The sentence that a screen reader says at once."""
        return " ".join(node.text for node in self.all("[role=alert]"))

    @property
    def messages(self) -> list[Node]:
        """The messages of the thread."""
        return self.all("li.msg[data-seq]")

    @property
    def rows(self) -> list[Node]:
        """The conversations of the list."""
        return self.all("#conversations li")

    def message(self, id: int) -> Node:
        """One message."""
        return self.one(f"#message-{id}")


KINDS = {
    "button": {"button", "summary"},
    "link": {"a"},
    "field": {"input", "textarea", "select"},
    "heading": {"h1", "h2", "h3"},
}


def _is_shown(node: Node | None) -> bool:
    while node is not None:
        if "hidden" in node.attrs or node.get("type") == "hidden" or node.tag == "template":
            return False
        node = node.parent
    return True


_NAME = r"[a-z][\w:-]*"
_ATTR = r"""\s+([^\s"'<>/=]+)(?:=(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?"""
_ATTRS = re.compile(_ATTR)
_TAG = re.compile(
    rf"""<(?P<start>{_NAME})(?P<attrs>(?:{re.sub(r"[(](?![?])", "(?:", _ATTR)})*)\s*(?P<empty>/?)>"""
    rf"|</(?P<end>{_NAME})\s*>|<!--.*?-->|<!doctype html>",
    re.IGNORECASE | re.DOTALL,
)


_PIECE = re.compile(r"""([^<]*)(<!--.*?-->|<[^<>"]*(?:"[^"]*"[^<>"]*)*>|$)""", re.DOTALL)
"""Text, and the tag or comment after it: > and < may stand within an attribute."""


class Tag(NamedTuple):
    """What stands between < and >; of a comment nothing."""

    name: str
    starts: bool
    ends: bool
    attrs: dict[str, str]


@lru_cache(maxsize=20_000)
def _tag(markup: str) -> Tag:
    """Most tags of a page stood on many pages before."""
    if (found := _TAG.fullmatch(markup)) is None:
        raise NotWellFormed(f"this is no markup: {markup[:60]!r}")
    if name := found["end"]:
        return Tag(name.lower(), False, True, {})
    name, each = (found["start"] or "").lower(), _ATTRS.findall(found["attrs"] or "")
    attrs = {attr.lower(): unescape("".join(values)) for attr, *values in each}
    if len(attrs) != len(each):
        raise NotWellFormed(f"an attribute stands twice: {markup}")
    return Tag(name, bool(name), name in VOID or bool(found["empty"]), attrs)


class _Builder:
    """Builds the tree, and complains."""

    def __init__(self, page: Page):
        self._open: list[Node] = [page]
        self._ids: set[str] = set()

    def read(self, html: str) -> None:
        """The whole page."""
        html = html.replace("\r\n", "\n").replace("\r", "\n").replace(SPRITE, "", 1)  # line ends as browsers do
        read = 0
        for text, markup in _PIECE.findall(html):
            read += len(text) + len(markup)
            if text:
                self._open[-1].children.append(unescape(text) if "&" in text else text)
            if markup:
                self._take(_tag(markup))
        if read < len(html):
            raise NotWellFormed("a < begins no markup")
        if len(self._open) > 1:
            raise NotWellFormed(f"{self._open[-1]} is never closed")

    def _take(self, tag: Tag) -> None:
        if tag.starts:
            self._start(tag)
        elif tag.ends:
            if self._open[-1].tag != tag.name:
                raise NotWellFormed(f"</{tag.name}> closes {self._open[-1]}")
            self._open.pop()

    def _start(self, tag: Tag) -> None:
        above = self._open[-1]
        node = Node(tag.name, tag.attrs.copy(), above)
        above.children.append(node)
        if not tag.ends:
            self._open.append(node)
        if (id_ := tag.attrs.get("id")) is not None:
            if id_ in self._ids:
                raise NotWellFormed(f"id {id_!r} stands twice")
            self._ids.add(id_)
