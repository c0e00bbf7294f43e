"""Alembic's folders as they are read without running them, held against alembic itself."""

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from hypothesis import given, settings
from hypothesis import strategies as some

from checks.postgres.migrations.environment import TABLE
from checks.postgres.migrations.graph import Graph, Revision, problems
from checks.postgres.migrations.ini import Settings
from checks.postgres.migrations.judging import Said, judge
from checks.postgres.migrations.reading import Folder, read
from checks.postgres.migrations.told import Revisions, State
from checks.postgres.names import TableName
from healthcheck import Status

INI = "[alembic]\nscript_location = %(here)s/migrations\n"
ADDS = 'op.add_column("training_jobs", column)'
INDEXES = 'op.create_index(op.f("ix_jobs"), "training_jobs", ["status"])'


def written(folder: Path, **files: str) -> Path:
    """The folder with these files; `__` in a name stands for `/`."""
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def source(id_: str, *below: str, body: str = ADDS, title: str = "", more: str = "") -> str:
    """A file of migrations as alembic's template has it."""
    down = repr(below[0] if len(below) == 1 else below or None)
    return (
        f'"""{title}\n\nRevision ID: {id_}\n"""\n\n'
        "import sqlalchemy as sa\nfrom alembic import op\n"
        f'\nrevision: str = "{id_}"\ndown_revision = {down}\n{more}\n\n'
        f"def upgrade() -> None:\n    {body}\n"
    )


def folder(path: Path) -> Folder:
    return asyncio.run(read(path))


def alembic(path: Path, ini: str = "") -> ScriptDirectory:
    """As alembic reads it: it runs the files."""
    config = Config(ini) if ini else Config()
    if not ini:
        config.set_main_option("script_location", str(path))
    return ScriptDirectory.from_config(config)


def heads(path: Path) -> set[str]:
    read = folder(path)
    assert read.problems == ()
    return set(read.graph.heads)


# what is read


@some.composite
def graphs(draw: some.DrawFn) -> list[Revision]:
    """Revisions with branches, merges, several bases, dependencies and labels."""
    made: list[Revision] = []
    for number in range(draw(some.integers(1, 9))):
        ids = [each.id for each in made]
        below = draw(some.lists(some.sampled_from(ids), max_size=3, unique=True)) if ids else []
        other = [each for each in made if each.id not in below]
        depends = (
            draw(some.lists(some.sampled_from(other), max_size=2, unique=True)) if other else []
        )
        names = [draw(some.sampled_from((each.id, *each.labels))) for each in depends]
        labels = draw(some.sampled_from([(), (f"branch{number}",)]))
        made.append(Revision(f"rev{number}", tuple(below), tuple(names), labels))
    return draw(some.permutations(made))


def spelled(draw: some.DrawFn, name: str, values: tuple[str, ...]) -> str:
    """An assignment, in one of the ways in which people write it."""
    texts = [repr(each) for each in values]
    ways = [
        f"{name} = ({''.join(f'{each}, ' for each in texts)})",
        f"{name} = [{', '.join(texts)}]",
    ]
    if len(values) <= 1:
        text = "".join(texts) or "None"
        ways = [
            *ways,
            f"{name} = {text}",
            f"{name}: str | None = {text}",
            f"OWN = {text}\n{name} = OWN",
        ]
    if len(values) == 1:
        ways += [
            f'{name} = "{values[0][:2]}" + "{values[0][2:]}"',
            f'X = {texts[0]}\n{name} = f"{{X}}"',
        ]
    return draw(some.sampled_from(ways))


@some.composite
def folders(draw: some.DrawFn) -> tuple[list[Revision], dict[str, str]]:
    """A graph and its files."""
    graph = draw(graphs())
    return graph, {
        f"versions__{number}_{each.id}": "\n".join(
            [
                spelled(draw, "revision", (each.id,))
                .replace("('", "'")
                .replace("', )", "'")
                .replace("['", "'")
                .replace("']", "'"),
                spelled(draw, "down_revision", each.below),
                spelled(draw, "depends_on", each.depends),
                spelled(draw, "branch_labels", each.labels),
            ]
        )
        for number, each in enumerate(graph)
    }


