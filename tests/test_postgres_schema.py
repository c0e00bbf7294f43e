"""Schemas held against each other, without a server."""

from dataclasses import replace
from pathlib import Path

import pytest

from checks.postgres.judgement import Judgement
from checks.postgres.migrations.judging import Said
from checks.postgres.privileges.tables import Right
from checks.postgres.schema import quoting
from checks.postgres.schema.comparing import compare
from checks.postgres.schema.difference import ORDER, Difference
from checks.postgres.schema.judging import MOST, Found, evidence, judge, mended
from checks.postgres.schema.metadata import modelled
from checks.postgres.schema.metadata import schema as of_model
from checks.postgres.schema.model import MODEL, Column, Condition, ForeignKey, Schema, Table, Unique
from checks.postgres.schema.reading import load
from checks.postgres.schema.recording import Unusable, recorded
from checks.postgres.schema.settling import settle
from checks.postgres.schema.spelling import (
    canonical,
    canonical_check,
    canonical_default,
    canonical_type,
)
from checks.postgres.schema.widening import is_akin, is_wider
from checks.postgres.schema.writing import written
from healthcheck import Manner, Status


def schema(*, source: str = "database", **columns: Column) -> Schema:
    """One table of these columns."""
    return Schema({"jobs": Table(columns)}, source=source)


@pytest.mark.parametrize(
    ("spelled", "once"),
    [
        ("VARCHAR(50)", "character varying(50)"),
        ("varchar", "character varying"),
        ("int4", "integer"),
        ("serial", "integer"),
        ("BIGINT", "bigint"),
        ("FLOAT", "double precision"),
        ("FLOAT(24)", "real"),
        ("FLOAT(53)", "double precision"),
        ("CHAR(3)", "character(3)"),
        ("char", "character(1)"),
        ("NUMERIC(10, 2)", "numeric(10,2)"),
        ("decimal", "numeric"),
        ("TIMESTAMP WITH TIME ZONE", "timestamp with time zone"),
        ("timestamptz(3)", "timestamp(3) with time zone"),
        ("timestamp", "timestamp without time zone"),
        ("TIMESTAMP(3) WITHOUT TIME ZONE", "timestamp(3) without time zone"),
        ("time(0)", "time(0) without time zone"),
        ("VARCHAR(50)[]", "character varying(50)[]"),
        ("int[][]", "integer[]"),
        ("int[3][4]", "integer[]"),
        ("NUMERIC(5)", "numeric(5,0)"),
        ('VARCHAR(9) COLLATE "C"', "character varying(9)"),
        ('TEXT[] COLLATE pg_catalog."de_DE"', "text[]"),
        ("BOOLEAN", "boolean"),
        ("double precision", "double precision"),
        ("character varying(50)", "character varying(50)"),
        ("jobstatus", "jobstatus"),
        ('"Kind"[]', '"Kind"[]'),
        ("vector(3)", "vector(3)"),
    ],
)
def test_a_type_has_one_spelling(spelled: str, once: str) -> None:
    assert canonical_type(spelled) == once
    assert canonical_type(once) == once


@pytest.mark.parametrize(
    ("spelled", "once"),
    [
        ("'pending'::jobstatus", "'pending'"),
        ("'it''s'::character varying", "'it''s'"),
        ("'-1'::integer", "-1"),
        ("(-1)", "-1"),
        ("'-1.5'::numeric", "-1.5"),
        ("CURRENT_TIMESTAMP", "now()"),
        ("now()", "now()"),
        ("NULL::character varying", ""),
        ("true", "true"),
        ("'{}'::jsonb", "'{}'"),
        ("'x'::character varying(50)", "'x'"),
        ("'{}'::text[]", "'{}'"),
        ("lower('A'::text)", "lower('A'::text)"),
        ("('a'::text || 'b'::text)", "'a'::text || 'b'::text"),
    ],
)
def test_a_default_is_what_it_gives(spelled: str, once: str) -> None:
    assert canonical_default(spelled) == once


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("(epochs > 0)", "epochs > 0"),
        ("(n > (0)::numeric)", "n > 0"),
        (
            "((status)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])"
            "::text[]))",
            "status IN ('a', 'b')",
        ),
        ("(status = ANY (ARRAY['a'::text, 'B c'::text]))", "status in ('a','B c')"),
    ],
)
def test_a_check_is_what_it_demands(one: str, other: str) -> None:
    assert canonical_check(one) == canonical_check(other)


