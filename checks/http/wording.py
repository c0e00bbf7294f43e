"""What a body breaks, in words: by path and rule. Texts of the body are never quoted."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

from checks.http.document import Document, Unusable
from checks.http.phrases import NOUNS, broken, given, listed

if TYPE_CHECKING:
    from jsonschema import ValidationError

COMBINED = ("allOf", "anyOf", "oneOf")


def sentences(errors: "Iterable[ValidationError]", document: Document) -> list[str]:
    """One for each violation, what is missing first."""
    leaves = [leaf for error in errors for leaf in _leaves(error)]
    leaves.sort(key=lambda leaf: leaf.validator != "required")
    told = (text for leaf in leaves for text in _told(leaf, document))
    return list(dict.fromkeys(told))


def _leaves(error: "ValidationError") -> "Iterator[ValidationError]":
    """What is wrong with the one alternative that was meant; else the error itself."""
    branches: dict[Any, list[ValidationError]] = {}
    for each in error.context or ():
        branches.setdefault(each.relative_schema_path[0], []).append(each)
    # of another type, or with another tag: not meant
    meant = [each for each in branches.values() if not any(_is_another(leaf) for leaf in each)]
    if len(meant) != 1:
        yield error
        return
    for each in meant[0]:
        yield from _leaves(each)


def _is_another(leaf: "ValidationError") -> bool:
    if leaf.validator == "type":
        return not leaf.relative_path
    return leaf.validator == "const" and len(leaf.relative_path) == 1


def _told(error: "ValidationError", document: Document) -> Iterator[str]:
    place = _place(error.absolute_path)
    if error.validator == "required":
        yield from _missing(error, place, document)
    elif error.validator in ("anyOf", "oneOf"):
        kinds = _kinds(error.validator_value, document)
        fits = f": {kinds} is expected" if kinds else ""
        yield f"{place or 'the body'}: {given(error.instance)} fits none of the alternatives{fits}"
    else:
        yield f"{place or 'the body'}: {broken(error)}"


def _missing(error: "ValidationError", place: str, document: Document) -> Iterator[str]:
    """Each key that is missing, and where it may have gone."""
    import difflib

    schema, given, needed = cast(
        tuple[Any, Any, Any], (error.schema, error.instance, error.validator_value)
    )
    known = schema.get("properties", {})
    strangers = [each for each in given if each not in known]
    for key in [each for each in needed if each not in given]:
        inner = _properties(known.get(key), document)
        high = [each for each in strangers if each in inner]
        near = difflib.get_close_matches(key, strangers, 1, 0.75)
        said = f"{_join(place, key)} is required"
        if high:
            stand = "stands" if len(high) == 1 else "stand"
            flat = " (the body is flat)" if not place else ""
            yield f"{said}: {listed(high, ', ')} {stand} one level too high{flat}"
        elif near:
            yield f"{said}: {near[0]}, which is not known, stands there"
        else:
            yield said


def _properties(schema: object, document: Document) -> set[str]:
    """The names that an object has by its schema, and by what this is made of."""
    node = _follow(schema, document)
    parts = [_follow(each, document) for key in COMBINED for each in node.get(key, ())]
    return {name for part in [node, *parts] for name in part.get("properties", ())}


def _kinds(rules: Any, document: Document) -> str:
    kinds = [str(_follow(each, document).get("type")) for each in rules]
    return " or ".join(dict.fromkeys(NOUNS[each] for each in kinds if each in NOUNS))


def _follow(schema: object, document: Document) -> Mapping[str, Any]:
    """What is broken is told, even where there is nothing more to tell about it."""
    try:
        return document.follow(schema)
    except Unusable:
        return {}


def _place(path: Iterable[str | int]) -> str:
    place = ""
    for each in path:
        place = f"{place}[{each}]" if isinstance(each, int) else _join(place, each)
    return place


def _join(place: str, key: str) -> str:
    return f"{place}.{key}" if place else key
