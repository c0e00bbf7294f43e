"""A check's settings, with a fake's address in them."""

from collections.abc import Mapping
from typing import Any

from healthcheck.check import Check
from healthcheck.example import Example
from healthcheck.target import Target, convert, join_address, required, settings

PLACE = {"host", "port"}


def example(check: Check[Any, Any]) -> Example | None:
    """The check's own, or the plain one where a target needs no more than host and port."""
    if check.connection is None or check.example:
        return check.example
    known = settings(check.target)
    plain = known.get("host") is str and known.get("port") is int
    if plain and set(required(check.target)) <= PLACE:
        return Example({"host": "{host}", "port": "{port}"})
    return None


def untried(check: Check[Any, Any]) -> str:
    """Why there is no example."""
    return "it declares no example" if check.connection else "it asks no server"


def pointed(target: type[Target], example: Example, peer: tuple[str, int]) -> Target:
    """A target whose settings lead to the fake."""
    kinds = settings(target)
    places = {"address": join_address(*peer), "host": peer[0], "port": str(peer[1])}
    filled = {key: _filled(value, places) for key, value in example.settings.items()}
    return target(**{key: convert(value, kinds[key]) for key, value in filled.items()})


def _filled(value: object, places: Mapping[str, str]) -> object:
    if isinstance(value, str):
        for name, place in places.items():
            value = value.replace(f"{{{name}}}", place)
        return value
    if isinstance(value, Mapping):
        return {key: _filled(item, places) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_filled(item, places) for item in value]
    return value
