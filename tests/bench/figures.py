"""One measured figure and the bound that it must keep."""

from dataclasses import dataclass


@dataclass
class Figure:
    """What was measured, the value, its unit, and the highest value that is good."""

    name: str
    value: float
    unit: str = "s"
    most: float | None = None

    @property
    def good(self) -> bool:
        return self.most is None or self.value <= self.most

    def row(self) -> str:
        """A line of the table."""
        bound = "" if self.most is None else f"<= {self.most:g}"
        return f"{self.name:<66} {self.value:>10.3f} {self.unit:<4} {bound:<8} {'ok' if self.good else 'TOO MUCH'}"
