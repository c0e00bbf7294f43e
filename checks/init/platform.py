"""The dependencies of the profile, and the variables by which each is found."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

_VARIABLE = re.compile(r"\$\{(\w+)(?::-([^}]*))?\}")


@dataclass(frozen=True, slots=True)
class Known:
    """A dependency of the profile. `variables` are those of its settings, each with its default
    (None: it has none); `place` is the setting that says where it is."""

    name: str
    kind: str
    place: str
    variables: Mapping[str, str | None]
    optional: bool

    @property
    def where(self) -> str:
        """The variable of its place."""
        return next(iter(self.variables))


PLACES = ("url", "host", "endpoint", "api_host", "paths")


@cache
def dependencies() -> Mapping[str, Known]:
    """By their names, in the profile's order."""
    text = (resources.files("healthcheck.profiles") / "training-platform.toml").read_text("utf-8")
    tables: Mapping[str, Mapping[str, Any]] = tomllib.loads(text)["dependencies"]
    return {name: _known(name, table) for name, table in tables.items()}


def _known(name: str, table: Mapping[str, Any]) -> Known:
    place = next(each for each in PLACES if each in table)
    texts = [str(table[place]), *(str(each) for key, each in table.items() if key != "when")]
    found = {each[1]: each[2] for text in texts for each in _VARIABLE.finditer(text)}
    return Known(name, str(table["check"]), place, found, optional="when" in table)
