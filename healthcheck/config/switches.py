"""Rules that a configuration switches off: `[rules]`, and below it `same-port = false`."""

from healthcheck import kinds
from healthcheck.config.document import unknown
from healthcheck.config.tree import Table
from healthcheck.errors import ConfigError

OURS = ("roles-differ", "roles-disagree", "shadowed-variable")
"""The engine's own: what they look at is no target, but where settings come from."""


def switched_off(table: Table) -> frozenset[str]:
    """The codes of the findings that are not wanted; ConfigError for a rule that does not exist."""
    known = (*OURS, *(each.name for each in kinds.rules()))
    off: set[str] = set()
    for name in table:
        entry = table.entry(name)
        if name not in known:
            raise unknown("rule", name, known, table.at)
        if entry is None or not isinstance(entry.value, bool):
            raise ConfigError(f"{table.at}.{name}: expected true or false")
        if not entry.value:
            off.add(f"config.{name}")
    return frozenset(off)
