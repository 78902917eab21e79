"""Runs suites by name. A suite is a module here with `run() -> list[Figure]`; its first line says what it measures."""

import argparse
import importlib
import json
import os
import platform
import sys
import time
from pathlib import Path

from tests.bench.figures import Figure

HERE = Path(__file__).parent
OUT = HERE.parents[1] / "var" / "bench"
NOT_SUITES = {"__init__", "__main__", "figures"}


def suites() -> list[str]:
    """The names of all suites."""
    return sorted(path.stem for path in HERE.glob("*.py") if path.stem not in NOT_SUITES)


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/bench", description="Measures Halle on this machine.")
    parser.add_argument("suite", nargs="*", help=f"which of: {', '.join(suites())} (default: all)")
    wanted = parser.parse_args().suite or suites()
    if unknown := [name for name in wanted if name not in suites()]:
        parser.error(f"there is no suite {unknown[0]}: {', '.join(suites())}")
    return int(not all([measure(name) for name in wanted]))


def measure(name: str) -> bool:
    """Runs one suite; whether all its figures are within their bounds."""
    suite = importlib.import_module(f"tests.bench.{name}")
    print(f"\n== {name}: {suite.__doc__.splitlines()[0]}", flush=True)
    started, figures = time.time(), []
    for figure in suite.run():
        print(figure.row(), flush=True)
        figures.append(figure)
    write(name, started, figures)
    return all(figure.good for figure in figures)


def write(name: str, started: float, figures: list[Figure]) -> None:
    """The figures with what they were measured on."""
    OUT.mkdir(parents=True, exist_ok=True)
    machine = {"cores": os.cpu_count(), "python": platform.python_version(), "kernel": platform.release(),
               "load": os.getloadavg()}  # fmt: skip
    facts = {"suite": name, "at": started, "seconds": time.time() - started, "machine": machine}
    path = OUT / f"{name}.json"
    path.write_text(json.dumps(facts | {"figures": [vars(figure) | {"good": figure.good} for figure in figures]}, indent=2))
    print(f"written to {path}")


if __name__ == "__main__":
    sys.exit(main())