@settings(max_examples=60, deadline=None)
@given(some.data())
def test_heads_and_what_is_lacking_are_what_alembic_itself_says(data: some.DataObject) -> None:
    revisions, files = data.draw(folders())
    applied = Graph.of(revisions).applied(
        data.draw(some.lists(some.sampled_from([each.id for each in revisions]), max_size=3))
    )
    with tempfile.TemporaryDirectory() as made:
        path = written(Path(made), **files)
        ours, theirs = folder(path), alembic(path)
        rows = tuple(each for each in applied if not _implied(ours.graph, each, applied))
        steps = theirs.iterate_revisions("heads", rows or None, implicit_base=True)
        lacking = {each.revision for each in steps}

    assert ours.problems == ()
    assert sorted(ours.graph.heads) == sorted(theirs.get_heads())
    assert ours.graph.applied(rows) == applied
    assert {each.id for each in ours.graph.lacking(rows)} == lacking


def _implied(graph: Graph, id_: str, applied: frozenset[str]) -> bool:
    """Whether alembic keeps no row for it: one that follows it stands for it."""
    return any(id_ in graph.before[each] for each in applied)


@pytest.mark.parametrize("setting", ["", "versions", "../alembic.ini", ".."])
def test_the_setting_may_name_any_part_of_the_folder(tmp_path: Path, setting: str) -> None:
    (tmp_path / "alembic.ini").write_text(INI)
    written(tmp_path / "migrations", env="", versions__a=source("a"), versions__b=source("b", "a"))

    assert heads(tmp_path / "migrations" / setting) == {"b"}


@pytest.mark.parametrize(
    ("ini", "expected"),
    [
        ("version_locations = %(here)s/one, %(here)s/two", {"b", "c"}),
        ("version_locations = one:two\npath_separator = :", {"b", "c"}),
        ("version_locations = one\n  two\nversion_path_separator = newline", {"b", "c"}),
        ("version_locations = one\nrecursive_version_locations = true", {"b", "d"}),
        ("version_locations = one", {"b"}),
    ],
)
def test_the_places_that_alembic_ini_names_are_those_that_alembic_reads(
    tmp_path: Path, ini: str, expected: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "alembic.ini").write_text(f"{INI}{ini}\n")
    written(tmp_path, migrations__env="", one__a=source("a"), one__b=source("b", "a"),
            one__deep__d=source("d", "a"), two__c=source("c", "a"))  # fmt: skip
    monkeypatch.chdir(tmp_path)

    found = heads(tmp_path / "migrations")
    assert found == expected
    assert found == set(alembic(tmp_path, str(tmp_path / "alembic.ini")).get_heads())


def test_the_command_is_that_of_the_file_that_names_the_folder(tmp_path: Path) -> None:
    (tmp_path / "alembic.ini").write_text("[alembic]\nscript_location = one\n"
                                          "[users]\nscript_location = two\n")  # fmt: skip
    written(tmp_path, one__versions__a=source("a"), two__versions__b=source("b"))
    written(tmp_path, three__versions__c=source("c"))
    hints = [
        judge(folder(tmp_path / name), Revisions(State.MISSING, TABLE, bare=True))[0].hint
        for name in ("one", "two", "three")
    ]

    assert hints == [
        f"In {tmp_path}: alembic upgrade head.",
        f"In {tmp_path}: alembic -n users upgrade head.",
        "Run what migrates this database (alembic upgrade head) with the migrations in "
        f"{tmp_path / 'three'}.",
    ]


def test_pyproject_may_name_the_places_too(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[tool.alembic]\nscript_location = "%(here)s/db"\nversion_locations = ["%(here)s/one"]\n'
    )
    written(tmp_path, db__env="", one__a=source("a"))

    assert heads(tmp_path) == {"a"}
    assert heads(tmp_path / "db") == {"a"}


def test_a_package_is_looked_for_beside_the_file_and_not_imported(tmp_path: Path) -> None:
    (tmp_path / "alembic.ini").write_text("[alembic]\nscript_location = backend.db:migrations\n")
    written(tmp_path / "src", backend__db__migrations__versions__a=source("a"))

    assert heads(tmp_path) == {"a"}


def test_folders_within_are_read_where_no_file_says_whether_and_they_are_needed(
    tmp_path: Path,
) -> None:
    written(tmp_path, env="", versions__y1__a=source("a"), versions__y2__b=source("b", "a"))
    flat = written(tmp_path / "flat", env="", versions__a=source("a"), versions__old__z=source("z"))

    assert heads(tmp_path) == {"b"}
    assert heads(flat) == {"a"}


