"""What static/merge.js does with the pieces of a catch-up, in Python: lays them over a page that is open."""

from tests.page import Node, Page


def merged(page: Page, pieces: Page) -> Page:
    """The old page with the pieces laid over it."""
    for piece in [node for node in pieces.children if isinstance(node, Node)]:
        how = piece.get("hx-swap-oob")
        assert how, f"{piece} says not where it goes"
        if how == "true":
            if piece["id"].startswith("answered-") and not page.has(f"#{piece['id']}"):
                continue  # nobody answers that message here
            if not _is_there(piece, old := page.one(f"#{piece['id']}")):
                _replace(old, piece)
        else:
            kind, _, target = how.partition(":")
            _merge(page.one(target), piece, whole=kind == "merge-all")
    return page


def _is_there(piece: Node, old: Node) -> bool:
    """A composer gives way only to the reason why nothing can be written."""
    return piece["id"] == "composer" and piece.tag == old.tag == "form"


def _replace(old: Node, new: Node) -> None:
    new.parent = old.parent
    old.parent.children = [new if child is old else child for child in old.parent.children]


def _merge(place: Node, piece: Node, whole: bool) -> None:
    came = {node["id"]: node for node in piece.children if isinstance(node, Node)}
    there = {node["id"]: node for node in place.children if isinstance(node, Node)}
    kept = came if whole else there | came
    place.children = _in_order(list(kept.values()), place["id"])
    for node in place.children:
        node.parent = place


def _in_order(nodes: list[Node], place: str) -> list[Node]:
    if place in ("conversations", "waiting"):
        return sorted(nodes, key=lambda node: -int(node["data-key"]))
    if place in ("filters", "actions"):
        return nodes
    messages = sorted((n for n in nodes if "msg" in n.get("class", "").split()), key=lambda n: int(n["data-seq"]))
    by_id = {node["id"]: node for node in nodes}
    ordered = [by_id["older"]] if "older" in by_id else []
    day = None
    for message in messages:
        if message["data-day"] != day:
            day = message["data-day"]
            ordered.append(by_id[f"day-{day}"])
        ordered.append(message)
        if by_id["receipt"]["data-seq"] == message["data-seq"]:
            ordered.append(by_id["receipt"])
    return ordered if by_id["receipt"] in ordered else [*ordered, by_id["receipt"]]


def shown(page: Page) -> dict[str, str]:
    """What must be equal: the thread, the list, and what stands outside them."""
    for node in page.walk():
        for name in ("hx-swap-oob", "data-since"):
            node.attrs.pop(name, None)
        if node.get("id") not in ("main",):
            node.attrs.pop("data-with", None)
    places = {name: page.one(name) for name in ("#thread", "#conversations", "#waiting")}
    html = {name: "\n".join(n.html() for n in node.children if isinstance(n, Node)) for name, node in places.items()}
    for name in (
        "#since",
        "#presence",
        "#unread",
        "#head-avatar",
        "#about-avatar",
        "#more",
        "#draft",
        "#all-waiting",
        "#filters",
    ):
        html[name] = page.one(name).html()
    return html
