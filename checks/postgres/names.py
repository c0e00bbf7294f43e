"""Names of tables as the settings have them, and as SQL has them."""

import re
from dataclasses import dataclass
from typing import Self

from healthcheck import Malformed

_PART = r'"(?:[^"]|"")+"|[^\s".,:;()\x00]+'
_NAME = re.compile(rf"(?:(?P<schema>{_PART})\.)?(?P<name>{_PART})")


def quoted(name: str) -> str:
    """A name as SQL takes it, whatever it holds."""
    return '"' + name.replace('"', '""') + '"'


@dataclass(frozen=True, slots=True)
class TableName:
    """A table, as the database spells it; without a schema, the first one on the search path."""

    name: str
    schema: str = ""

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}" if self.schema else self.name

    @property
    def sql(self) -> str:
        """As a statement names it."""
        return f"{quoted(self.schema)}.{quoted(self.name)}" if self.schema else quoted(self.name)

    @classmethod
    def parse(cls, text: str) -> Self:
        """`table` or `schema.table`, either in double quotes where a dot stands in it."""
        found = _NAME.fullmatch(text)
        if not found or not text.isprintable():
            raise Malformed('not the name of a table; expected "training_jobs" or "schema.table"')
        return cls(_plain(found["name"]), _plain(found["schema"] or ""))


def _plain(part: str) -> str:
    return part[1:-1].replace('""', '"') if part.startswith('"') else part
