"""One measured figure and the bound that it must keep."""

from dataclasses import dataclass, field


@dataclass
class Figure:
    """What was measured, the value, its unit, and the highest or the lowest value that is good."""

    name: str
    value: float
    unit: str = "s"
    most: float | None = None
    least: float | None = None
    rounds: list[dict] = field(default_factory=list)
    """What each round gave, where there were rounds."""

    @property
    def good(self) -> bool:
        return (self.most is None or self.value <= self.most) and (self.least is None or self.value >= self.least)

    def row(self) -> str:
        """A line of the table."""
        return f"{self.name:<72} {self.value:>10.3f} {self.unit:<5} {self._bound():<9} {self._verdict()}".rstrip()

    def _bound(self) -> str:
        bounds = ((self.most, "<="), (self.least, ">="))
        return " ".join(f"{sign} {bound:g}" for bound, sign in bounds if bound is not None)

    def _verdict(self) -> str:
        if self.most is None and self.least is None:
            return ""
        if self.good:
            return "ok"
        return "TOO MUCH" if self.most is not None and self.value > self.most else "TOO LITTLE"
