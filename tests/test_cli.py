"""The command line: exit codes, formats, and what is refused before anything is asked."""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import jsonschema
import pytest

from healthcheck import Check, Code, Probe, command, describe
from healthcheck.cli import main
from tests.test_render_json import VALIDATOR
from tests.toys import Place, bare, closed_port, environment, installed, metadata, package

CHECKS = {"puppet": "tests.test_cli:puppet", "toy": "tests.toys:toy"}
RULES = {"same-port": "tests.test_rules:same_port"}
COMMANDS = {"hello": "tests.test_cli:hello", "broken": "no.such:thing"}


class Strings(Place):
    """Which way the puppet's steps end."""

    does: str = "ok"


puppet: Check[Strings, None] = Check(
    "puppet", Strings, codes=[Code("down", "It is down.", "Pull it up.")]
)
asked: list[str] = []


async def act(probe: Probe[Strings], step: str) -> None:
    asked.append(step)
    does = probe.target.does
    if does == "interrupt":
        signal.raise_signal(signal.SIGINT)
    if does == "terminate":
        signal.raise_signal(signal.SIGTERM)
    if does == "fail":
        probe.fail("down", "it is down")
    if does == "unknown":
        raise LookupError("no such thing")


@puppet.offline
async def reachable(probe: Probe[Strings]) -> None:
    """Somebody has to answer."""
    await act(probe, "reachable")


async def scratch(client: None, probe: Probe[Strings]) -> None:
    """What is written can be read."""
    await act(probe, "scratch")


def letters(target: Strings) -> int:
    """One for each letter."""
    return len(target.does)


puppet.step(after=["reachable"], writes=True, requests=letters)(scratch)
puppet.connection = bare().connection


@click.command()
def hello() -> None:
    """A command that another package brings."""
    from healthcheck.process import say

    say("hello\n")


CONFIGURATION = """
default_operation = "create"

[dependencies.a]
check = "puppet"
does = "${A:-ok}"

[dependencies.b]
check = "puppet"
does = "${B:-ok}"
port = 2

[dependencies.gone]
check = "puppet"
when = "NOBODY_SETS_THIS"

[operations.create]
title = "creating a job"
stages = [
  { title = "insert", needs = ["a.reachable"], effect = "rejected" },
  { title = "publish", needs = ["b.reachable"], effect = "degraded" },
]

[operations.write]
title = "writing"
stages = [{ title = "write", needs = ["a.scratch"], effect = "fails" }]

[operations.call]
stages = [{ title = "call", needs = ["gone.reachable"], effect = "fails" }]
"""