def test_checks_of_other_texts_are_others() -> None:
    assert canonical_check("status = 'A b'") != canonical_check("status = 'ab'")


@pytest.mark.parametrize(
    ("found", "wanted", "wider"),
    [
        ("text", "character varying(50)", True),
        ("character varying(100)", "character varying(50)", True),
        ("character varying", "text", True),
        ("bigint", "integer", True),
        ("double precision", "real", True),
        ("numeric(12,2)", "numeric(10,2)", True),
        ("numeric", "numeric(10,2)", True),
        ("character varying(50)", "text", False),
        ("integer", "bigint", False),
        ("numeric(10,4)", "numeric(10,2)", False),
        ("text", "integer", False),
        ("jsonb", "json", True),
        ("json", "jsonb", False),
        ("citext", "text", False),
        ("numeric", "integer", False),
    ],
)
def test_a_type_is_wider_where_it_takes_all_and_gives_it_back_alike(
    found: str, wanted: str, wider: bool
) -> None:
    assert is_wider(found, wanted) is wider


@pytest.mark.parametrize(
    ("found", "wanted", "akin"),
    [
        ("character varying(50)", "text", True),
        ("numeric(10,2)", "double precision", True),
        ("timestamp without time zone", "timestamp(3) with time zone", True),
        ("json", "jsonb", True),
        ("text", "integer", False),
        ("jobstatus", "text", False),
        ("uuid", "text", False),
        ("boolean", "integer", False),
    ],
)
def test_a_type_is_akin_where_values_go_from_one_to_the_other(
    found: str, wanted: str, akin: bool
) -> None:
    assert is_akin(found, wanted) is akin


def test_names_are_quoted_where_they_need_it_and_are_ascii() -> None:
    said = [
        quoting.name(each) for each in ("jobs", "order", "A b", 'q"', "caf\u00e9", "\U0001f600")
    ]

    assert said == ["jobs", '"order"', '"A b"', '"q"""', 'U&"caf\\00E9"', 'U&"\\+01F600"']
    assert quoting.literal("it's") == "'it''s'"
    assert quoting.literal("a\\b'") == "E'a\\\\b'''"


@pytest.mark.parametrize(
    ("sql", "shown"),
    [
        ("a 'b' \"C\"", "a 'b' \"C\""),
        ("DEFAULT '\u00e9''s'::text", "DEFAULT U&'\\00E9''s'::text"),
        ("CHECK (\"\u00e9\" > 'b')", "CHECK (U&\"\\00E9\" > 'b')"),
        ("E'\\\\' 'x' E'\u00e9\\\\'", "E'\\\\' 'x' U&'\\00E9\\\\'"),
    ],
)
def test_a_statement_is_shown_in_ascii_and_means_the_same(sql: str, shown: str) -> None:
    assert quoting.in_ascii(sql) == shown


@pytest.mark.parametrize("spelled", ["true", "'t'::boolean", "'yes'", "(true)", "'1'"])
def test_a_truth_has_one_spelling(spelled: str) -> None:
    assert canonical(Column("bool", default=spelled)) == Column("boolean", default="true")


def test_what_the_application_supplies_needs_no_default() -> None:
    wanted = schema(status=Column("text", null=False, default="'new'", supplied=True))
    found = schema(status=Column("text", null=False))

    assert [each.code for each in compare(wanted, found)] == ["different-default"]


def test_a_model_that_gives_a_value_itself_may_meet_not_null() -> None:
    wanted = schema(source=MODEL, at=Column("text", supplied=True))
    (found,) = compare(wanted, schema(at=Column("text", null=False)))

    assert (found.code, found.certain) == ("different-nullability", False)


def test_a_models_expressions_are_not_held_against_postgresqls() -> None:
    wanted = schema(source=MODEL, id=Column("uuid", default="uuid_generate_v4()"))
    found = schema(id=Column("uuid", default="public.uuid_generate_v4()"))

    assert compare(wanted, found) == ()
    assert compare(replace(wanted, source="database"), found) != ()


