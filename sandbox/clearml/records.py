"""Everything that the stand-in holds, and the queries that all its collections share."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sandbox.clearml import errors
from sandbox.clearml.access import Access
from sandbox.clearml.call import Data
from sandbox.clearml.errors import ApiError

PATTERNS = ("name", "basename", "description", "comment")
LISTS = ("id", "project", "status", "type", "user", "tags", "system_tags")
WITHOUT_EFFECT = (
    *("only_fields", "order_by", "page", "page_size", "size", "scroll_id", "refresh_scroll"),
    *("search_hidden", "shallow_search", "max_task_entries", "last_seen", "include_stats"),
    *("allow_public", "check_own_contents", "permission_roots_only"),
)
"""They choose no record: how much is shown, and what only a larger server would hide."""


@dataclass
class Records:
    """Each collection by the identifiers of what it holds."""

    access: Access = field(default_factory=Access)
    projects: dict[str, Data] = field(default_factory=dict)
    tasks: dict[str, Data] = field(default_factory=dict)
    queues: dict[str, Data] = field(default_factory=dict)
    workers: dict[str, Data] = field(default_factory=dict)
    events: list[Data] = field(default_factory=list)

    def new(self, **values: Any) -> Data:
        """A record of this user's, with what every one has."""
        who = self.access.identity
        mine = {"user": who.user, "company": who.company, "created": now(), "last_update": now()}
        return {"id": uuid.uuid4().hex, **mine, "tags": [], "system_tags": [], **values}

    def task(self, identifier: object) -> Data:
        """ApiError if there is none."""
        found = self.tasks.get(str(identifier))
        if found is None:
            who = {"id": str(identifier), "company": self.access.identity.company}
            raise ApiError(errors.INVALID_TASK_ID, **who)
        return found

    def queue(self, identifier: object) -> Data:
        """ApiError if there is none."""
        found = self.queues.get(str(identifier))
        if found is None:
            raise ApiError(errors.INVALID_QUEUE_ID, id=str(identifier))
        return found


def now() -> str:
    return datetime.now(UTC).isoformat()


def chosen(records: Iterable[Data], query: Data) -> list[Data]:
    """Those that a get_all asks for: in order, a page of them, with the fields it wants."""
    found = [
        each for each in records if all(_fits(each, name, value) for name, value in query.items())
    ]
    for name in reversed(query.get("order_by") or []):
        found.sort(key=lambda each: str(_at(each, name.lstrip("-"))), reverse=name[0] == "-")
    if (page := query.get("page")) is not None and (size := query.get("page_size")):
        found = found[page * size : (page + 1) * size]
    return [shown(each, query.get("only_fields")) for each in found]


def shown(record: Data, only: list[str] | None) -> Data:
    """A record with no other fields than those, which are paths with dots."""
    if not only:
        return record
    part: Data = {"id": record["id"]}
    for path in only:
        if (value := _at(record, path)) is None:
            continue
        *above, last = path.split(".")
        inner = part
        for name in above:
            inner = inner.setdefault(name, {})
        inner[last] = value
    return part


def _at(record: Data, path: str) -> Any:
    value: Any = record
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _fits(record: Data, name: str, wanted: Any) -> bool:
    if wanted is None or wanted == [] or name in WITHOUT_EFFECT:
        return True
    if name in PATTERNS:
        return _search(wanted, record.get(name) or "")
    if name in LISTS:
        held = record.get(name)
        have = held if isinstance(held, list) else [held]
        unwanted = [each[1:] for each in wanted if each.startswith("-")]
        required = [each for each in wanted if not each.startswith("-")]
        return not set(unwanted) & set(have) and (not required or bool(set(required) & set(have)))
    raise ApiError(errors.NOT_IMPLEMENTED, f"the stand-in cannot look for {name}")


def _search(pattern: str, text: str) -> bool:
    try:
        return re.search(pattern, text, re.IGNORECASE) is not None
    except re.error as error:
        raise ApiError(errors.INVALID_REGEX, str(error)) from None