def test_a_broken_file_near_the_folder_may_be_somebody_elses(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool")
    written(tmp_path / "db", env="", versions__a=source("a"))
    plain = written(tmp_path / "plain", a=source("a"))

    assert heads(tmp_path / "db") == {"a"}
    assert heads(plain) == {"a"}


def test_files_that_are_no_revisions_are_passed_over(tmp_path: Path) -> None:
    written(
        tmp_path,
        env="",
        versions__a=source("a"),
        versions__helpers="def column(): ...",
        versions____pycache____b=source("b", "a"),
        versions____init__="revision = 'c'",
    )

    assert heads(tmp_path) == {"a"}


def test_nothing_is_executed(tmp_path: Path) -> None:
    left = tmp_path / "executed"
    runs = f"open({str(left)!r}, 'w')\n"
    written(tmp_path, env=runs, versions__a=runs + source("a"))

    assert heads(tmp_path) == {"a"}
    assert not left.exists()


@pytest.mark.parametrize(
    "text",
    [
        "X = ('r0',)\nrevision, down_revision = 'b', 1\nrevision = 'a'\ndown_revision = X + ()",
        "revision = 'b'\nrevision = 'a'\ndown_revision: str = last()\ndown_revision = 'r0'",
        f"DATA = {' + '.join(['X'] * 1500)}\nrevision: str\nrevision = 'a'\ndown_revision = ['r0']",
        "def last(): ...\nrevision = 'a'\nif last(): down_revision = 'z'\ndown_revision = 'r0'",
    ],
)
def test_of_several_assignments_the_last_holds(tmp_path: Path, text: str) -> None:
    written(tmp_path, env="", versions__r0=source("r0"), versions__a=text)

    assert heads(tmp_path) == {"a"}


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"a": "def ("}, "a.py is no Python that can be parsed (line 1)"),
        ({"a": "revision = '\0'"}, "a.py is no Python that can be parsed"),
        ({"a": "import os\nrevision = os.environ['R']\ndown_revision = None"}, "a.py computes its"),
        ({"a": "if True:\n    revision = 'a'\ndown_revision = None"}, "a.py computes its `rev"),
        ({"a": "revision = 'a'\nrevision += 'b'\ndown_revision = None"}, "a.py computes its"),
        ({"a": "from other import *"}, "a.py computes its `revision`"),
        ({"a": f"revision = {'-' * 99999}1"}, "a.py is no Python that can be parsed"),
        ({"a": "revision = 'a' + 1\ndown_revision = None"}, "a.py computes its `revision`"),
        ({"a": "revision = 'a'"}, "a.py has a `revision` and no `down_revision`"),
        ({"a": "revision = 'a'\ndown_revision = last()"}, "a.py computes its `down_revision`"),
        ({"a": source("a", more="depends_on = [last()]")}, "a.py computes its `depends_on`"),
        ({"a": source("a"), "b": source("a")}, "a.py and b.py are both revision a"),
        ({"a": source("a", "z")}, "a.py follows z, which no file has"),
        ({"a": source("a", more="depends_on = 'z'")}, "a.py depends on z, which no file has"),
        ({"a": source("a", "b"), "b": source("b", "a")}, "revisions follow each other in a circle"),
        ({"a": source("a", "a")}, "revisions follow each other in a circle: a -> a"),
        ({"helpers": ""}, "there is no revision in"),
    ],
)
def test_what_only_running_would_tell_and_what_is_no_graph_decide_nothing(
    tmp_path: Path, files: dict[str, str], sentence: str
) -> None:
    written(tmp_path, env="", **{f"versions__{name}": text for name, text in files.items()})

    (said,) = judge(folder(tmp_path), at("a"))
    assert (said.status, said.code) == (Status.UNKNOWN, "bad-migrations")
    assert sentence in said.summary


def test_revisions_without_their_source_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "alembic.ini").write_text(f"{INI}sourceless = true\n")
    written(tmp_path / "migrations", env="", versions__a=source("a"))
    (tmp_path / "migrations/versions/__pycache__").mkdir()
    (tmp_path / "migrations/versions/__pycache__/a.cpython-311.pyc").touch()
    whole = folder(tmp_path).problems
    (tmp_path / "migrations/versions/b.pyc").touch()

    assert whole == ()
    assert folder(tmp_path).problems == ("b.pyc is compiled and has no source",)


