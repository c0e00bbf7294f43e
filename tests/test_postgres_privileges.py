"""The setting `tables`, and what rights come to: decided without a server."""

import pytest

from checks.postgres import PostgresTarget
from checks.postgres.connecting.url import PostgresUrl
from checks.postgres.inserting.insert import Insert
from checks.postgres.names import TableName
from checks.postgres.privileges.asking import Held, Use
from checks.postgres.privileges.judging import judge
from checks.postgres.privileges.tables import Right, Table
from checks.postgres.privileges.uses import uses
from healthcheck import Malformed, Manner

JOBS = TableName("jobs")


@pytest.mark.parametrize(
    ("text", "name", "rights", "why"),
    [
        ("jobs", "jobs", ["select"], ""),
        ("jobs: the jobs", "jobs", ["select"], "the jobs"),
        ("jobs (insert, select)", "jobs", ["select", "insert"], ""),
        ("ml.jobs(UPDATE): its (own) status: all", "ml.jobs", ["update"], "its (own) status: all"),
        ('"Odd Name" (delete)', "Odd Name", ["delete"], ""),
    ],
)
def test_a_table_with_what_is_done_there(text: str, name: str, rights: list[str], why: str) -> None:
    table = Table.parse(text)

    assert (str(table.name), list(table.rights), table.why) == (name, rights, why)


def test_a_table_is_shown_as_it_is_written() -> None:
    assert str(Table.parse("jobs (select,insert):the job")) == "jobs (select, insert): the job"


@pytest.mark.parametrize("text", ["", "jobs (own)", "jobs ()", "a b", "jobs (select) x", "a.b.c"])
def test_what_is_no_table(text: str) -> None:
    with pytest.raises(Malformed):
        Table.parse(text)


def test_the_inserts_table_is_one_of_those_that_are_touched() -> None:
    target = PostgresTarget(
        url=PostgresUrl.parse("postgresql://localhost/x"),
        tables=(Table.parse("jobs (select)"), Table.parse("users")),
        insert=Insert.read({"table": "jobs", "values": {"a": 1}}),
    )

    assert uses(target) == [
        Use(JOBS, (Right.INSERT, Right.SELECT), ("a",)),
        Use(TableName("users"), (Right.SELECT,)),
    ]


def test_one_sentence_names_all_that_is_missing() -> None:
    wanted = [Use(JOBS, (Right.SELECT, Right.INSERT)), Use(TableName("users"), (Right.SELECT,))]
    told = [
        Held(True, "app", "ml", usage=False, granted=("select",)),
        Held(True, "app", "ml", usage=False),
    ]

    said = judge(wanted, told)

    assert said
    assert (said.code, said.manner) == ("no-permission", Manner.REFUSES)
    assert said.summary == (
        "user app lacks USAGE on the schema ml, INSERT on jobs, SELECT on users"
    )
    assert said.hint == (
        'As the owner: GRANT USAGE ON SCHEMA "ml" TO "app"; GRANT INSERT ON "ml"."jobs" TO "app"; '
        'GRANT SELECT ON "ml"."users" TO "app";'
    )


@pytest.mark.parametrize(("columns", "manner"), [(("a",), Manner.REFUSES), (None, None)])
def test_a_sequence_is_needed_where_the_insert_leaves_its_column_out(
    columns: tuple[str, ...] | None, manner: Manner | None
) -> None:
    told = Held(True, "app", "s", granted=("insert",), sequences=(("jobs_id_seq", "id"),))

    said = judge([Use(JOBS, (Right.INSERT,), columns)], [told])

    assert said
    assert said.manner is manner


def test_the_right_to_insert_and_the_sequence_are_named_at_once() -> None:
    told = Held(True, "app", "s", columns=("a",), sequences=(("jobs_id_seq", "id"),))

    said = judge([Use(JOBS, (Right.INSERT,), ("a",))], [told])

    assert said
    assert said.summary == (
        "user app lacks INSERT on jobs, USAGE on the sequence jobs_id_seq, which gives jobs.id"
    )


def test_rights_on_some_columns_are_enough_where_it_is_not_known_which_are_used() -> None:
    told = Held(True, "app", "s", partly=("insert", "select"), without_policy=())

    assert judge([Use(JOBS, (Right.INSERT, Right.SELECT))], [told]) is None
