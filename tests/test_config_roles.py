"""Roles: what a worker's env file says, held against our settings."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Self

import pytest

from healthcheck import Check, Malformed, Secret, Status, Target
from healthcheck.config import ConfigError, Configuration, load
from healthcheck.dependency import Dependency
from tests.toys import installed, metadata, package

CHECKS = {"queue": "tests.test_config_roles:queue"}


class Name:
    """Anything but `odd`."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return self.text

    @classmethod
    def parse(cls, text: str) -> Self:
        if text == "odd":
            raise Malformed("it is odd")
        return cls(text)


class Rows:
    """Takes a table as it is."""

    @classmethod
    def read(cls, value: object) -> Self:
        return cls()


class QueueTarget(Target):
    """Where jobs are put."""

    host: str = "localhost"
    port: int = 1
    queue: Name
    user: str = ""
    password: Secret = Secret("")
    code: Path | None = None
    rows: Rows | None = None

    @property
    def within(self) -> Mapping[str, str]:
        """The queue's name."""
        return {"queue": str(self.queue)}

    @property
    def proofs(self) -> Mapping[str, tuple[str | Secret, Secret]]:
        """The user's password."""
        return {"password": (self.user, self.password)}


queue: Check[QueueTarget, None] = Check("queue", QueueTarget)


@queue.offline
async def settings(probe: Any) -> None: ...


CONFIGURATION = """
[dependencies.q]
check = "queue"
host = "${HOST:-localhost}"
port = "${PORT:-1}"
queue = "${QUEUE}"
user = "${ACCOUNT:-}"
password = "${PASSWORD:-}"
"""
ROLES = CONFIGURATION + '[roles]\nworker = "worker.env"\n'