@pytest.fixture(scope="module")
def toys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where the puppets are installed, for this process and for others."""
    entries = metadata(checks=CHECKS, rules=RULES, commands=COMMANDS)
    folder = package(tmp_path_factory.mktemp("toys"), entries)
    with installed(folder):
        yield folder


@pytest.fixture(autouse=True)
def room(tmp_path: Path, toys: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of one's own with a configuration, as the working directory."""
    (tmp_path / "healthcheck.toml").write_text(CONFIGURATION)
    monkeypatch.chdir(tmp_path)
    for name in ("HEALTHCHECK_CONFIG", "A", "B", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    asked.clear()
    return tmp_path


class Stream:
    """What was printed, and how it ended."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs a command line with these variables set."""

    def call(*argv: str, **variables: str) -> Stream:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        code = main(argv)
        captured = capsys.readouterr()
        return Stream(code, captured.out, captured.err)

    return call


# Exit codes


@pytest.mark.parametrize(
    ("argv", "variables", "code", "word"),
    [
        (["run"], {}, 0, "READY"),
        (["run"], {"A": "fail"}, 1, "BLOCKED"),
        (["run"], {"A": "unknown"}, 3, "UNKNOWN"),
        (["run"], {"B": "fail"}, 0, "DEGRADED"),
        (["run", "--strict"], {"B": "fail"}, 1, "DEGRADED"),
        (["run", "--strict"], {}, 0, "READY"),
        (["run", "--strict", "--for", "write"], {}, 3, "READY"),
        (["run", "--for", "write"], {}, 0, "READY"),
        (["run", "--strict", "--for", "write", "--all"], {}, 0, "READY"),
        (["run", "--for", "write", "--all"], {"A": "fail"}, 1, "BLOCKED"),
        (["run", "b"], {"B": "fail"}, 1, "BLOCKED"),
        (["run", "b"], {"B": "unknown"}, 3, "UNKNOWN"),
        (["run", "b"], {"A": "fail"}, 0, "READY"),
        (["--all"], {"B": "fail"}, 0, "DEGRADED"),
    ],
)
def test_the_exit_code_is_the_answer(
    run: Any, argv: list[str], variables: dict[str, str], code: int, word: str
) -> None:
    given = run(*argv, **variables)

    assert given.code == code
    assert given.out.startswith(word)
    assert given.err == ""


@pytest.mark.parametrize(("does", "code"), [("interrupt", 130), ("terminate", 143)])
def test_a_signal_is_told_by_the_exit_code(run: Any, does: str, code: int) -> None:
    assert run("run", A=does).code == code


def test_all_allows_writing_and_asks_everything(run: Any) -> None:
    given = run("--all")

    assert given.code == 0
    assert sorted(asked) == ["reachable", "reachable", "scratch", "scratch"]


def test_without_all_nothing_is_written(run: Any) -> None:
    run("run")

    assert set(asked) == {"reachable"}


def test_an_operation_limits_the_run_to_what_it_needs(run: Any) -> None:
    given = run("run", "--for", "write", "--format", "json")

    assert [each["name"] for each in json.loads(given.out)["dependencies"]] == ["a"]


def test_names_and_an_operation_add_up(run: Any) -> None:
    given = run("run", "b.reachable", "--for", "write", "--format", "json")

    assert [each["name"] for each in json.loads(given.out)["dependencies"]] == ["a", "b"]


def test_one_timeout_replaces_that_of_every_dependency(run: Any) -> None:
    with silent() as port:
        (Path.cwd() / "healthcheck.toml").write_text(
            f'[dependencies.t]\ncheck = "toy"\nport = {port}\n'
        )
        given = run("run", "--timeout", "100ms", "--format", "json")

    step = json.loads(given.out)["dependencies"][0]["steps"][1]
    assert (given.code, step["code"]) == (1, "toy.silent")
    assert "in 0.1 s" in step["summary"]


@contextlib.contextmanager
def silent() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


# What is refused


@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        (["run", "a.scratch"], "a.scratch writes, and only --all allows writing"),
        (["run", "c"], 'unknown dependency "c"; known: a, b'),
        (["run", "gone"], 'unknown dependency "gone"'),
        (["run", "a.reach"], 'unknown step "a.reach"; did you mean "a.reachable"?'),
        (["run", "--for", "creat"], '--for: unknown operation "creat"; did you mean "create"?'),
        (["run", "--for", "call"], "--for: nothing that call needs exists here"),
        (["run", "--format", "jsn"], '--format: unknown format "jsn"; did you mean "json"?'),
        (["run", "--format", "json=no/x"], "--format: there is no folder"),
        (["run", "--format", "json="], "--format: json= names no file"),
        (["run", "--format", "json", "--format", "text"], "only one report fits on stdout"),
        (["run", "--timeout", "soon"], "--timeout: expected a duration"),
        (["run", "--config", "no.toml"], "--config: there is no file no.toml"),
        (["run", "--env-file", "no"], "--env-file: there is no file no"),
        (["run", "--al"], "No such option"),
        (["rum"], "No such command 'rum'"),
        (["broken"], "entry point 'broken'"),
        (["explain", "puppet.dwon"], 'unknown code "puppet.dwon"; did you mean "puppet.down"?'),
        (["explain", "nonsense"], 'unknown code "nonsense"'),
    ],
)
def test_what_is_not_known_is_exit_2_with_a_sentence_and_nothing_is_asked(
    run: Any, argv: list[str], sentence: str
) -> None:
    given = run(*argv)

    assert given.code == 2
    assert sentence in given.err
    assert given.out == ""
    assert asked == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("dependencies = ", "not valid TOML"),
        ("[dependencies]\n", "healthcheck.toml: dependencies: there is nothing to check"),
        (CONFIGURATION + "x = 1\n", 'operations.call: unknown key "x"'),
        (CONFIGURATION + "[operations.call]\n", "not valid TOML"),
        (
            CONFIGURATION.replace("puppet", "pupet", 1),
            'dependencies.a.check: unknown check "pupet"',
        ),
    ],
)
def test_a_broken_configuration_is_one_line_and_nothing_is_asked(
    run: Any, room: Path, text: str, sentence: str
) -> None:
    (room / "healthcheck.toml").write_text(text)

    given = run("run")

    assert given.code == 2
    assert given.err.startswith("Error: ")
    assert given.err.count("\n") == 1
    assert "healthcheck.toml" in given.err
    assert sentence in given.err
    assert given.out == ""
    assert asked == []


