"""Of what ends alike, one is tried always."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

import pytest


def once(faults: Mapping[str, Hashable]) -> list[object]:
    """The others are tried by `make soak`, and by `make accuracy`, which creates the job as well.

    Each of their codes has a test of its check's.
    """
    first: dict[Hashable, str] = {}
    for fault, alike in faults.items():
        first.setdefault(alike, fault)
    return [
        pytest.param(fault, marks=[] if first[alike] == fault else [pytest.mark.soak])
        for fault, alike in faults.items()
    ]
