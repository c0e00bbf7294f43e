"""Which failures are another one's consequence."""

import pytest

from healthcheck import Outcome
from healthcheck.blame import causes, root, server_fault
from tests.findings import outcome

REFUSED = {"reachable": "refused"}
SILENT = {"reachable": "silent"}
FINE = {"reachable": "ok"}
UNKNOWN_NAME = {"reachable": "name-not-found"}


def down(name: str, host: str, port: int, *runs_on: str) -> Outcome:
    return outcome(name, REFUSED, peer=(host, port), runs_on=runs_on)


@pytest.mark.parametrize(
    ("steps", "word"),
    [
        (REFUSED, "toy.refused"),
        ({"reachable": "ok", "writable": "read-only"}, "toy.read-only"),
        ({"reachable": "ok", "capacity": "full"}, "toy.full"),
    ],
)
def test_not_there_read_only_and_full_are_faults_of_the_server(
    steps: dict[str, str], word: str
) -> None:
    fault = server_fault(outcome("db", steps))

    assert fault is not None
    assert fault.code == word


@pytest.mark.parametrize("step", ["workers", "schema", "buckets", "authenticated"])
def test_workers_schemas_buckets_and_passwords_are_not(step: str) -> None:
    assert server_fault(outcome("db", {"reachable": "ok", step: "wrong"})) is None


def test_a_dependency_is_brought_down_by_what_it_runs_on() -> None:
    found = causes([outcome("temporal", REFUSED, runs_on=("db",)), outcome("db", SILENT)])

    assert found == {"temporal": "db"}


def test_a_healthy_middle_breaks_the_chain() -> None:
    found = causes(
        [
            outcome("api", REFUSED, runs_on=("temporal",)),
            outcome("temporal", FINE, runs_on=("db",)),
            outcome("db", REFUSED),
        ]
    )

    assert found == {}


def test_a_chain_is_followed_to_its_end() -> None:
    found = causes(
        [
            outcome("api", REFUSED, runs_on=("temporal",)),
            outcome("temporal", REFUSED, runs_on=("db",)),
            outcome("db", REFUSED),
        ]
    )

    assert root("api", found) == "db"
    assert root("db", found) == "db"


def test_a_chain_that_bites_its_tail_ends() -> None:
    assert root("a", {"a": "b", "b": "a"}) in ("a", "b")


def test_blame_does_not_travel_from_a_fault_that_is_not_the_server_s() -> None:
    found = causes(
        [
            outcome("temporal", REFUSED, runs_on=("db",)),
            outcome("db", {"reachable": "ok", "authenticated": "wrong-password"}),
        ]
    )

    assert found == {}


def test_blame_does_not_travel_to_a_fault_that_is_not_the_server_s() -> None:
    found = causes(
        [
            outcome("queue", {"reachable": "ok", "workers": "none"}, runs_on=("db",)),
            outcome("db", REFUSED),
        ]
    )

    assert found == {}


def test_of_two_at_one_server_that_fail_alike_the_first_stands_for_it() -> None:
    found = causes([down("users", "db", 5432), down("jobs", "db", 5432)])

    assert found == {"jobs": "users"}


def test_two_at_one_server_that_fail_differently_have_causes_of_their_own() -> None:
    silent = outcome("jobs", SILENT, peer=("db", 5432))

    assert causes([down("users", "db", 5432), silent]) == {}


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "::1", "127.0.1.1"])
def test_this_machine_has_many_names(name: str) -> None:
    found = causes([down("a", "127.0.0.1", 5432), down("b", name, 5432)])

    assert found == {"b": "a"}


def test_two_without_a_server_are_not_at_the_same_one() -> None:
    assert causes([outcome("a", REFUSED), outcome("b", REFUSED)]) == {}


def test_two_that_would_blame_each_other_leave_one_root() -> None:
    found = causes([down("users", "db", 5432, "jobs"), down("jobs", "db", 5432)])

    assert found == {"jobs": "users"}
    assert root("jobs", found) == root("users", found) == "users"


def test_a_host_is_blamed_where_all_on_it_fails_alike() -> None:
    found = causes([down("a", "far", 1), down("b", "far", 2), outcome("c", FINE, peer=("x", 1))])

    assert found == {"a": "host far", "b": "host far"}


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.0.0.2", "::1", "0.0.0.0"])
def test_this_machine_is_never_blamed(host: str) -> None:
    assert causes([down("a", host, 1), down("b", host, 2)]) == {}


@pytest.mark.parametrize("other", [FINE, SILENT, {"reachable": "unknown"}])
def test_a_host_on_which_one_does_not_fail_alike_is_not_blamed(other: dict[str, str]) -> None:
    assert causes([down("a", "far", 1), outcome("b", other, peer=("far", 2))]) == {}


def test_a_host_with_one_port_is_not_blamed() -> None:
    assert causes([down("a", "far", 1)]) == {}


def test_every_name_unresolved_is_this_machine_s_network() -> None:
    found = causes(
        [
            outcome("a", UNKNOWN_NAME, peer=("one.test", 1)),
            outcome("b", UNKNOWN_NAME, peer=("two.test", 1)),
            outcome("c", FINE, peer=("10.0.0.1", 1)),
            outcome("d", FINE, peer=("localhost", 1)),
        ]
    )

    assert found == {"a": "network", "b": "network"}


def test_one_name_that_resolves_clears_the_network() -> None:
    found = causes(
        [
            outcome("a", UNKNOWN_NAME, peer=("one.test", 1)),
            outcome("b", UNKNOWN_NAME, peer=("two.test", 1)),
            outcome("c", REFUSED, peer=("three.test", 1)),
        ]
    )

    assert found == {}


def test_one_unresolved_name_is_its_own_fault_however_often_it_is_used() -> None:
    found = causes(
        [
            outcome("a", UNKNOWN_NAME, peer=("one.test", 1)),
            outcome("b", UNKNOWN_NAME, peer=("one.test", 2)),
        ]
    )

    assert found == {}


def test_what_an_account_may_not_do_is_no_fault_of_the_server() -> None:
    assert server_fault(outcome("redis", {"writable": "no-permission"})) is None


def test_names_that_may_exist_inside_containers_only_do_not_blame_the_network() -> None:
    found = causes(
        [
            outcome("a", UNKNOWN_NAME, peer=("postgres", 1)),
            outcome("b", UNKNOWN_NAME, peer=("redis", 1)),
        ]
    )

    assert found == {}


@pytest.mark.parametrize(
    "steps",
    [
        {"reachable": "ok", "writable": "read-only"},
        {"reachable": "ok", "capacity": "too-many-clients"},
        {"reachable": "other-service"},
    ],
)
def test_what_may_be_set_for_one_database_is_not_blamed_on_the_other(steps: dict[str, str]) -> None:
    both = [outcome(name, steps, peer=("db", 5432)) for name in ("users", "jobs")]

    assert causes(both) == {}
