"""Runs suites by name. A suite is a module here with `run() -> list[Figure]`; its first line says what it measures."""

import argparse
import importlib
import json
import os
import platform
import signal
import sys
import time
from pathlib import Path

from tests.bench.figures import Figure
from tests.bench.harness import machine
from tests.bench.harness.options import chosen

HERE = Path(__file__).parent
OUT = HERE.parents[1] / "var" / "bench"
NOT_SUITES = {"__init__", "__main__", "figures"}


def suites() -> list[str]:
    """The names of all suites."""
    return sorted(path.stem for path in HERE.glob("*.py") if path.stem not in NOT_SUITES)


def main() -> int:
    """Runs the suites that were asked for. A quick run only says whether they work: its figures are bound to nothing."""
    options = arguments()
    chosen.quick, chosen.long, chosen.floods = options.quick, options.long, options.floods
    machine.stay_on(machine.CLIENT)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is stopped
    good = [measure(name, options.out) for name in options.suite or suites()]
    return int(not (options.quick or all(good)))


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(prog="bin/bench", description="Measures Halle on this machine.")
    parser.add_argument("suite", nargs="*", help=f"which of: {', '.join(suites())} (default: all)")
    parser.add_argument("--quick", action="store_true", help="tiny sizes, to see that the suites work")
    parser.add_argument(
        "--long", action="store_true", help="the sizes of the targets: ten million messages, 3,000 sockets"
    )
    parser.add_argument(
        "--floods", type=Path, help="folder with floods that were made before, such as 10000000.db: taken as they are"
    )
    parser.add_argument("--out", type=Path, default=OUT, help="folder for the results (default: var/bench)")
    options = parser.parse_args()
    if unknown := [name for name in options.suite if name not in suites()]:
        parser.error(f"there is no suite {unknown[0]}: {', '.join(suites())}")
    return options


def measure(name: str, out: Path) -> bool:
    """Runs one suite; whether all its figures are within their bounds."""
    suite = importlib.import_module(f"tests.bench.{name}")
    print(f"\n== {name}: {suite.__doc__.splitlines()[0]}", flush=True)
    started, figures = time.time(), []
    machine.waits.clear()
    for figure in suite.run():
        print(figure.row(), flush=True)
        figures.append(figure)
    write(name, started, figures, out)
    return all(figure.good for figure in figures)


def write(name: str, started: float, figures: list[Figure], out: Path) -> None:
    """The figures with what they were measured on."""
    out.mkdir(parents=True, exist_ok=True)
    where = {"cores": os.cpu_count(), "python": platform.python_version(), "kernel": platform.release(),
               "load": os.getloadavg()}  # fmt: skip
    facts = {"suite": name, "options": {name: str(value) if isinstance(value, Path) else value for name, value in vars(chosen).items()}, "at": started, "seconds": time.time() - started, "machine": where}
    path = out / f"{name}.json"
    path.write_text(
        json.dumps(facts | {"figures": [vars(figure) | {"good": figure.good} for figure in figures]}, indent=2)
    )
    print(f"written to {path}")


if __name__ == "__main__":
    sys.exit(main())
