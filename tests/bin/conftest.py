"""The launcher's own modules, which are programs beside bin/run and no package."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.append(str(ROOT / "bin"))