def test_a_file_that_cannot_be_written_is_exit_2(run: Any, room: Path) -> None:
    given = run("run", "--format", f"json={room}")

    assert given.code == 2
    assert "cannot be written: Is a directory" in given.err


def test_without_a_command_it_shows_its_help(run: Any) -> None:
    given = run()

    assert given.code == 2
    assert "Usage: healthcheck" in given.out + given.err


# Formats


def test_json_holds_to_the_schema_whatever_was_found(run: Any) -> None:
    for does in ("ok", "fail", "unknown"):
        given = run("--all", "--format", "json", A=does)

        VALIDATOR.validate(json.loads(given.out))


def test_a_report_can_go_to_files_and_to_stdout(run: Any, room: Path) -> None:
    given = run("run", "--format", "text", "--format", "json=r.json", "--format", f"text={room}/r")

    assert given.out.startswith("READY")
    assert json.loads((room / "r.json").read_text())["status"] == "ready"
    assert (room / "r").read_text() == given.out


def test_a_report_that_goes_to_a_file_leaves_stdout_empty(run: Any, room: Path) -> None:
    given = run("run", "--format", "json=r.json")

    assert (given.out, given.err) == ("", "")
    jsonschema.validate(json.loads((room / "r.json").read_text()), VALIDATOR.schema)


class Terminal:
    """A stdout that is a terminal."""

    def __init__(self) -> None:
        self.text = ""

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> None:
        self.text += text

    def flush(self) -> None: ...