def test_a_models_check_may_be_one_that_postgresql_spells_otherwise() -> None:
    ours = Table({}, checks=(Condition("a BETWEEN 1 AND 2", "ck_a"), Condition("b > 0")))
    there = Table({}, checks=(Condition("((a >= 1) AND (a <= 2))", "x"), Condition("(b > 0)")))
    model = Schema({"jobs": ours}, source=MODEL)
    without = replace(there, checks=there.checks[1:])

    assert compare(model, Schema({"jobs": there})) == ()
    assert [each.what for each in compare(model, Schema({"jobs": without}))] == [
        "a BETWEEN 1 AND 2"
    ]


def test_a_primary_key_is_unique_too() -> None:
    wanted = Table({"id": Column("integer")}, unique=(Unique(("id",)),))
    found = Table({"id": Column("integer")}, primary=("id",))

    assert compare(Schema({"jobs": wanted}), Schema({"jobs": found})) == ()


def test_a_view_in_a_tables_place_has_its_columns_compared() -> None:
    wanted = Table({"id": Column("integer", null=False), "name": Column("text")}, primary=("id",))
    found = Table({"id": Column("integer")}, view=True)
    said = compare(Schema({"jobs": wanted}), Schema({"jobs": found}))

    assert [(each.code, each.what) for each in said] == [("missing-column", "name")]


def test_every_code_has_its_place_in_the_order() -> None:
    assert len(set(ORDER)) == len(ORDER)


def difference(
    code: str, table: str = "jobs", number: int = 0, *, certain: bool = True
) -> Difference:
    said = f"{table}.c{number} differs"
    return Difference(code, table, f"c{number}", said, ("SQL;",), certain=certain)


@pytest.mark.parametrize("harder", ["missing-default", "different-type"])
def test_what_is_certain_goes_before_what_may_be(harder: str) -> None:
    said = judge([difference("unsupplied-column", certain=False), difference(harder)])

    assert said.failure
    assert (said.failure.code, said.failure.manner) == (harder, Manner.REFUSES)
    assert said.failure.summary == "jobs.c0 differs, and 1 more difference"


@pytest.mark.parametrize(
    "softer", ["missing-key", "missing-check", "missing-not-null", "different-default"]
)
def test_what_may_refuse_a_row_goes_before_what_surely_does_not(softer: str) -> None:
    said = judge([difference(softer), difference("narrower-type", certain=False)])

    assert said.failure
    assert (said.failure.code, said.failure.manner) == ("narrower-type", None)
    assert said.failure.summary == "jobs.c0 differs, and 1 more difference"


def test_what_is_not_certain_decides_nothing() -> None:
    said = judge([difference("unsupplied-column", certain=False)])

    assert said.failure
    assert said.failure.manner is None


def test_the_evidence_is_bounded() -> None:
    told = evidence([difference("missing-column", number=each) for each in range(MOST + 5)])

    assert len(told["differences"]) == MOST  # type: ignore[arg-type]  # it is a list
    assert told["differences_in_all"] == MOST + 5


def test_an_enum_of_several_tables_stands_in_the_way_of_each() -> None:
    users = {name: Table({"a": Column("mood")}) for name in ("first", "second", "third")}
    said = compare(Schema(users, {"mood": ("x",)}), Schema(users, {"mood": ()}))

    assert judge(said, tables={"second": [Right.SELECT]}).failure
    assert not judge(said, tables={"fourth": [Right.SELECT]}).failure


@pytest.mark.parametrize("code", ["unsupplied-column", "missing-default", "different-default"])
def test_what_only_an_insert_meets_warns_where_the_operation_reads(code: str) -> None:
    reading = judge([difference(code)], tables={"jobs": [Right.SELECT, Right.UPDATE]})
    inserting = judge([difference(code)], tables={"jobs": [Right.INSERT]})

    assert (reading.failure, len(reading.warnings)) == (None, 1)
    assert inserting.failure


