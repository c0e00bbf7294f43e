"""What a Python file assigns at its top, as far as it stands there literally. Nothing is run."""

import ast
import tokenize
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

COMPUTED = object()
"""The value of a name that only running the file would tell."""
EVERYTHING = "*"
"""The name under which `from ... import *` stands: it may bind any."""


class Unreadable(Exception):  # noqa: N818 - it is a state of a file
    """Why a file tells nothing, without its name."""


def parse(file: Path) -> ast.Module:
    """The file's syntax; Unreadable where there is none, OSError where it cannot be read."""
    try:
        with tokenize.open(file) as opened, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an odd escape in somebody else's file
            return ast.parse(opened.read())
    except SyntaxError as error:
        raise Unreadable(f"is no Python that can be parsed (line {error.lineno or 1})") from error
    except (ValueError, RecursionError, MemoryError) as error:  # null bytes, too deep for it
        raise Unreadable("is no Python that can be parsed") from error


def constants(module: ast.Module) -> Mapping[str, object]:
    """By name: texts, numbers, None, tuples of them; COMPUTED for everything else."""
    known: dict[str, object] = {}
    for statement in module.body:
        match statement:
            case ast.Assign(targets=targets, value=given) if _names(targets):
                known.update(dict.fromkeys(_names(targets), _value(given, known)))
            case ast.AnnAssign(target=ast.Name(id=name), value=given):
                if given is not None:
                    known[name] = _value(given, known)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                known[name] = COMPUTED
            case _:
                known.update(dict.fromkeys(_bound(statement), COMPUTED))
    return known


def _value(node: ast.expr, known: Mapping[str, object]) -> object:
    try:
        return value(node, known)
    except RecursionError:  # a thousand texts added up
        return COMPUTED


def value(node: ast.expr, known: Mapping[str, object]) -> object:
    """Of an expression made of literals and known names; lists and sets become tuples."""
    match node:
        case ast.Constant(value=given):
            return given
        case ast.Name(id=name):
            return known.get(name, COMPUTED)
        case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts):
            items = tuple(value(each, known) for each in parts)
            return COMPUTED if COMPUTED in items else items
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _sum(value(left, known), value(right, known))
        case ast.JoinedStr(values=parts):
            texts = [value(each, known) for each in parts]
            return COMPUTED if COMPUTED in texts else "".join(map(str, texts))
        case ast.FormattedValue(value=part, conversion=-1, format_spec=None):
            return value(part, known)
    return COMPUTED


def _sum(left: object, right: object) -> object:
    if isinstance(left, str) and isinstance(right, str):
        return left + right
    if isinstance(left, tuple) and isinstance(right, tuple):
        return left + right
    return COMPUTED


def _names(targets: Sequence[ast.expr]) -> list[str]:
    """The names of `a = b = ...`; none where something else is assigned to."""
    names = [each.id for each in targets if isinstance(each, ast.Name)]
    return names if len(names) == len(targets) else []


def _bound(statement: ast.stmt) -> Iterator[str]:
    """The names that a statement may bind or delete."""
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.alias):
            yield node.asname or node.name
        elif isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            yield node.name
