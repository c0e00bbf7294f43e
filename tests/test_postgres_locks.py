"""Locks, and what is said of them: decided without a server."""

import pytest

from checks.postgres import PostgresTarget
from checks.postgres.connecting.url import PostgresUrl
from checks.postgres.inserting.insert import Insert
from checks.postgres.judgement import Judgement
from checks.postgres.locks.holders import (
    Lock,
    in_the_way,
    lasting,
    sentence,
    shortened,
)
from checks.postgres.locks.judging import blamed, hurried, judge
from checks.postgres.locks.needs import inserting, needs
from checks.postgres.names import TableName
from checks.postgres.privileges.tables import Table
from healthcheck import Manner

HELD = Lock("jobs", "AccessExclusiveLock", granted=True, pid=7, transaction="3/7")


def quote(text: str) -> str:
    return text


def lock(**differs: object) -> Lock:
    told: dict[str, object] = {
        "table": "jobs",
        "mode": "AccessExclusiveLock",
        "granted": True,
        "pid": 7,
        "transaction": "3/7",
    }
    return Lock(**{**told, **differs})  # type: ignore[arg-type]  # a test's literals


@pytest.mark.parametrize(
    ("differs", "old"),
    [
        ({}, False),
        ({"state": "active", "unchanged": 60.0}, False),
        ({"state": "idle in transaction", "unchanged": 0.9}, False),
        ({"state": "idle in transaction", "unchanged": 1.1}, True),
        ({"state": "idle in transaction (aborted)", "unchanged": 1.1}, True),
        ({"granted": False, "unchanged": 1.1}, True),
        ({"granted": False}, False),
        ({"pid": None, "prepared": "x", "age": 2.0}, True),
    ],
)
def test_one_look_is_enough_where_nothing_can_have_changed(
    differs: dict[str, object], old: bool
) -> None:
    assert lock(**differs).is_old is old


def test_only_what_is_there_at_both_looks_lasts() -> None:
    other = lock(transaction="3/8")

    assert lasting([HELD, lock(pid=9)], [HELD, other]) == [HELD]


def test_the_servers_own_processes_give_way() -> None:
    assert in_the_way([lock(server_process=True), HELD]) == [HELD]


@pytest.mark.parametrize(
    ("differs", "text"),
    [
        ({}, "jobs is locked (AccessExclusiveLock) by pid 7"),
        (
            {"user": "app", "application": "psql", "address": "10.0.0.1", "age": 41.4},
            "jobs is locked (AccessExclusiveLock) by pid 7 (user app, psql, 10.0.0.1), for 41 s",
        ),
        (
            {"state": "idle in transaction", "query": "SELECT 'x'"},
            'jobs is locked (AccessExclusiveLock) by pid 7, idle in transaction: "SELECT..."',
        ),
        (
            {"granted": False, "waits_for": (4, 4, 5), "state": "active"},
            "jobs is about to be locked (AccessExclusiveLock) by pid 7, running, which waits for "
            "pid 4, 5, and whoever comes now waits behind it",
        ),
        (
            {"pid": None, "prepared": "left"},
            'jobs is locked (AccessExclusiveLock) by the prepared transaction "left"',
        ),
    ],
)
def test_a_lock_is_told_in_one_sentence(differs: dict[str, object], text: str) -> None:
    assert sentence(lock(**differs), quote) == text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("UPDATE a SET b = 'hidden', c = 'hid''den'", "UPDATE a SET b =..."),
        ("SELECT E'it\\'s', 'hidden'", "SELECT E..."),
        ("SELECT 1 -- it's\n, 'hidden'", "SELECT 1 -- it..."),
        ("DO $do$ hidden $do$", "DO..."),
        ("LOCK TABLE a", "LOCK TABLE a"),
        ("SELECT " + "a, " * 99, "SELECT " + "a, " * 23 + "a..."),
    ],
)
def test_a_statement_is_shown_up_to_its_first_text(query: str, shown: str) -> None:
    text = shortened(query, quote)

    assert text == shown
    assert len(text) <= 80


def test_several_sessions_are_counted_and_the_first_is_named() -> None:
    said = judge([HELD, lock(table="users"), lock(pid=8)], quote)

    assert said
    assert said.manner is Manner.BLOCKS
    assert said.summary.endswith("by pid 7; 1 more hold or want such locks")
    assert said.hint == "If it does not end by itself: SELECT pg_terminate_backend(7);"
    assert judge([], quote) is None


def test_an_open_transaction_is_suspected_and_not_accused() -> None:
    waited = Judgement("locked", "the INSERT waits", Manner.BLOCKS)

    said = blamed(waited, [HELD, lock(pid=9)], quote)

    assert "perhaps a row's" in said.summary
    assert said.summary.endswith("the open transaction of pid 7, or of 1 more")
    assert "if nobody needs it" in said.hint
    assert blamed(waited, [], quote) == waited


def test_without_time_to_wait_nothing_is_decided() -> None:
    assert hurried(Judgement("locked", "x", Manner.BLOCKS)).manner is None


def test_what_is_done_with_a_table_decides_on_its_locks() -> None:
    tables = ("a", "b (select, update)", "c (insert)", "d (select)")
    target = PostgresTarget(
        url=PostgresUrl.parse("postgresql://localhost/x"),
        tables=tuple(Table.parse(each) for each in tables),
        insert=Insert.read("INSERT INTO d DEFAULT VALUES"),
    )

    assert needs(target).arguments == (
        ["a", "b", "c", "d"],
        ["", "", "", ""],
        ["read", "write", "insert", "insert"],
    )
    assert inserting(target).does == ((TableName("d"), "insert"),)