@pytest.mark.parametrize(
    ("argv", "variables", "coloured"),
    [
        (["run"], {}, True),
        (["run"], {"NO_COLOR": "1"}, False),
        (["run", "--format", "json"], {}, False),
    ],
)
def test_colour_is_for_a_terminal_and_never_under_no_color(
    argv: list[str],
    variables: dict[str, str],
    coloured: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    main(argv)

    assert ("\x1b[" in terminal.text) is coloured
    assert terminal.text


def test_no_colour_goes_into_a_pipe(run: Any) -> None:
    assert "\x1b" not in run("run", A="fail").out


# The other commands


def test_list_shows_dependencies_steps_and_why(run: Any) -> None:
    given = run("list")

    assert given.code == 0
    assert "a (puppet) 127.0.0.1:1\n" in given.out
    assert re.search(r"^  reachable +Somebody has to answer\.$", given.out, re.MULTILINE)
    assert re.search(r"^  scratch\* +What is written can be read\.$", given.out, re.MULTILINE)
    assert asked == []


def test_list_says_where_a_dependency_is_not_configured(run: Any, room: Path) -> None:
    (room / "healthcheck.toml").write_text('[dependencies.a]\ncheck = "puppet"\nport = "x"\n')

    assert "a (puppet) not configured\n" in run("list").out


def test_list_budget_shows_what_is_stated(run: Any) -> None:
    given = run("list", "--budget")

    assert given.code == 0
    assert "a (puppet), connections: not stated\n" in given.out
    assert re.search(r"^  reachable +not stated$", given.out, re.MULTILINE)
    assert re.search(r"^  scratch\* +2$", given.out, re.MULTILINE)
    assert asked == []


def test_list_budget_leaves_open_what_depends_on_settings_that_are_wrong(
    run: Any, room: Path
) -> None:
    (room / "healthcheck.toml").write_text('[dependencies.a]\ncheck = "puppet"\nport = "x"\n')

    assert re.search(r"^  scratch\* +as configured$", run("list", "--budget").out, re.MULTILINE)


def test_config_shows_settings_with_their_origins_and_hides_secrets(run: Any, room: Path) -> None:
    (room / "healthcheck.toml").write_text(
        '[dependencies.a]\ncheck = "puppet"\npassword = "${WORD}"\nport = "x"\ndoes = "${A:-}"\n'
    )
    given = run("config", WORD="hunter2hunter2")

    assert given.code == 0
    assert "hunter2hunter2" not in given.out
    for shown in ("configuration: healthcheck.toml", "***", "WORD (environment)", "(no value)"):
        assert shown in given.out
    assert "! port, from healthcheck.toml: expected a whole number" in given.out


def test_config_shows_what_a_role_says_instead(run: Any, room: Path) -> None:
    (room / "healthcheck.toml").write_text(
        '[dependencies.a]\ncheck = "puppet"\nhost = "${HOST:-localhost}"\ndoes = "${A:-ok}"\n'
    )
    (room / "worker.env").write_text("HOST=queue.example.com\nA=ok\n")
    given = run("config", "--env-file", "worker=worker.env")

    assert given.code == 0
    assert re.findall(r"worker: (.*)", given.out) == ["queue.example.com, from HOST (worker.env)"]
    assert '! worker uses the server "queue.example.com:1", from HOST (worker.env)' in given.out


def test_run_warns_of_a_role_that_leads_elsewhere_and_asks_what_is_ours(
    run: Any, room: Path
) -> None:
    (room / "healthcheck.toml").write_text(
        '[dependencies.a]\ncheck = "puppet"\nhost = "${HOST:-localhost}"\n'
    )
    (room / "worker.env").write_text("HOST=queue.example.com\n")
    given = run("run", "--env-file", "worker=worker.env", "--format", "json")

    report = json.loads(given.out)
    configured = report["dependencies"][0]["steps"][0]
    assert (given.code, asked) == (0, ["reachable"])
    assert (configured["status"], configured["code"]) == ("warn", "config.roles-differ")
    assert report["settings_from"] == ["worker=worker.env"]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("puppet.down", ["It is down.", "Pull it up."]),
        ("toy.refused", ["nothing listens on this port", "Start the service"]),
        ("config.missing-setting", ["has no value", "Set the variable"]),
        ("config.same-port", ["Two services cannot listen on one port.", "Compare the settings"]),
    ],
)
def test_explain_tells_the_cause_and_the_remedy(run: Any, code: str, words: list[str]) -> None:
    given = run("explain", code)

    assert given.code == 0
    assert given.out.startswith(f"{code}\n")
    said = " ".join(given.out.split())
    assert [word for word in words if word not in said] == []


def test_every_code_can_be_explained(run: Any) -> None:
    codes = describe.every_code()

    assert {"puppet.down", "toy.divided", "internal.no-time", "config.same-port"} <= set(codes)
    assert [code for code in codes if run("explain", code).code] == []


def test_a_command_that_a_package_brings_is_one_of_ours(run: Any) -> None:
    given = run("hello")

    assert (given.code, given.out) == (0, "hello\n")


@pytest.mark.parametrize("option", ["-h", "--help", "--version"])
def test_help_and_version_are_the_group_s_own(run: Any, option: str) -> None:
    given = run(option)

    assert given.code == 0
    assert "healthcheck" in given.out


def test_help_lists_what_is_plugged_in_and_leaves_out_what_is_broken(run: Any) -> None:
    given = run("--help")

    assert "A command that another package brings." in given.out
    assert "broken" not in given.out


def test_importing_what_python_m_runs_runs_nothing() -> None:
    import healthcheck.__main__ as module

    assert module.__doc__