@pytest.mark.parametrize(
    ("visible", "codes"),
    [
        ({"app.jobs": "jobs", "app.mood": "mood", "app.users": "users"}, []),
        ({"public.jobs": "jobs"}, ["missing-table", "missing-table"]),
        ({}, ["missing-table", "missing-table"]),
    ],
)
def test_a_schema_that_the_search_path_finds_anyway_need_not_be_named(
    visible: dict[str, str], codes: list[str]
) -> None:
    key = ForeignKey(("user",), "app.users", ("id",))
    columns = {"user": Column("integer"), "moods": Column("app.mood[]")}
    full = {"app.jobs": Table(columns, foreign=(key,)), "app.users": Table({})}
    columns = {"user": Column("integer"), "moods": Column("mood[]")}
    bare = {
        "jobs": Table(columns, foreign=(replace(key, table="users"),)),
        "users": Table({}),
    }
    found = Schema(bare, {"mood": ("x",)}, visible=visible)
    said = compare(Schema(full, {"app.mood": ("x",)}), found)

    assert [each.code for each in said] == codes


def test_a_bare_name_and_one_with_its_schema_are_two_tables() -> None:
    both = Schema({"jobs": Table({}), "app.jobs": Table({})})
    found = Schema({"jobs": Table({})}, visible={"app.jobs": "jobs"})

    assert [(each.code, each.table) for each in compare(both, found)] == [
        ("missing-table", "app.jobs")
    ]


def test_foreign_keys_are_mended_last() -> None:
    key = replace(difference("missing-key"), mend=("ALTER TABLE a ADD FOREIGN KEY (b);",))
    enum = replace(difference("missing-enum-value"), mend=("ALTER TYPE e;",))
    table = replace(difference("missing-table"), mend=("CREATE TABLE a;",))

    assert mended([key, table, enum]) == (*enum.mend, *table.mend, *key.mend)


FAILS = Judgement("missing-column", "jobs.a is missing", Manner.REFUSES, "Run the migration.")
OPEN = Judgement("bad-snapshot", "it is no JSON", None)
BEHIND = Said(Status.FAIL, "behind", "one behind", "alembic upgrade head.")
STRANGE = Said(Status.UNKNOWN, "unknown-revision", "p9 is not known")
CLOSED = Said(Status.SKIPPED, "", "may not be read")


@pytest.mark.parametrize(
    ("found", "revisions", "codes"),
    [
        (Found(), (), []),
        (None, (BEHIND,), ["fail behind"]),
        (None, (CLOSED,), ["skipped "]),
        (Found(FAILS), (), ["fail missing-column"]),
        (Found(FAILS), (BEHIND,), ["warn behind", "fail missing-column"]),
        (Found(), (BEHIND,), ["fail behind"]),
        (Found(), (STRANGE,), ["warn unknown-revision"]),
        (Found(), (CLOSED,), []),
        (Found(OPEN), (BEHIND,), ["fail behind"]),
        (Found(OPEN), (STRANGE,), ["warn unknown-revision", "unknown bad-snapshot"]),
        (Found(warnings=(FAILS,)), (BEHIND,), ["warn missing-column", "fail behind"]),
    ],
)
def test_a_snapshot_and_migrations_have_one_ending(
    found: Found | None, revisions: tuple[Said, ...], codes: list[str]
) -> None:
    assert [f"{each.status} {each.code}" for each in settle(found, revisions)] == codes


def test_who_is_behind_is_told_to_migrate() -> None:
    *_, said = settle(Found(FAILS), (BEHIND,))

    assert said.hint.startswith("alembic upgrade head.")


def test_a_database_behind_whose_tables_fit_is_told_so() -> None:
    (said,) = settle(Found(), (BEHIND,))

    assert "its tables fit the snapshot" in said.summary


def test_only_tables_that_exist_are_recorded() -> None:
    with pytest.raises(Unusable, match="there is no table job; there are: jobs"):
        recorded(schema(a=Column("text")), ["job"])


def test_a_table_that_another_session_holds_is_not_recorded() -> None:
    with pytest.raises(Unusable, match="another session holds jobs"):
        recorded(schema(a=Column("text", default="?")))


