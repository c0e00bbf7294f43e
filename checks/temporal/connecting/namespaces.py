"""Hints on names: which others there are."""

from collections.abc import Sequence

REGISTERED = "registered"
NAMESPACE_STATES = {1: REGISTERED, 2: "deprecated", 3: "deleted"}


def other_namespaces(name: str, names: Sequence[str], *, shown: int, address: str) -> str:
    """A hint: the namespaces that there are, above all one that differs in case only."""
    twins = [each for each in names if each.strip().lower() == name.strip().lower()]
    if twins:
        return f'Set the namespace (TEMPORAL_NAMESPACE) to "{twins[0]}": case and spaces count.'
    known = ", ".join(names[:shown]) + (", ..." if len(names) > shown else "")
    listed = f" (there: {known})" if known else ""
    create = f"temporal operator namespace create -n {name} --address {address}"
    return f"Correct TEMPORAL_NAMESPACE{listed}, or create it: {create}"