@pytest.mark.parametrize(
    ("ini", "sentence"),
    [
        ("[alembic]\n", "names no folder by `script_location`"),
        ("script_location", "alembic.ini cannot be parsed"),
        ("[alembic]\nscript_location = %(nowhere)s", "alembic.ini cannot be parsed"),
        ("[alembic]\nscript_location = gone", "which is no folder"),
        (f"{INI}version_locations = gone", "which is no folder"),
        (f"{INI}version_locations = {'long' * 99}", "cannot be read (File name too long)"),
        (f"{INI}version_locations = a\npath_separator = !", "refers to what does not stand in it"),
    ],
)
def test_an_alembic_ini_that_names_nothing_is_said_by_its_name(
    tmp_path: Path, ini: str, sentence: str
) -> None:
    (tmp_path / "alembic.ini").write_text(ini)
    written(tmp_path, migrations__versions__a=source("a"))

    (problem,) = folder(tmp_path / "alembic.ini").problems
    assert str(tmp_path) in problem
    assert sentence in problem


@pytest.mark.parametrize(
    ("env", "table"),
    [
        ("", TableName("alembic_version")),
        ("context.configure(connection=c, **more)", TableName("alembic_version")),
        ("context.configure(version_table='v', version_table_schema='app')", TableName("v", "app")),
        ("T = 'v'\ndef run():\n    context.configure(version_table=T)", TableName("v")),
        ("context.configure(version_table_schema=of())", TableName("alembic_version")),
        ("context.configure(version_table_schema=None)", TableName("alembic_version")),
    ],
)
def test_the_version_table_is_the_one_that_env_py_names(
    tmp_path: Path, env: str, table: TableName
) -> None:
    written(tmp_path, env=env, versions__a=source("a"))

    found = folder(tmp_path)
    assert (found.table, found.problems) == (table, ())


@pytest.mark.parametrize("env", ["context.configure(version_table=of())", "def ("])
def test_a_version_table_that_is_computed_decides_nothing(tmp_path: Path, env: str) -> None:
    written(tmp_path, env=env, versions__a=source("a"))

    (problem,) = folder(tmp_path).problems
    assert "env.py" in problem


# what it comes to


def at(*rows: str, **told: Any) -> Revisions:
    return Revisions(State.READ, TABLE, rows, **told)


def line(*revisions: Revision) -> Folder:
    assert problems(revisions) == ()
    return Folder(Path("backend/db"), Graph.of(revisions), Settings(Path("/backend/x.ini"), "db"))


A = Revision("a", title="projects")
B = Revision("b", ("a",), title="snapshots")
C = Revision("c", ("b",), title="add tracking columns")
FORK = Revision("f", ("b",))
APART = Revision("z")
MERGE = Revision("m", ("c", "f"), unnoticed=True)


def codes(said: Sequence[Said]) -> list[tuple[str, str]]:
    return [(str(each.status.value), each.code) for each in said]


def test_a_database_at_the_head_is_fine() -> None:
    assert judge(line(A, B, C), at("c")) == ()


def test_a_database_behind_names_what_it_lacks_and_the_command() -> None:
    (said,) = judge(line(A, B, C), at("a"))

    assert (said.status, said.code) == (Status.FAIL, "behind")
    assert said.summary == (
        'the database is 2 revisions behind (a -> c): it lacks b "snapshots" and c "add tracking '
        'columns"'
    )
    assert said.hint == f"In {Path('/backend')}: alembic -c x.ini upgrade head."


def test_of_many_revisions_the_first_are_named() -> None:
    many = [Revision(f"r{n}", (f"r{n - 1}",) if n else ()) for n in range(9)]
    (said,) = judge(line(*many), at("r0"))

    assert "8 revisions behind (r0 -> r8): it lacks r1, r2, r3 and 5 more" in said.summary


def test_a_database_at_all_heads_is_fine_and_at_one_of_them_is_not() -> None:
    forked = line(A, B, C, FORK)
    (said,) = judge(forked, at("c"))

    assert judge(forked, at("c", "f")) == ()
    assert (said.status, said.code) == (Status.FAIL, "several-heads")
    assert "the migrations have several heads: c and f" in said.summary
    assert said.hint == (
        f"In {Path('/backend')}: alembic -c x.ini upgrade heads; then join the branches: alembic "
        '-c x.ini merge heads -m "...".'
    )
    assert codes(judge(forked, at("b"))) == [("fail", "several-heads")]