def test_the_enums_of_the_recorded_tables_are_recorded() -> None:
    both = replace(schema(a=Column("mood[]")), enums={"mood": ("x",), "other": ("y",)})

    assert recorded(both).enums == {"mood": ("x",)}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_any_shell_has_redirected_can_be_read(encoding: str, tmp_path: Path) -> None:
    """PowerShell writes UTF-16, or puts a mark before the text."""
    kept = recorded(schema(a=Column("text")))
    (tmp_path / "x.json").write_text(written(kept), encoding=encoding)

    assert load(tmp_path / "x.json") == kept


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"\xff\xff\xff", "is no text"),
        (b'{"format": "healthcheck/schema@1", "source": "x"}', "has what does not belong"),
        (
            b'{"format": "healthcheck/schema@1", "source": "model", "enums": {}, "extensions": [],'
            b' "tables": {"a": {"columns": {"b": {"type": "text", "size": "3"}}}}}',
            "is not as it was recorded",
        ),
    ],
)
def test_a_file_that_was_changed_says_so(text: bytes, why: str, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_bytes(text)

    with pytest.raises(Unusable, match=why):
        load(tmp_path / "x.json")


MODULE = """
import enum
from sqlalchemy import *
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import declarative_base
print("hello")
Base = declarative_base()
class Mood(enum.Enum):
    GOOD = "good"
class Job(Base):
    __tablename__ = "jobs"
    __table_args__ = (
        UniqueConstraint("name", "size"), CheckConstraint("size > 0", name="ck"),
        Index("by_name", "name", unique=True), Index("part", "size", unique=True,
              postgresql_where=text("size > 1")), {"schema": "app"})
    id = Column(BigInteger, Identity(always=True), primary_key=True)
    name = Column(String(50), nullable=False, server_default="it's")
    size = Column(Numeric(10, 2), server_default=text("7"))
    mood = Column(Enum(Mood), default=Mood.GOOD)
    moods = Column(ARRAY(Enum("a", "b", name="Kind")))
    twice = Column(Integer, Computed("size * 2"))
    at = Column(DateTime(timezone=True), server_default=func.now())
    extra = Column(JSON().with_variant(JSONB(), "postgresql"))
    parent = Column(ForeignKey("app.jobs.id", ondelete="CASCADE"))
    other = Column(Integer, ForeignKey("nowhere.id"))
    filled = Column(Integer, server_default=FetchedValue())
"""


def test_a_model_is_read_as_postgresql_would_have_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "models.py").write_text(MODULE)
    monkeypatch.chdir(tmp_path)
    found = modelled("models:Base")
    jobs = found.tables["app.jobs"]

    assert jobs.columns == {
        "id": Column("bigint", null=False, identity="always"),
        "name": Column("character varying(50)", null=False, default="'it''s'"),
        "size": Column("numeric(10,2)", default="7"),
        "mood": Column("mood", supplied=True),
        "moods": Column('"Kind"[]'),
        "twice": Column("integer", generated="size * 2"),
        "at": Column("timestamp with time zone", default="now()"),
        "extra": Column("jsonb"),
        "parent": Column("bigint"),
        "other": Column("integer"),
        "filled": Column("integer", supplied=True),
    }
    assert found.enums == {"mood": ("GOOD",), '"Kind"': ("a", "b")}
    assert jobs.primary == ("id",)
    assert [each.columns for each in jobs.unique] == [("name",), ("name", "size")]
    assert [(each.table, each.on_delete) for each in jobs.foreign] == [("app.jobs", "CASCADE")]
    assert jobs.checks == (Condition("size > 0", "ck"),)


@pytest.mark.parametrize(
    ("model", "why"),
    [
        ("models", "expected module:name"),
        ("no_such_module:Base", "ModuleNotFoundError: No module named 'no_such_module'"),
        ("json:Base", "AttributeError"),
        ("json:dumps", "AttributeError"),
    ],
)
def test_a_model_that_cannot_be_had_says_why(model: str, why: str) -> None:
    with pytest.raises(Unusable, match=why):
        modelled(model)


def test_an_interpreter_that_is_not_there_is_told() -> None:
    with pytest.raises(Unusable, match="/no/such/python cannot be started"):
        modelled("models:Base", "/no/such/python")


def test_a_model_without_tables_is_no_snapshot() -> None:
    with pytest.raises(Unusable, match="has no tables"):
        of_model({"tables": [], "enums": {}})
