"""What a browser makes of a page and of the pieces that lay themselves over it, by the rules of static/merge.js."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"input", "br", "meta", "link", "hr", "img", "use", "path", "circle", "rect", "line", "polyline"}


@dataclass(eq=False)
class Node:
    """An element: its children are elements and texts."""

    tag: str
    attrs: dict[str, str | None]
    children: list = field(default_factory=list)

    @property
    def id(self) -> str:
        return self.attrs.get("id") or ""

    @property
    def elements(self) -> list["Node"]:
        return [child for child in self.children if isinstance(child, Node)]

    def walk(self) -> Iterator["Node"]:
        yield self
        for child in self.elements:
            yield from child.walk()

    def find(self, id_: str) -> "Node | None":
        return next((node for node in self.walk() if node.id == id_), None)

    def text(self) -> str:
        parts = (child.text() if isinstance(child, Node) else child for child in self.children)
        return " ".join(" ".join(parts).split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("", {})
        self.open = [self.root]

    def handle_starttag(self, tag, attrs):
        node = Node(tag, dict(attrs))
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag, attrs):
        self.open[-1].children.append(Node(tag, dict(attrs)))

    def handle_endtag(self, tag):
        depth = next((i for i in range(len(self.open) - 1, 0, -1) if self.open[i].tag == tag), None)
        if depth:
            del self.open[depth:]

    def handle_data(self, data):
        self.open[-1].children.append(data)


def read(html: str) -> Node:
    """The tree of a page or of pieces."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root


def drawn(node: Node) -> str:
    """The element as text that is equal when a browser would show the same."""
    if node.attrs.get("name") == "csrf_token" or "left" in (node.attrs.get("class") or "").split():
        return f"<{node.tag}/>"  # drawn anew each time, and counting down
    if "data-zone" in node.attrs:
        return f"<{node.tag} {node.attrs['data-zone']}/>"  # a clock, which goes on in the page
    ignored = {"hx-swap-oob", "data-with", "data-since"} | ({"value"} if node.tag == "progress" else set())
    attrs = sorted((key, value) for key, value in node.attrs.items() if key not in ignored)
    inner = "".join(drawn(child) if isinstance(child, Node) else " ".join(child.split()) for child in node.children)
    return f"<{node.tag} {attrs}>{inner}</{node.tag}>"


SINGLE = ("presence", "unread", "head-avatar", "about-avatar", "all-waiting")


class Page:
    """A conversation on the screen: its thread, its list, its counts, and how far it has seen."""

    def __init__(self, html: str):
        tree = read(html)
        self.since = int(tree.find("since").attrs["value"]) if tree.find("since") else 0
        self.thread = {item.id: item for item in _children(tree, "thread")}
        self.rows = {item.id: item for item in _children(tree, "conversations")}
        self.waiting = {item.id: item for item in _children(tree, "waiting")}
        self.single = {id_: tree.find(id_) for id_ in SINGLE}
        self.twice: list[str] = []

    def apply(self, html: str) -> None:
        """Lays the pieces over the page."""
        for piece in read(html).elements:
            how, _, target = (piece.attrs.get("hx-swap-oob") or "").partition(":#")
            if target == "thread":
                self.thread = _merged(self.thread, piece, how)
            elif target == "conversations":
                self.rows = _merged(self.rows, piece, how)
            elif target == "waiting":
                self.waiting = _merged(self.waiting, piece, how)
            elif piece.id == "since":
                self.since = max(self.since, int(piece.attrs["value"]))
            elif piece.id in self.single:
                self.single[piece.id] = piece

    def messages(self) -> list[tuple[int, str]]:
        """(id, text) of the messages, in their order; a deleted one has its tombstone's text."""
        return [(_number(node.id), _said(node)) for node in self._ordered()]

    def texts(self) -> list[str]:
        return [text for _, text in self.messages()]

    def state(self) -> dict:
        """All that must equal a fresh page."""
        ordered = self._ordered()
        days = list(dict.fromkeys(node.attrs["data-day"] for node in ordered))
        receipt, older = self.thread.get("receipt"), self.thread.get("older")
        return {
            "messages": [drawn(node) for node in ordered],
            "days": [day for day in days if f"day-{day}" in self.thread],
            "receipt": receipt and drawn(receipt),
            "older": older and drawn(older),
            "rows": [drawn(node) for node in sorted(self.rows.values(), key=_newest_first)],
            "waiting": [drawn(node) for node in sorted(self.waiting.values(), key=_newest_first)],
            "since": self.since,
        } | {id_: node and drawn(node) for id_, node in self.single.items()}

    def unread(self) -> int:
        """The number on the envelope."""
        return int(self.single["unread"].find("unread-count").text() or 0)

    def _ordered(self) -> list[Node]:
        items = [node for node in self.thread.values() if node.id.startswith("message-")]
        return sorted(items, key=lambda node: int(node.attrs["data-seq"]))


def _children(tree: Node, id_: str) -> list[Node]:
    found = tree.find(id_)
    return found.elements if found else []


def _merged(here: dict[str, Node], piece: Node, how: str) -> dict[str, Node]:
    came = {node.id: node for node in piece.elements}
    return came if how == "merge-all" else here | came


def _number(id_: str) -> int:
    return int(id_.rsplit("-", 1)[1])


def _newest_first(node: Node) -> list[int]:
    return [-int(part) for part in re.findall(r"\d+", node.attrs["data-key"])]


def _said(node: Node) -> str:
    for child in node.walk():
        if {"text", "tomb"} & set((child.attrs.get("class") or "").split()):
            return child.text()
    return ""