def test_a_branch_of_its_own_may_be_meant_for_another_database() -> None:
    (said,) = judge(line(A, B, APART), at("b"))

    assert (said.status, said.code) == (Status.UNKNOWN, "several-heads")
    assert "nothing of the branch that begins with z" in said.summary
    assert codes(judge(line(A, B, APART), at("a"))) == [("fail", "several-heads")]


def test_what_another_branch_needs_has_run_with_it() -> None:
    needs = Revision("z", depends=("b",))

    assert judge(line(A, B, needs), at("z")) == ()


def test_an_unknown_revision_decides_nothing() -> None:
    (said,) = judge(line(A, B, C), at("1975ea83b712"))

    assert (said.status, said.code) == (Status.UNKNOWN, "unknown-revision")
    assert "alembic_version says 1975ea83b712, and no migration in backend" in said.summary


def test_beside_an_unknown_revision_only_what_follows_a_known_one_is_lacking_for_sure() -> None:
    forked = line(A, B, C, FORK)

    assert codes(judge(forked, at("b", "x"))) == [
        ("fail", "several-heads"),
        ("unknown", "unknown-revision"),
    ]
    assert codes(judge(forked, at("c", "x"))) == [("unknown", "unknown-revision")]


def test_what_only_the_database_calls_a_revision_is_shown_in_one_short_line() -> None:
    (said,) = judge(line(A), at("two\nlines" * 40))

    assert "two\\nlines" in said.summary
    assert len(said.summary) < 300


def test_a_merge_and_an_index_that_are_missing_are_a_warning() -> None:
    (said,) = judge(line(A, B, C, FORK, MERGE), at("c", "f"))

    assert (said.status, said.code) == (Status.WARN, "behind")
    assert "no row depends on that" in said.summary


@pytest.mark.parametrize(
    ("state", "told", "status", "sentence"),
    [
        ("missing", {"bare": True}, "fail", "no table alembic_version, and no other table"),
        ("missing", {}, "unknown", "has tables, and no table alembic_version: whether it is at b"),
        ("read", {"bare": True}, "fail", "no row in alembic_version, and no other table"),
        ("read", {}, "unknown", "has tables, and no row in alembic_version"),
        ("several", {"schemas": ("one", "two")}, "unknown", "stands in one and two, none of them"),
    ],
)
def test_a_database_that_records_no_revision_fails_only_without_tables(
    state: str, told: dict[str, Any], status: str, sentence: str
) -> None:
    (said,) = judge(line(A, B), Revisions(State(state), TABLE, **told))

    assert codes([said]) == [(status, "not-migrated")]
    assert sentence in said.summary


def test_a_version_table_that_may_not_be_read_is_no_finding() -> None:
    (said,) = judge(line(A), Revisions(State.CLOSED, TableName("alembic_version", "app")))

    assert said.status is Status.SKIPPED
    assert "may not read app.alembic_version" in said.summary


@pytest.mark.parametrize(
    ("body", "unnoticed"),
    [
        ("pass", True),
        ('"""Nothing."""', True),
        (INDEXES, True),
        ('op.create_index("i", "t", ["a"], unique=False)', True),
        ('op.create_index("i", "t", [sa.text("lower(a)")])', True),
        (
            'with op.get_context().autocommit_block():\n        op.create_index("i", "t", ["a"])',
            True,
        ),
        ('op.create_table_comment("t", "what it is for")', True),
        ('op.create_index("i", "t", ["a"], unique=True)', False),
        ('op.create_index("i", "t", ["a"], None, True)', False),
        ('op.create_index("i", "t", ["a"], **more)', False),
        ("op.create_index(*more)", False),
        ('op.create_index("i", "t", columns())', False),
        ('op.drop_index("i")', False),
        ("op.execute('CREATE INDEX i ON t (a)')", False),
        (f"{INDEXES}\n    {ADDS}", False),
        (ADDS, False),
    ],
)
def test_which_revisions_no_row_depends_on(tmp_path: Path, body: str, unnoticed: bool) -> None:
    written(tmp_path, env="", versions__a=source("a", body=body))

    assert folder(tmp_path).graph.revisions["a"].unnoticed is unnoticed


def test_a_title_is_the_first_line_of_what_the_revision_says_of_itself(tmp_path: Path) -> None:
    long = "a very long message that tells at length what the revision adds to the table of jobs"
    written(tmp_path, env="", versions__a=source("a", title=long), versions__b=source("b", "a"))

    found = folder(tmp_path).graph.revisions
    assert str(found["a"]) == f'a "{long[:57].rstrip()}..."'
    assert found["b"].title == ""
