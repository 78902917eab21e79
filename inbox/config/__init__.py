"""The settings: what there is (`fields.py`), and how they are read from the environment (`loading.py`)."""

from inbox.config.fields import ROOT, Settings
from inbox.config.loading import WrongSetting, environment_name, load, settings

__all__ = ["ROOT", "Settings", "WrongSetting", "environment_name", "load", "settings"]