def test_an_abortion_is_an_interruption(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(**options: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "run", interrupted)

    assert main(["run"]) == 130


# As a process of its own


def process(
    *folders: Path, argv: list[str], module: bool = True, **variables: str
) -> "subprocess.CompletedProcess[str]":
    script = str(Path(sys.executable).parent / "healthcheck")
    start = [sys.executable, "-m", "healthcheck"] if module else [sys.executable, script]
    return subprocess.run(
        [*start, *argv],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=environment(*folders, **variables),
    )


@pytest.mark.parametrize("on_path", [False, True], ids=["", "on PYTHONPATH"])
@pytest.mark.parametrize("module", [True, False], ids=["python -m", "the console script"])
def test_a_folder_checks_in_the_working_directory_does_not_shadow_ours(
    module: bool, on_path: bool, room: Path
) -> None:
    for name in ("checks", "tests"):
        (room / name).mkdir()
        (room / name / "__init__.py").write_text("raise SystemExit('the wrong one')\n")
    (room / "healthcheck.toml").write_text(
        '[dependencies.r]\ncheck = "redis"\nurl = "redis://db"\n'
    )
    own = package(room / "own", metadata(checks={"redis": "checks.redis:redis"}))

    folders = (room, own) if on_path else (own,)
    done = process(*folders, argv=["list"], module=module)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("r (redis) db:6379")


def test_nothing_in_the_working_directory_is_imported(toys: Path, room: Path) -> None:
    for name in ("click", "asyncio", "redis"):
        (room / f"{name}.py").write_text("raise SystemExit('the wrong one')\n")

    done = process(toys, argv=["run"])

    assert (done.returncode, done.stderr) == (0, "")


def test_the_process_s_exit_code_is_the_answer(toys: Path) -> None:
    done = process(toys, argv=["run"], A="fail")

    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("BLOCKED")


def test_a_crash_of_ours_is_unknown_and_never_reads_as_blocked(toys: Path, room: Path) -> None:
    entries = metadata(checks={**CHECKS, "puppet": "crashing:check"})
    (room / "away").mkdir()
    (room / "away" / "crashing.py").write_text("1 / 0\n")

    done = process(package(room / "away", entries), argv=["run"])

    assert done.returncode == 3
    assert "ZeroDivisionError" in done.stderr


def test_under_a_safe_path_nothing_is_taken_from_it(toys: Path) -> None:
    done = process(toys, argv=["list"], PYTHONSAFEPATH="1")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("a (puppet)")


def test_what_the_console_cannot_show_is_replaced(toys: Path, room: Path) -> None:
    text = CONFIGURATION.replace("creating a job", "작업 만들기")
    (room / "healthcheck.toml").write_text(text, encoding="utf-8")

    done = process(toys, argv=["run"], PYTHONIOENCODING="ascii")

    assert (done.returncode, done.stderr) == (0, "")
    assert "?? ??? would work." in done.stdout


def test_a_closed_pipe_ends_it_quietly(toys: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "healthcheck", "run"]
    done = subprocess.run(
        command,
        stdout=writing,
        stderr=subprocess.PIPE,
        timeout=60,
        check=False,
        env=environment(toys),
    )
    os.close(writing)

    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_signal_ends_it_while_a_server_is_silent(
    number: signal.Signals, code: int, toys: Path, room: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        (room / "healthcheck.toml").write_text(
            f'[dependencies.t]\ncheck = "toy"\nport = {port}\ntimeout = "60s"\n'
        )
        running = subprocess.Popen(
            [sys.executable, "-m", "healthcheck", "run"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(toys),
        )
        connection, _ = listening.accept()
        connection.recv(6)
        running.send_signal(number)
        out, err = running.communicate(timeout=30)
        connection.close()

    assert (running.returncode, out) == (code, b"")
    assert b"Traceback" not in err


def test_a_port_nobody_listens_on_is_told_by_a_process_of_its_own(toys: Path, room: Path) -> None:
    (room / "healthcheck.toml").write_text(
        f'[dependencies.t]\ncheck = "toy"\nport = {closed_port()}\n'
    )
    done = process(toys, argv=["run", "--format", "json"])

    assert done.returncode == 1
    assert json.loads(done.stdout)["dependencies"][0]["steps"][1]["code"] == "toy.refused"


def test_main_can_be_called_from_a_thread(room: Path) -> None:
    codes: list[int] = []
    thread = threading.Thread(target=lambda: codes.append(main(["run", "--format", "json=x"])))
    thread.start()
    thread.join(timeout=30)

    assert codes == [0]
