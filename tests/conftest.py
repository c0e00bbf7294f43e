"""Which tests are fast, and which need real servers."""

from pathlib import Path

import pytest

pytest_plugins = ["tests.stack"]

SERVERS = ("sandbox", "checks")
"""Folders whose tests start real servers."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks by folder, so that nobody has to remember it."""
    for item in items:
        folders = Path(item.path).relative_to(Path(__file__).parent).parts[:-1]
        if set(folders) & set(SERVERS):
            item.add_marker("sandbox")
