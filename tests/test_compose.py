"""docker-compose.yml held against the profile: no engine needed.

What the profile reads and takes for granted is the expectation, so that it is not repeated here.
"""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

HOME = Path(__file__).parent.parent
FILE = HOME / "docker-compose.yml"
PROFILE = HOME / "healthcheck/profiles/training-platform.toml"

VARIABLE = re.compile(r"\$\{(\w+)(?::-([^}]*))?\}")
ADDRESS = re.compile(r"(?:\w+://)?(?:\S+@)?(?P<host>[a-z0-9-]+):(?P<port>\d+)(?P<path>/\S*)?")
CREDENTIAL = re.compile(r"PASSWORD|SECRET|KEY|ROOT_USER", re.IGNORECASE)
# PostgreSQL's versions have two numbers, the others three; MinIO's are dates.
EXACT = re.compile(r"postgres:\d+\.\d+|[\w/-]+:(\d+\.\d+\.\d+|RELEASE\.\d{4}-\d\d-\d\dT[\d-]+Z)")
# Everybody knows them: that is what says that they protect nothing.
DEV_CREDENTIALS = {
    "postgres",
    *(f"{store}-dev-{part}" for store in ("minio", "r2", "clearml") for part in ("key", "secret")),
}

SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(FILE.read_text("utf-8"))["services"]
STAYING = {name: each for name, each in SERVICES.items() if each.get("restart") != "no"}


def texts(tree: object) -> Iterator[str]:
    """Every text in a parsed file, but for keys."""
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, dict):
        for each in tree.values():
            yield from texts(each)
    elif isinstance(tree, list):
        for each in tree:
            yield from texts(each)


def variables(tree: object) -> dict[str, str | None]:
    """The variables that a parsed file reads, with what counts where they are not set."""
    return {match[1]: match[2] or None for text in texts(tree) for match in VARIABLE.finditer(text)}


def settled(text: str) -> str:
    """A text as a container gets it where no variable is set."""
    return VARIABLE.sub(lambda match: match[2] or "", text).replace("$$", "$")


DEPENDENCIES = tomllib.loads(PROFILE.read_text("utf-8"))["dependencies"]
READ = variables(DEPENDENCIES)
GIVEN = {name: settled(text) for name, text in SERVICES["healthcheck"]["environment"].items()}
# What is published on this machine: its port, then the service and the container's own.
PUBLISHED = [
    (address, int(port), (name, int(own)))
    for name, service in SERVICES.items()
    for address, port, own in (f"::{each}".split(":")[-3:] for each in service.get("ports", []))
]
BEHIND = {port: behind for _, port, behind in PUBLISHED}


