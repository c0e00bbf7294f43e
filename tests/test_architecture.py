"""Imports point downhill, and the other rules of the house, read from the sources."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from healthcheck import kinds, plugins

HOME = Path(__file__).parent.parent
OURS = ("healthcheck", "checks", "sandbox", "tests")
CLIENTS = {"asyncpg", "redis", "temporalio", "minio", "boto3", "botocore", "clearml", "httpx"}

ENGINE = sorted((HOME / "healthcheck").rglob("*.py"))
CHECKS = sorted((HOME / "checks").rglob("*.py"))


def shown(path: Path) -> str:
    return path.relative_to(HOME).as_posix()


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def imports(node: ast.AST, *, at_import: bool = False) -> Iterator[str]:
    """The modules imported below a node; `at_import`: only those that importing it imports."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (each.name for each in child.names)
        elif isinstance(child, ast.ImportFrom):
            assert child.level == 0, "imports are absolute"
            assert child.module
            yield child.module
            yield from (f"{child.module}.{each.name}" for each in child.names)
        elif at_import and _is_later(child):
            continue
        else:
            yield from imports(child, at_import=at_import)


def _is_later(node: ast.AST) -> bool:
    """A function's body, and what only a type checker reads."""
    if isinstance(node, ast.If):
        return ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING")
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)


def packages(path: Path) -> set[str]:
    return {each.partition(".")[0] for each in imports(parsed(path))}


def broad(path: Path) -> list[int]:
    """The lines where everything is caught."""
    handlers = [each for each in ast.walk(parsed(path)) if isinstance(each, ast.ExceptHandler)]
    names = {"Exception", "BaseException"}
    return [
        each.lineno
        for each in handlers
        if each.type is None
        or names & {n.id for n in ast.walk(each.type) if isinstance(n, ast.Name)}
    ]


def test_the_sources_are_there_to_be_read() -> None:
    assert len(ENGINE) > 20
    assert len(CHECKS) > 5


@pytest.mark.parametrize("path", ENGINE, ids=shown)
def test_the_engine_knows_neither_checks_nor_sandbox_nor_tests(path: Path) -> None:
    assert packages(path).isdisjoint({"checks", "sandbox", "tests"})


@pytest.mark.parametrize("path", ENGINE, ids=shown)
def test_the_engine_knows_no_service(path: Path) -> None:
    assert packages(path).isdisjoint(CLIENTS)


def test_the_nouns_import_nothing_of_ours() -> None:
    assert packages(HOME / "healthcheck" / "model.py").isdisjoint(OURS)


@pytest.mark.parametrize("path", CHECKS, ids=shown)
def test_a_check_comes_in_by_the_front_door(path: Path) -> None:
    import healthcheck

    ours = {each for each in imports(parsed(path)) if each.partition(".")[0] in OURS}
    doors = {"healthcheck", *(f"healthcheck.{name}" for name in healthcheck.__all__)}

    assert {each for each in ours - doors if each.partition(".")[0] != "checks"} == set()


LIBRARIES = [path for path in CHECKS if path.stem.startswith("boto_")]
"""Named by a check among its imports, and so imported when it runs, like any library."""


@pytest.mark.parametrize("path", LIBRARIES, ids=shown)
def test_a_module_that_counts_as_a_library_is_named_by_a_check(path: Path) -> None:
    name = path.relative_to(HOME).with_suffix("").as_posix().replace("/", ".")

    assert any(name in kinds.check(kind).imports for kind in plugins.named(plugins.CHECKS))


@pytest.mark.parametrize("path", [path for path in CHECKS if path not in LIBRARIES], ids=shown)
def test_client_libraries_are_imported_when_a_check_runs(path: Path) -> None:
    at_once = {each.partition(".")[0] for each in imports(parsed(path), at_import=True)}

    assert at_once.isdisjoint(CLIENTS)


def test_everything_is_caught_once_and_in_the_runner() -> None:
    caught = {shown(path): broad(path) for path in ENGINE}

    assert {name: len(lines) for name, lines in caught.items() if lines} == {
        "healthcheck/runner.py": 1
    }


def test_the_front_door_gives_what_it_names() -> None:
    import healthcheck

    assert [name for name in healthcheck.__all__ if not hasattr(healthcheck, name)] == []
    assert healthcheck.__all__ == sorted(healthcheck.__all__)


@pytest.mark.parametrize("path", [*ENGINE, *CHECKS], ids=shown)
def test_every_module_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(parsed(path))


@pytest.mark.parametrize(
    ("source", "modules"),
    [
        ("import a.b", {"a.b"}),
        ("from a import b", {"a", "a.b"}),
        ("try:\n    import a\nexcept ImportError:\n    pass", {"a"}),
        ("class C:\n    import a", {"a"}),
        ("def f():\n    import a", set()),
        ("async def f():\n    import a", set()),
        ("if TYPE_CHECKING:\n    import a", set()),
        ("if x:\n    import a", {"a"}),
    ],
)
def test_these_tests_see_what_importing_a_module_imports(source: str, modules: set[str]) -> None:
    assert set(imports(ast.parse(source), at_import=True)) == modules


@pytest.mark.parametrize(
    ("handler", "count"),
    [
        ("except:", 1),
        ("except Exception:", 1),
        ("except BaseException as e:", 1),
        ("except (OSError, Exception):", 1),
        ("except OSError:", 0),
    ],
)
def test_these_tests_see_a_broad_except(handler: str, count: int, tmp_path: Path) -> None:
    (tmp_path / "x.py").write_text(f"try:\n    pass\n{handler}\n    pass\n")

    assert len(broad(tmp_path / "x.py")) == count