@pytest.fixture(autouse=True, scope="module")
def queues_only(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with installed(package(tmp_path_factory.mktemp("queues"), metadata(checks=CHECKS))):
        yield


def loaded(
    folder: Path, *env_files: str, text: str = CONFIGURATION, **variables: str
) -> Configuration:
    (folder / "healthcheck.toml").write_text(text)
    return load(env_files=env_files, environment=variables, folder=folder)


def only(folder: Path, *env_files: str, **options: str) -> Dependency:
    (found,) = loaded(folder, *env_files, **options).dependencies
    return found


def refused(folder: Path, *env_files: str, **options: str) -> str:
    with pytest.raises(ConfigError) as caught:
        loaded(folder, *env_files, **options)
    return str(caught.value)


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """A folder in which the worker has another queue than we."""
    (tmp_path / ".env").write_text("QUEUE=ours\n")
    (tmp_path / "worker.env").write_text("QUEUE=theirs\n")
    return tmp_path


def test_a_role_that_leads_elsewhere_is_suspicious(room: Path) -> None:
    (problem,) = only(room, "worker=worker.env").problems

    assert (problem.step, problem.status, problem.manner) == ("configured", Status.WARN, None)
    assert problem.code == "config.roles-differ"
    assert problem.summary == (
        'worker uses the queue "theirs", from QUEUE (worker.env), and not "ours", from QUEUE '
        "(.env): the two never meet"
    )
    assert "Give both the same value" in problem.hint


def test_a_role_changes_nothing_of_what_is_asked(room: Path) -> None:
    target = only(room, "worker=worker.env").target

    assert isinstance(target, QueueTarget)
    assert str(target.queue) == "ours"


def test_our_own_value_is_the_environment_s_where_it_has_one_and_the_role_s_is_its_file_s(
    room: Path,
) -> None:
    _, problem = only(room, "worker=worker.env", QUEUE="exported").problems

    assert 'not "exported", from QUEUE (environment)' in problem.summary
    assert '"theirs", from QUEUE (worker.env)' in problem.summary


@pytest.mark.parametrize("lines", ["QUEUE=ours", "QUEUE=ours\nHOST=127.0.0.1\nPORT=1"])
def test_one_place_in_other_spellings_is_not_suspicious(room: Path, lines: str) -> None:
    (room / "worker.env").write_text(lines)

    assert only(room, "worker=worker.env").problems == ()


def test_what_a_role_leaves_out_is_not_compared(room: Path) -> None:
    (room / ".env").write_text("QUEUE=ours\nHOST=db.example.com\nPORT=2")
    (room / "worker.env").write_text("QUEUE=\nPORT=2\n")

    assert only(room, "worker=worker.env").problems == ()


def test_where_only_a_default_is_known_of_us_that_is_said(room: Path) -> None:
    (room / "worker.env").write_text("PORT=2\n")

    (problem,) = only(room, "worker=worker.env").problems

    assert problem.summary == (
        'worker uses the server "localhost:2", from PORT (worker.env), and not "localhost:1", from '
        "default of healthcheck.toml; PORT not set: the two never meet, unless the backend is told "
        "otherwise"
    )


def test_a_value_of_which_a_role_has_one_part_has_the_other_from_us(room: Path) -> None:
    text = CONFIGURATION.replace('"${QUEUE}"', '"${PREFIX:-a}-${QUEUE}"')
    (room / "worker.env").write_text("PREFIX=b\n")

    (problem,) = only(room, "worker=worker.env", text=text).problems

    assert '"b-ours", from PREFIX (worker.env), QUEUE (.env), and not "a-ours"' in problem.summary


def test_another_password_for_one_account_is_suspicious_and_not_shown(room: Path) -> None:
    (room / "worker.env").write_text("QUEUE=ours\nHOST=127.0.0.1\nPASSWORD=hunter2hunter2\n")

    found = only(room, "worker=worker.env", PASSWORD="correct-horse")

    (problem,) = found.problems
    assert (problem.code, problem.status) == ("config.roles-disagree", Status.WARN)
    assert problem.summary == (
        "worker has another password for the same account at localhost:1, from PASSWORD "
        "(worker.env), than the one from PASSWORD (environment): only one can be right"
    )
    assert "hunter2" not in str(found.settings)
    assert "password" not in {each.key for each in found.settings if each.roles}


@pytest.mark.parametrize("line", ["ACCOUNT=worker", "HOST=queue"])
def test_an_account_or_a_server_of_its_own_may_have_another_password(room: Path, line: str) -> None:
    (room / "worker.env").write_text(f"PASSWORD=hunter2hunter2\n{line}\n")

    assert only(room, "worker=worker.env", PASSWORD="correct-horse").problems == ()


def test_what_is_said_differently_is_kept_to_be_shown(room: Path) -> None:
    (room / "worker.env").write_text("QUEUE=theirs\nHOST=queue\nPORT=1\n")

    found = {each.key: each.roles for each in only(room, "worker=worker.env").settings}

    assert (found["host"]["worker"].shown, found["queue"]["worker"].shown) == ("queue", "theirs")
    assert found["queue"]["worker"].origin == "QUEUE (worker.env)"
    assert found["port"] == {}


def test_a_value_of_a_role_that_cannot_be_read_is_a_warning(room: Path) -> None:
    (room / "worker.env").write_text("QUEUE=odd\n")

    found = only(room, "worker=worker.env")

    assert found.target
    assert [(each.status, each.code, each.summary) for each in found.problems] == [
        (
            Status.WARN,
            "config.malformed-setting",
            "worker: queue, from QUEUE (worker.env): it is odd",
        )
    ]


def test_files_and_tables_are_not_compared(room: Path) -> None:
    (room / "worker.env").write_text("QUEUE=ours\nCODE=/only/in/a/container\nTABLE=x\n")
    text = CONFIGURATION + 'code = "${CODE:-.}"\nrows = { a = "${TABLE:-}" }\n'

    found = only(room, "worker=worker.env", text=text)

    assert found.problems == ()
    assert all(not setting.roles for setting in found.settings)


def test_what_we_cannot_use_ourselves_is_not_compared(room: Path) -> None:
    (room / ".env").write_text("QUEUE=odd\n")

    found = only(room, "worker=worker.env")

    assert [each.code for each in found.problems] == ["config.malformed-setting"]
    assert found.settings[2].roles["worker"].shown == "theirs"


def test_what_lacks_a_variable_is_not_compared(room: Path) -> None:
    (room / "worker.env").write_text("PREFIX=b\n")
    (room / ".env").write_text("PORT=2\n")
    text = CONFIGURATION.replace('"${QUEUE}"', '"${PREFIX:-a}-${QUEUE}"')

    (problem,) = only(room, "worker=worker.env", text=text).problems

    assert problem.code == "config.missing-setting"


def test_each_of_several_roles_is_compared(room: Path) -> None:
    (room / "other").write_text("QUEUE=another\n")

    found = loaded(room, "worker=worker.env", "scheduler-2=other")

    summaries = [each.summary for each in found.dependencies[0].problems]
    assert [each.partition(" uses ")[0] for each in summaries] == ["worker", "scheduler-2"]
    assert found.settings_from == (".env", "worker=worker.env", "scheduler-2=other")


def test_of_a_role_s_files_the_later_wins(room: Path) -> None:
    (room / "later").write_text("QUEUE=ours\n")

    found = loaded(room, "worker=worker.env", "worker=later")

    assert found.dependencies[0].problems == ()
    assert found.settings_from == (".env", "worker=later")


def test_a_file_of_a_role_does_not_replace_ours(room: Path) -> None:
    (room / "own").write_text("QUEUE=own\n")

    assert loaded(room, "worker=worker.env", "own").settings_from == ("own", "worker=worker.env")
    assert loaded(room, QUEUE="x").settings_from == ("environment",)


def test_a_role_may_stand_in_the_configuration(room: Path) -> None:
    (problem,) = only(room, text=ROLES).problems

    assert problem.code == "config.roles-differ"


def test_a_role_of_the_configuration_may_have_several_files(room: Path) -> None:
    (room / "later").write_text("QUEUE=ours\n")
    text = CONFIGURATION + '[roles]\nworker = ["worker.env", "${LATER:-later}"]\n'

    assert only(room, text=text).problems == ()


def test_the_command_line_s_role_replaces_its_namesake_in_the_configuration(room: Path) -> None:
    (room / "other").write_text("QUEUE=other\n")
    text = CONFIGURATION + '[roles]\nworker = "gone.env"\nsecond = "worker.env"\n'

    found = loaded(room, "worker=other", text=text)

    assert found.settings_from == (".env", "worker=other", "second=worker.env")


def test_a_file_whose_name_has_an_equals_sign_is_written_with_its_folder(room: Path) -> None:
    (room / "worker=x").write_text("QUEUE=named\n")

    assert loaded(room, "./worker=x").settings_from == ("worker=x",)


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("worker=no", "--env-file worker: there is no file no"),
        ("worker=", '--env-file worker: there is no file ""'),
        ("worker=worker=worker.env", "--env-file worker: there is no file worker=worker.env"),
        (
            "Worker=worker.env",
            "--env-file: there is no file Worker=worker.env; a role is a word of small letters, as "
            "in worker=FILE",
        ),
        ("worker", "--env-file: there is no file worker"),
    ],
)
def test_an_option_that_names_no_file_is_an_error(room: Path, option: str, message: str) -> None:
    assert refused(room, option) == message


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ('worker = "no"', "healthcheck.toml: roles.worker: there is no file no"),
        (
            'Worker = ".env"',
            "healthcheck.toml: roles: 'Worker' is no role: a word of small letters",
        ),
        ("worker = 1", "healthcheck.toml: roles.worker: expected a text or a list of texts"),
        ("worker.file = 1", "healthcheck.toml: roles.worker: expected a value, not a table"),
        ('worker = "${NO}"', "healthcheck.toml: roles.worker: NO not set"),
    ],
)
def test_a_bad_table_of_roles_is_an_error(room: Path, table: str, message: str) -> None:
    assert refused(room, text=f"{CONFIGURATION}[roles]\n{table}\n") == message


@pytest.mark.parametrize("files", ['"worker.env"', "[]"])
def test_a_role_with_nothing_to_compare_is_an_error(room: Path, files: str) -> None:
    (room / "worker.env").write_text("TASK_QUEUE=theirs\n")

    said = refused(room, text=f"{CONFIGURATION}[roles]\nworker = {files}\n")

    assert re.match(r"the role worker: (worker\.env|no file) sets none of the variables", said)