def test_it_is_a_compose_file() -> None:
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    done = subprocess.run([*check, str(FILE)], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout


def test_it_works_without_a_variable_and_says_one_default_for_each() -> None:
    written = {match.groups() for text in texts(SERVICES) for match in VARIABLE.finditer(text)}

    assert all(default for _, default in written)
    assert len({name for name, _ in written}) == len(written)


def test_no_other_dollar_is_left_to_compose() -> None:
    for text in texts(SERVICES):
        assert "$" not in VARIABLE.sub("", text).replace("$$", ""), text


@pytest.mark.parametrize("name", SERVICES)
def test_an_image_is_built_here_or_pinned_to_an_exact_version(name: str) -> None:
    image = SERVICES[name].get("image")

    assert EXACT.fullmatch(image) if image else SERVICES[name]["build"] == "."


def test_ports_are_open_on_this_machine_only_and_each_once() -> None:
    assert {address for address, _, _ in PUBLISHED} == {"127.0.0.1"}
    assert len(BEHIND) == len(PUBLISHED)


def test_what_no_default_names_is_where_people_look_for_it() -> None:
    assert (BEHIND[9002], BEHIND[9003]) == (("minio", 9000), ("minio", 9001))
    assert (BEHIND[9000], BEHIND[9001]) == (("r2", 9000), ("r2", 9001))
    assert BEHIND[8233] == ("temporal", 8233)


@pytest.mark.parametrize("name", STAYING)
def test_a_service_that_stays_is_asked_how_it_is(name: str) -> None:
    assert STAYING[name].get("restart") == "unless-stopped"
    assert STAYING[name].get("healthcheck", {}).get("test", [""])[0] in {"CMD", "CMD-SHELL"}


def test_what_ends_by_itself_is_only_started_by_name() -> None:
    ending = SERVICES.keys() - STAYING.keys()

    assert ending == {"healthcheck"}, "`up --wait` takes a container that has ended for a failure"
    assert SERVICES["healthcheck"].get("profiles")


def test_whoever_depends_waits_until_the_other_is_healthy() -> None:
    waits = {name: each.get("depends_on", {}) for name, each in SERVICES.items()}

    for name, others in waits.items():
        assert others.keys() <= STAYING.keys(), name
        assert all(each == {"condition": "service_healthy"} for each in others.values()), name
    directly = waits["healthcheck"].keys()
    assert directly | {n for other in directly for n in waits[other]} == STAYING.keys()


def test_the_checker_gets_no_variable_that_the_profile_does_not_read() -> None:
    assert set(GIVEN) <= set(READ)


@pytest.mark.parametrize("name", DEPENDENCIES)
def test_the_checker_gets_every_variable_of_a_dependency(name: str) -> None:
    switches = set(DEPENDENCIES[name].get("when", []))
    is_off = switches and not switches & GIVEN.keys()

    assert is_off or not variables(DEPENDENCIES[name]).keys() - GIVEN.keys()


@pytest.mark.parametrize("name", [name for name in READ if name in GIVEN])
def test_what_the_profile_takes_for_granted_is_what_runs_here(name: str) -> None:
    default, given = READ[name], GIVEN[name]

    if default is None:
        assert given
    elif (expected := ADDRESS.fullmatch(default)) and expected["host"] == "localhost":
        found = ADDRESS.fullmatch(given)
        assert found, given
        assert (found["host"], int(found["port"])) == BEHIND[int(expected["port"])]
        assert found["path"] == expected["path"]
    else:
        assert given == default


@pytest.mark.parametrize("name", GIVEN)
def test_an_address_that_the_checker_gets_is_that_of_a_service_it_waits_for(name: str) -> None:
    if found := ADDRESS.fullmatch(GIVEN[name]):
        assert (found["host"], int(found["port"])) in BEHIND.values()
        assert found["host"] in SERVICES["healthcheck"]["depends_on"]


@pytest.mark.parametrize("name", [name for name in SERVICES if name.endswith("-db")])
def test_a_database_is_made_with_the_name_and_the_user_that_the_checker_asks_for(name: str) -> None:
    made = {key: settled(value) for key, value in SERVICES[name]["environment"].items()}
    who = f"{made['POSTGRES_USER']}:{made['POSTGRES_PASSWORD']}"

    assert f"postgresql://{who}@{name}:5432/{made['POSTGRES_DB']}" in GIVEN.values()


MINIO_KEYS = ("MINIO_ROOT_USER", "MINIO_ROOT_PASSWORD")
CLEARML_KEYS = tuple(f"CLEARML__secure__credentials__tests__user_{x}" for x in ("key", "secret"))


def asked_at(variable: str) -> dict[str, Any]:
    """The service that a variable leads the checker to."""
    found = ADDRESS.fullmatch(GIVEN[variable])
    assert found
    service: dict[str, Any] = SERVICES[found["host"]]
    return service


@pytest.mark.parametrize(
    ("address", "keys", "own"),
    [
        ("INTERNAL_STORAGE_ENDPOINT", "INTERNAL_STORAGE", MINIO_KEYS),
        ("EXTERNAL_STORAGE_ENDPOINT", "EXTERNAL_STORAGE", MINIO_KEYS),
        ("CLEARML_API_HOST", "CLEARML_API", CLEARML_KEYS),
    ],
)
def test_a_service_is_asked_with_its_own_keys(
    address: str, keys: str, own: tuple[str, str]
) -> None:
    environment = asked_at(address)["environment"]

    for name, part in zip(own, ("ACCESS", "SECRET"), strict=True):
        assert settled(environment[name]).strip('"') == GIVEN[f"{keys}_{part}_KEY"]


@pytest.mark.parametrize("bucket", [name for name in GIVEN if "_BUCKET_" in name])
def test_a_bucket_is_made_by_its_own_store_before_that_starts(bucket: str) -> None:
    store = asked_at(f"{bucket.partition('_')[0]}_STORAGE_ENDPOINT")
    making, _, serving = settled(store["command"][0]).partition("exec ")

    assert f'"/data/${bucket}"' in making
    assert "server /data" in serving
    assert settled(store["environment"][bucket]) == GIVEN[bucket]


def test_the_only_credentials_in_it_are_the_known_ones() -> None:
    values = {
        settled(value).strip('"')
        for service in SERVICES.values()
        for key, value in service.get("environment", {}).items()
        if CREDENTIAL.search(key)
    }

    assert values == DEV_CREDENTIALS
