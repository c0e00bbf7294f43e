"""Of what ends alike, one is tried always."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

import pytest

from sandbox.faults.fault import DEPENDENCIES


def once(faults: Mapping[str, Hashable]) -> list[object]:
    """The others are tried by `make soak`, and by `make accuracy`, which creates the job as well.

    Each of their codes has a test of its check's.
    """
    return [
        pytest.param(fault, marks=[] if is_first else [pytest.mark.soak])
        for fault, is_first in zip(faults, _firsts(faults.values()), strict=True)
    ]


def once_each(rows: Sequence[tuple[Any, ...]]) -> list[object]:
    """Of a server's faults, which are the first in their row, those that end alike but one go to
    `make soak`; `make accuracy` creates the job as well."""
    alike = [(_server(row[0]), *map(str, row[1:])) for row in rows]
    return [
        pytest.param(*row, marks=[] if is_first else [pytest.mark.soak])
        for row, is_first in zip(rows, _firsts(alike), strict=True)
    ]


def first(values: Sequence[Any]) -> list[object]:
    """The first of several ways to try the same always, the others by `make soak`."""
    head, *others = values
    rows = [each if isinstance(each, tuple) else (each,) for each in others]
    kept = head if isinstance(head, tuple) else (head,)
    return [pytest.param(*kept), *(pytest.param(*each, marks=pytest.mark.soak) for each in rows)]


def _firsts(kinds: Iterable[Hashable]) -> list[bool]:
    """Whether each is the first of its kind."""
    known = list(kinds)
    return [kind not in known[:index] for index, kind in enumerate(known)]


def _server(fault: str) -> str:
    return next(each for each in DEPENDENCIES if fault.startswith(each))
