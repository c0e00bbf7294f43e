"""Which tests are fast, and which need real servers."""

import signal
from pathlib import Path

import pytest
from hypothesis import settings

pytest_plugins = ["tests.stack"]

# how long an example takes says more about the machine than about the code
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# what a script starts in the background ignores Ctrl-C, and so would all that is started here
signal.signal(signal.SIGINT, signal.default_int_handler)

SERVERS = ("sandbox", "checks")
"""Folders whose tests start real servers."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks by folder, so that nobody has to remember it."""
    for item in items:
        folders = Path(item.path).relative_to(Path(__file__).parent).parts[:-1]
        if set(folders) & set(SERVERS):
            item.add_marker("sandbox")
