"""From a file and variables to dependencies and operations."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Self

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from healthcheck import Check, Code, Effect, Malformed, Manner, Secret, Source, Status, Target
from healthcheck.config import ConfigError, Configuration, load
from healthcheck.dependency import Dependency
from tests.toys import installed, metadata, package

CHECKS = {
    "toy": "tests.toys:toy",
    "rich": "tests.test_config_build:rich",
    "pair": "tests.test_config_build:pair",
    "reading": "tests.test_config_build:reading",
    "bad": "no.such:thing",
}
RULES = {"same-port": "tests.test_rules:same_port"}


class Url:
    """Refuses what it is told to, in several ways."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return f"url of {self.text}"

    @classmethod
    def parse(cls, text: str) -> Self:
        if text == "coded":
            raise Malformed("port 9003 is the console's", code="console-port")
        if text == "odd":
            raise Malformed("it is odd", code="odd")
        if text.startswith("named"):
            raise Malformed(f"nothing can be called {text!a}")
        if text == "sentence":
            raise Malformed("it has no host")
        if ":" in text:
            raise ValueError(f"Port could not be cast to integer value as {text.split(':')[-1]!r}")
        return cls(text)


class Rich(Target):
    url: Url
    names: tuple[str, ...] = ()
    count: int = 3
    wait: timedelta = timedelta(seconds=1)
    key: Secret | None = None


rich: Check[Rich, None] = Check(
    "rich", Rich, codes=[Code("console-port", "It is the console's.", "Use the API's port.")]
)


@rich.offline
async def settings(probe: Any) -> None: ...


class Rows:
    """Takes a table as it is."""

    def __init__(self, queries: Mapping[str, Any]) -> None:
        self.queries = queries

    def __str__(self) -> str:
        return f"{len(self.queries)} queries"

    @classmethod
    def read(cls, value: object) -> Self:
        if not isinstance(value, dict):
            raise Malformed("expected a table of queries")
        if "odd" in value:
            raise Malformed(f"odd is {value['odd']}")
        return cls(value)


class Reading(Target):
    rows: Rows | None = None
    rows_from: Source | None = None

    def __post_init__(self) -> None:
        if self.rows and self.rows_from:
            raise Malformed("rows and rows_from exclude each other")


reading: Check[Reading, None] = Check("reading", Reading)


@reading.offline
async def objects(probe: Any) -> None: ...


@pytest.fixture(autouse=True, scope="module")
def toys_only(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder = package(tmp_path_factory.mktemp("toys"), metadata(checks=CHECKS, rules=RULES))
    with installed(folder):
        yield


def loaded(folder: Path, text: str, **options: Any) -> Configuration:
    (folder / "healthcheck.toml").write_text(text)
    return load(None, **{"environment": {}, "folder": folder, **options})


def only(folder: Path, text: str, **options: Any) -> Dependency:
    (found,) = loaded(folder, text, **options).dependencies
    return found


def refused(folder: Path, text: str, **options: Any) -> str:
    with pytest.raises(ConfigError) as caught:
        loaded(folder, text, **options)
    return str(caught.value)


A = '[dependencies.a]\ncheck = "toy"\n'
FACTS = '[dependencies.f]\ncheck = "reading"\n'
B = '[dependencies.b]\ncheck = "toy"\nport = 2\n'
OPERATION = """
[operations.create]
stages = [{ title = "one", needs = ["a.reachable"], effect = "rejected" }]
"""


def test_a_dependency_has_its_check_its_target_and_its_usual_options(tmp_path: Path) -> None:
    found = only(tmp_path, A + 'host = "db"\nport = "5432"\n')

    assert (found.name, found.check.kind) == ("a", "toy")
    assert found.target is not None
    assert found.target.address == "db:5432"
    assert (found.timeout, found.writes, found.runs_on, found.problems) == (5.0, True, (), ())


def test_options_of_every_dependency_are_read(tmp_path: Path) -> None:
    text = A + 'timeout = "500ms"\nwrites = false\nruns_on = ["b"]\n' + B
    found = loaded(tmp_path, text).dependencies[0]

    assert (found.timeout, found.writes, found.runs_on) == (0.5, False, ("b",))


def test_settings_become_what_the_target_s_fields_are(tmp_path: Path) -> None:
    text = '[dependencies.a]\ncheck = "rich"\nurl = "x"\nnames = ["p", "q"]\nwait = "2m"\n'
    target = only(tmp_path, text + 'count = "4"\nkey = "word"\n').target

    assert isinstance(target, Rich)
    assert (target.names, target.count, target.wait) == (("p", "q"), 4, timedelta(minutes=2))
    assert target.key == Secret("word")


def test_settings_that_contradict_each_other_are_a_problem_and_forbid_probing(
    tmp_path: Path,
) -> None:
    text = 'rows_from = "b.rows"\n[dependencies.f.rows]\none = "SELECT 1"\n'
    found = loaded(tmp_path, FACTS + text + B).dependencies[0]

    (problem,) = found.problems
    assert (problem.code, problem.step) == ("config.malformed-setting", "configured")
    assert problem.summary == "rows and rows_from exclude each other"
    assert found.target is None


def test_every_setting_is_shown_with_its_origin_and_secrets_are_not(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("WORD=hunter2\n")
    text = A + 'host = "${HOST:-db}"\nport = 5\npassword = "${WORD}"\n'

    shown = {each.key: each for each in only(tmp_path, text).settings}

    assert (shown["host"].shown, shown["host"].unset) == ("db", ("HOST",))
    assert shown["host"].origin == "default of healthcheck.toml; HOST not set"
    assert (shown["port"].shown, shown["port"].origin) == ("5", "healthcheck.toml")
    assert (shown["password"].shown, shown["password"].origin) == ("***", "WORD (.env)")


def test_a_setting_without_a_value_is_a_problem_that_names_the_variable(tmp_path: Path) -> None:
    found = only(tmp_path, '[dependencies.a]\ncheck = "rich"\nurl = "${RICH_URL}"\n')
    (problem,) = found.problems

    assert found.target is None
    assert (problem.status, problem.manner) == (Status.FAIL, Manner.REFUSES)
    assert problem.code == "config.missing-setting"
    assert problem.summary == (
        "the setting url has no value: RICH_URL not set, neither in the environment nor in an "
        "env file"
    )
    assert problem.hint


def test_a_required_setting_that_is_left_out_is_a_problem(tmp_path: Path) -> None:
    (problem,) = only(tmp_path, '[dependencies.a]\ncheck = "rich"\n').problems

    assert problem.summary == "the setting url has no value in the configuration"


class Pair(Target):
    """Two settings that must be given, a list, and one that need not."""

    first: str
    second: str
    third: str
    names: tuple[str, ...] = ("a", "b")
    port: int = 5


pair: Check[Pair, None] = Check("pair", Pair)


def test_settings_without_a_value_are_one_problem_for_what_mends_them(tmp_path: Path) -> None:
    text = '[dependencies.a]\ncheck = "pair"\nfirst = "${ONE}"\nsecond = "${TWO}"\n'

    assert [each.summary for each in only(tmp_path, text).problems] == [
        "the settings first and second have no value: ONE and TWO not set, neither in the "
        "environment nor in an env file",
        "the setting third has no value in the configuration",
    ]


def test_the_default_of_a_check_is_shown_where_it_counts(tmp_path: Path) -> None:
    text = '[dependencies.a]\ncheck = "pair"\nfirst = "${ONE}"\nport = "${P}"\nnames = "${N}"\n'
    shown = {each.key: each for each in only(tmp_path, text).settings}

    assert (shown["port"].shown, shown["names"].shown) == ("5", "a, b")
    assert shown["port"].origin == "default of the check pair; P not set"
    assert (shown["first"].shown, shown["first"].origin) == ("", "ONE not set")


@pytest.mark.parametrize("value", ['"${NO}"', '""', '"${NO:-}"', '["${NO}"]'])
def test_an_optional_setting_without_a_value_is_left_to_its_default(
    value: str, tmp_path: Path
) -> None:
    text = f'[dependencies.a]\ncheck = "rich"\nurl = "x"\ncount = {value}\n'
    target = only(tmp_path, text).target

    assert isinstance(target, Rich)
    assert target.count == 3


@pytest.mark.parametrize(
    ("url", "code", "summary"),
    [
        ("coded", "rich.console-port", "url, from U (environment): port 9003 is the console's"),
        ("odd", "rich.odd", "url, from U (environment): it is odd"),
        ("sentence", "config.malformed-setting", "url, from U (environment): it has no host"),
    ],
)
def test_a_malformed_setting_is_a_problem_with_its_origin(
    url: str, code: str, summary: str, tmp_path: Path
) -> None:
    text = '[dependencies.a]\ncheck = "rich"\nurl = "${U}"\n'
    found = only(tmp_path, text, environment={"U": url})
    (problem,) = found.problems

    assert (problem.code, problem.summary) == (code, summary)
    assert problem.hint
    assert found.settings[0].shown == ""


def test_a_setting_that_cannot_be_read_gives_no_piece_of_itself_away(tmp_path: Path) -> None:
    # what urlsplit says of toy://user:hunter2/pass@host
    text = '[dependencies.a]\ncheck = "rich"\nurl = "toy://user:hunter2pass"\n'
    found = only(tmp_path, text)

    assert "hunter2pass" not in repr((found.problems, found.settings))
    assert "Port could not be cast to integer value as '***'" in found.problems[0].summary


def test_a_piece_that_is_too_short_to_search_for_is_not_quoted_either(tmp_path: Path) -> None:
    found = only(tmp_path, '[dependencies.a]\ncheck = "rich"\nurl = "toy://user:p1"\n')

    assert "as '***'" in found.problems[0].summary


@pytest.mark.parametrize(
    ("url", "quoted"),
    [("named-So", "'named-So'"), ("named hunter22", "'named ***'"), ("named\\r", "'named\\r'")],
)
def test_a_check_may_quote_a_plain_word_of_the_value_and_no_more(
    url: str, quoted: str, tmp_path: Path
) -> None:
    found = only(tmp_path, f'[dependencies.a]\ncheck = "rich"\nurl = "{url}"\n')

    assert f"nothing can be called {quoted}" in found.problems[0].summary


def test_a_problem_of_one_dependency_leaves_the_others_to_be_checked(tmp_path: Path) -> None:
    text = A + 'port = "many"\n' + B
    bad, good = loaded(tmp_path, text).dependencies

    assert bad.target is None
    assert bad.problems[0].summary == "port, from healthcheck.toml: expected a whole number"
    assert good.target is not None


def test_what_the_rules_suspect_is_a_problem_of_the_dependency(tmp_path: Path) -> None:
    text = A + '[dependencies.b]\ncheck = "toy"\n[dependencies.c]\ncheck = "rich"\n'
    one, other, _ = loaded(tmp_path, text).dependencies

    assert one.problems == ()
    assert [each.code for each in other.problems] == ["config.same-port"]
    assert other.target is not None


def test_a_dependency_exists_only_where_one_of_its_variables_is_set(tmp_path: Path) -> None:
    text = A + 'when = ["A_URL", "B_URL"]\n' + B

    without = loaded(tmp_path, text).dependencies
    having = loaded(tmp_path, text, environment={"B_URL": "x"}).dependencies

    assert [each.name for each in without] == ["b"]
    assert [each.name for each in having] == ["a", "b"]


def test_a_stage_drops_the_needs_of_what_does_not_exist_and_keeps_them_as_absent(
    tmp_path: Path,
) -> None:
    text = A + 'when = "A_URL"\n' + B + OPERATION.replace('"]', '", "b.reachable"]')
    (operation,) = loaded(tmp_path, text).operations

    assert operation.stages[0].needs == ("b.reachable",)
    assert operation.stages[0].absent == ("a.reachable",)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("nonsense = 1\n", 'unknown key "nonsense"'),
        ('timeout = "soon"\n', "dependencies.a.timeout: expected a duration"),
    ],
)
def test_what_is_switched_off_is_held_to_the_rules_all_the_same(
    tmp_path: Path, line: str, sentence: str
) -> None:
    assert sentence in refused(tmp_path, A + 'when = "A_URL"\n' + line + B)


def test_a_need_of_what_is_switched_off_must_exist_all_the_same(tmp_path: Path) -> None:
    text = A + 'when = "A_URL"\n' + B + OPERATION.replace("a.reachable", "a.reach")

    assert 'unknown step "a.reach"' in refused(tmp_path, text)


def test_a_timeout_may_come_from_a_variable(tmp_path: Path) -> None:
    text = A + 'timeout = "${PATIENCE:-3s}"\n'

    assert only(tmp_path, text).timeout == 3
    assert only(tmp_path, text, environment={"PATIENCE": "7s"}).timeout == 7
    assert "timeout: PATIENCE not set" in refused(tmp_path, A + 'timeout = "${PATIENCE}"\n')


def test_an_operation_has_its_title_patience_and_stages(tmp_path: Path) -> None:
    text = """
default_operation = "create"
[operations.create]
title = "creating a job"
patience = "30s"
[[operations.create.stages]]
title = "one"
needs = ["a.reachable", "a.configured"]
effect = { refuses = "rejected", silent = "hangs", blocks = "waits", slow = "degraded" }
"""
    configuration = loaded(tmp_path, text + A)
    (operation,) = configuration.operations

    assert configuration.default_operation == "create"
    assert (operation.name, operation.title, operation.patience) == (
        "create",
        "creating a job",
        30,
    )
    assert operation.stages[0].effect == {
        Manner.REFUSES: Effect.REJECTED,
        Manner.SILENT: Effect.HANGS,
        Manner.BLOCKS: Effect.WAITS,
        Manner.SLOW: Effect.DEGRADED,
    }


CODED = """{ refuses = "rejected", silent = "hangs", blocks = "hangs", slow = "hangs",\
 "toy.divided" = "degraded" }"""


def test_a_code_may_have_an_effect_of_its_own(tmp_path: Path) -> None:
    (operation,) = loaded(tmp_path, A + OPERATION.replace('"rejected"', CODED)).operations

    (stage,) = operation.stages
    assert stage.exceptions == {"toy.divided": Effect.DEGRADED}
    assert stage.effect[Manner.REFUSES] is Effect.REJECTED


def test_a_code_may_do_nothing(tmp_path: Path) -> None:
    harmless = CODED.replace("degraded", "nothing")
    (operation,) = loaded(tmp_path, A + OPERATION.replace('"rejected"', harmless)).operations

    assert operation.stages[0].exceptions == {"toy.divided": None}


SAME = """
[[operations.x.stages]]
title = "one"
needs = ["a.reachable"]
effect = "hangs"

[[operations.x.stages]]
title = "one"
needs = ["a.configured"]
effect = "hangs"
"""
TWO = """
[operations.look]
stages = [{ title = "see", needs = ["a.reachable"], effect = "hangs" }]

[operations.all]
includes = ["look", "create"]
degraded_blocks = true
"""


def test_an_operation_may_include_others_and_add_to_them(tmp_path: Path) -> None:
    own = 'stages = [{ title = "end", needs = ["a.reachable"], effect = "fails" }]\n'
    found = {each.name: each for each in loaded(tmp_path, A + OPERATION + TWO).operations}
    longer = loaded(tmp_path, A + OPERATION + TWO + own).operations[-1]

    assert [each.title for each in found["all"].stages] == ["see", "one"]
    assert [each.title for each in longer.stages] == ["see", "one", "end"]
    assert (found["all"].degraded_blocks, found["look"].degraded_blocks) == (True, False)


def test_a_stage_that_two_included_operations_have_stands_once(tmp_path: Path) -> None:
    again = '[operations.more]\nincludes = ["all", "look"]\n'
    more = loaded(tmp_path, A + OPERATION + TWO + again).operations[-1]

    assert [each.title for each in more.stages] == ["see", "one"]


def test_one_word_is_the_effect_of_every_manner(tmp_path: Path) -> None:
    (operation,) = loaded(tmp_path, A + OPERATION).operations

    assert operation.stages[0].effect == dict.fromkeys(Manner, Effect.REJECTED)
    assert (operation.title, operation.patience) == ("create", 15)


# Tables as settings, and facts of others


def test_a_setting_may_be_a_table_whose_texts_are_expanded(tmp_path: Path) -> None:
    text = FACTS + 'rows.user = { query = "SELECT", parameters = ["${WHO}", 5] }\n'
    found = only(tmp_path, text, environment={"WHO": "me"})

    assert isinstance(found.target, Reading)
    assert found.target.rows
    assert found.target.rows.queries == {"user": {"query": "SELECT", "parameters": ["me", 5]}}
    (setting,) = found.settings
    origin = "healthcheck.toml, WHO (environment)"
    assert (setting.shown, setting.origin) == ("1 queries", origin)


def test_a_table_that_extends_another_keeps_what_it_does_not_replace(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text(FACTS + 'rows = { a = "1", b = "2" }\n')
    found = only(tmp_path, 'extends = "base.toml"\n[dependencies.f.rows]\nb = "3"\n')

    assert isinstance(found.target, Reading)
    assert found.target.rows
    assert found.target.rows.queries == {"a": "1", "b": "3"}


def test_a_variable_that_is_missing_in_a_table_is_a_problem(tmp_path: Path) -> None:
    (problem,) = only(tmp_path, FACTS + 'rows.user = "${NO}"\n').problems

    assert problem.code == "config.missing-setting"
    assert "NO not set" in problem.summary


def test_what_is_no_table_is_a_malformed_setting(tmp_path: Path) -> None:
    (problem,) = only(tmp_path, FACTS + 'rows = "x"\n').problems

    assert (problem.code, problem.step) == ("config.malformed-setting", "configured")
    assert "expected a table of queries" in problem.summary


def test_what_a_table_holds_is_not_quoted(tmp_path: Path) -> None:
    (problem,) = only(tmp_path, FACTS + 'rows.odd = "hunter2-secret"\n').problems

    assert problem.summary == "rows, from healthcheck.toml: odd is ***"


def test_a_source_that_names_no_step_is_a_malformed_setting(tmp_path: Path) -> None:
    (problem,) = only(tmp_path, FACTS + 'rows_from = "rows"\n').problems

    assert "such as platform-db.rows" in problem.summary


def test_the_source_of_facts_is_a_step_of_another(tmp_path: Path) -> None:
    found = loaded(tmp_path, A + FACTS + 'rows_from = "a.reachable"\n').dependencies[1]

    assert isinstance(found.target, Reading)
    assert found.target.rows_from == Source("a", "reachable")


# Env files


@pytest.fixture
def host(tmp_path: Path) -> str:
    (tmp_path / "sub").mkdir()
    for name in (".env", "one", "two", "sub/.env", "sub/own"):
        (tmp_path / name).write_text(f"HOST={name.replace('/', '-')}\n")
    return A + 'host = "${HOST}"\n'


def address(configuration: Configuration) -> str:
    target = configuration.dependencies[0].target
    assert target is not None
    return target.address.partition(":")[0]


def test_a_dot_env_in_the_working_directory_is_read(host: str, tmp_path: Path) -> None:
    found = loaded(tmp_path, host)

    assert address(found) == ".env"
    assert found.settings_from == (".env",)


def test_the_environment_wins_and_is_named_last(host: str, tmp_path: Path) -> None:
    found = loaded(tmp_path, host, environment={"HOST": "here"})

    assert address(found) == "here"
    assert found.settings_from == ("environment",)


def test_files_that_gave_a_setting_are_named_and_then_the_environment(
    host: str, tmp_path: Path
) -> None:
    text = host + 'port = "${PORT}"\n'

    found = loaded(tmp_path, text, environment={"PORT": "1"})

    assert found.settings_from == (".env", "environment")


def test_a_dot_env_beside_the_configuration_is_read_where_there_is_none_here(
    host: str, tmp_path: Path
) -> None:
    (tmp_path / ".env").unlink()
    (tmp_path / "sub" / "h.toml").write_text(host)

    assert address(load("sub/h.toml", environment={}, folder=tmp_path)) == "sub-.env"


def test_an_env_file_of_the_configuration_is_relative_to_it_and_the_only_one(
    host: str, tmp_path: Path
) -> None:
    (tmp_path / "sub" / "h.toml").write_text('env_file = "own"\n' + host)

    assert address(load("sub/h.toml", environment={}, folder=tmp_path)) == "sub-own"


def test_the_environment_may_say_where_the_env_file_is(host: str, tmp_path: Path) -> None:
    text = 'env_file = "${BACKEND:-no}/own"\n' + host

    assert address(loaded(tmp_path, text, environment={"BACKEND": "sub"})) == "sub-own"
    assert "env_file: there is no file no/own" in refused(tmp_path, text)


def test_no_env_file_is_read_where_none_is_wanted(host: str, tmp_path: Path) -> None:
    found = only(tmp_path, "env_file = []\n" + host)

    assert found.settings[0].origin == "default of the check toy; HOST not set"


def test_env_files_of_the_command_line_replace_the_others_and_the_later_wins(
    host: str, tmp_path: Path
) -> None:
    found = loaded(tmp_path, 'env_file = ["sub/own"]\n' + host, env_files=["two", "one"])

    assert address(found) == "one"
    assert found.settings_from == ("one",)


def test_a_setting_that_stands_in_the_configuration_came_from_it(tmp_path: Path) -> None:
    assert loaded(tmp_path, A + 'host = "db"\n').settings_from == ("healthcheck.toml",)


def test_the_process_s_own_folder_and_environment_count_where_none_are_given(
    host: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "healthcheck.toml").write_text(host)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOST", "here")
    monkeypatch.delenv("HEALTHCHECK_CONFIG", raising=False)

    assert address(load()) == "here"


# What an env file that was read does not set


UNSET = A + 'unset = "divided"\nhost = "${HOST:-db}"\nport = "${PORT:-5}"\n'


def test_a_default_does_not_count_where_an_env_file_was_read_and_unset_says_so(
    tmp_path: Path,
) -> None:
    (tmp_path / ".env").write_text("HOST=db\n")
    found = only(tmp_path, UNSET)
    (problem,) = found.problems

    assert found.target is None
    assert (problem.status, problem.manner) == (Status.FAIL, Manner.REFUSES)
    assert problem.code == "toy.divided"
    assert problem.summary == ("PORT is not set, though .env was read. Somebody divided by nothing")
    assert problem.hint == "Count again."


def test_all_that_is_not_set_is_named_and_all_that_was_read(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).write_text("")
    (problem,) = only(tmp_path, UNSET, env_files=["one", "two"]).problems

    assert "HOST, PORT are not set, though one, two were read" in problem.summary


@pytest.mark.parametrize("text", ["HOST=db\nPORT=5\n", None])
def test_a_default_counts_where_all_is_set_or_no_env_file_was_read(
    text: str | None, tmp_path: Path
) -> None:
    if text:
        (tmp_path / ".env").write_text(text)
    found = only(tmp_path, UNSET)

    assert found.problems == ()
    assert found.target is not None


def test_what_the_environment_sets_is_set_though_the_env_file_does_not(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("HOST=db\n")

    assert only(tmp_path, UNSET, environment={"PORT": "7"}).problems == ()


def test_without_unset_a_default_always_counts(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("")

    assert only(tmp_path, A + 'host = "${HOST:-db}"\n').problems == ()


# What is refused


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("x = 1\n" + A, 'healthcheck.toml: unknown key "x"'),
        ("[dependency.a]\n", 'unknown key "dependency"; did you mean "dependencies"?'),
        ("dependencies = 1\n", "healthcheck.toml: dependencies: expected a table"),
        ("[dependencies]\n", "healthcheck.toml: dependencies: there is nothing to check"),
        ('default_operation = "x"\n', "dependencies: there is nothing to check"),
        (A + 'when = "NOBODY_SETS_THIS"\n', "dependencies: there is nothing to check"),
        ("[dependencies]\na = 1\n", "dependencies.a: expected a table"),
        (
            '[dependencies."a.b"]\ncheck = "toy"\n',
            "dependencies: 'a.b' is no name of a dependency",
        ),
        ('[dependencies.""]\ncheck = "toy"\n', "dependencies: '' is no name of a"),
        ("[dependencies.a]\nport = 1\n", "dependencies.a: check is missing"),
        (
            '[dependencies."a\\nb"]\ncheck = "toy"\n',
            "dependencies: 'a\\nb' is no name of a",
        ),
        ("[dependencies.a.check]\nx = 1\n", "dependencies.a.check: expected a value, not a table"),
        ("[dependencies.a]\ncheck = 1\n", "dependencies.a.check: expected the kind of dependency"),
        ('[dependencies.a]\ncheck = "tyo"\n', 'dependencies.a.check: unknown check "tyo"; did you'),
        ('[dependencies.a]\ncheck = "bad"\n', "dependencies.a.check: entry point 'bad'"),
        (A + "prot = 1\n", 'dependencies.a: unknown key "prot"; did you mean "port"?'),
        (A + "[dependencies.a.prot]\nx = 1\n", "healthcheck.toml: dependencies.a: unknown key"),
        (A + "host = { a = 1 }\n", "dependencies.a.host: expected a value, not a table"),
        (A + "timeout = { a = 1 }\n", "dependencies.a.timeout: expected a value, not a table"),
        (A + 'timeout = "soon"\n', "dependencies.a.timeout: expected a duration"),
        (A + "timeout = 0\n", "dependencies.a.timeout: expected a duration"),
        (A + 'writes = "no"\n', "dependencies.a.writes: expected true or false"),
        (A + 'runs_on = "b"\n' + B, "dependencies.a.runs_on: expected a list of dependencies"),
        (A + "runs_on = [1]\n", "dependencies.a.runs_on: expected a list of dependencies"),
        (A + 'runs_on = ["c"]\n' + B, 'dependencies.a.runs_on: unknown dependency "c"'),
        (A + 'runs_on = ["a"]\n', "dependencies.a.runs_on: a cycle: a runs on itself"),
        (A + "when = 1\n", "dependencies.a.when: expected a text or a list of texts"),
        (A + "when = { a = 1 }\n", "dependencies.a.when: expected a value, not a table"),
        (A + 'when = ["${X}"]\n', "dependencies.a.when: '${X}' is no name of a variable"),
        (A + 'when = ""\n', "dependencies.a.when: '' is no name of a variable"),
        (A + 'host = "${X-db}"\n', "dependencies.a.host: a reference is ${NAME} or"),
        (A + 'host = "${X"\n', "dependencies.a.host: a reference is ${NAME} or"),
        (A + "unset = 1\n", "dependencies.a.unset: expected a code of toy"),
        (A + 'unset = "dvided"\n', 'dependencies.a.unset: unknown code "dvided"; did you mean'),
        (A + 'runs_on = ["b", "b"]\n' + B, "dependencies.a.runs_on: b stands there twice"),
        ("env_file = { a = 1 }\n" + A, "env_file: expected a value, not a table"),
        ("env_file = 1\n" + A, "healthcheck.toml: env_file: expected a text or a list"),
        ('env_file = "no"\n' + A, "healthcheck.toml: env_file: there is no file no"),
        ("default_operation = { a = 1 }\n" + A, "default_operation: expected a value"),
        ('default_operation = "x"\n' + A, 'default_operation: unknown operation "x"; known: none'),
        ("default_operation = []\n" + A, "default_operation: expected the name of an operation"),
        ('env_file = "${X}"\n' + A, "healthcheck.toml: env_file: X not set"),
        ('"x\\ny" = 1\n' + A, 'healthcheck.toml: unknown key "x\\ny"; known:'),
        ("operations = 1\n" + A, "operations: expected a table"),
        ("[operations]\nx = 1\n" + A, "operations.x: expected a table"),
        ("[operations.x]\n" + A, "operations.x.stages: expected one or more tables"),
        ("[operations.x.stages]\n" + A, "operations.x.stages: expected one or more tables, each a"),
        ("[operations.x]\nstages = []\n" + A, "operations.x.stages: expected one or more"),
        ("[operations.x]\nstages = [1]\n" + A, "operations.x.stages[0]: expected a table"),
        (A + OPERATION + "titel = 1\n", 'operations.create: unknown key "titel"; did you mean'),
        (A + OPERATION + "title = 1\n", "operations.create.title: expected a line of text"),
        (A + OPERATION + "title = {}\n", "operations.create.title: expected a value, not a table"),
        (A + OPERATION + 'title = ""\n', "operations.create.title: expected a line of text"),
        (A + OPERATION + "patience = -1\n", "operations.create.patience: expected a duration"),
        (A + OPERATION + "patience = {}\n", "operations.create.patience: expected a value"),
        (A + OPERATION.replace("create", '""'), "operations: '' is no name of an operation"),
        (A + OPERATION + "includes = 1\n", "operations.create.includes: expected a text or a"),
        (A + OPERATION + 'includes = "x"\n', 'operations.create.includes: unknown operation "x"'),
        (A + OPERATION + 'includes = "create"\n', "includes: a cycle: create includes itself"),
        (A + OPERATION + TWO.replace('"create"', '"look"'), "look stands there twice"),
        (A + SAME, 'operations.x.stages[1].title: "one" stands there twice'),
        (A + OPERATION + "degraded_blocks = 1\n", "degraded_blocks: expected true or false"),
        (A + OPERATION.replace('"rejected"', '"nothing"'), 'unknown effect "nothing"'),
        (A + FACTS + 'rows_from = "x.rows"\n', 'dependencies.f.rows_from: unknown dependency "x"'),
        (A + FACTS + 'rows_from = "a.reach"\n', 'rows_from: unknown step "a.reach"; did you mean'),
        (A + FACTS + 'rows_from = "f.objects"\n', "rows_from: f cannot wait for a step of its"),
        (A + OPERATION.replace("title", "titel"), "stages[0]: unknown key"),
        (A + OPERATION.replace('"one"', "1"), "stages[0].title: expected a line of text"),
        (A + OPERATION.replace('["a.reachable"]', "[]"), "stages[0].needs: expected a list"),
        (A + OPERATION.replace('["a.reachable"]', '"a"'), "stages[0].needs: expected a list"),
        (A + OPERATION.replace("a.reach", "c.reach"), 'stages[0].needs: unknown dependency "c"'),
        (A + OPERATION.replace("reachable", "reach"), 'unknown step "a.reach"; did you mean'),
        (A + OPERATION.replace('"a.reachable"', "1"), "stages[0].needs: expected a list of steps"),
        (
            A + OPERATION.replace('"]', '", "a.configured", "a.reachable"]'),
            "stages[0].needs: a.reachable stands there twice",
        ),
        (A + OPERATION.replace("a.reachable", "a"), 'stages[0].needs: unknown step "a"; known:'),
        (A + OPERATION.replace("rejected", "REJECTED"), 'did you mean "rejected"?'),
        (A + OPERATION.replace("rejected", "rejects"), 'effect: unknown effect "rejects"; did'),
        (A + OPERATION.replace('"rejected"', "1"), "stages[0].effect: expected one of rejected"),
        (
            A + OPERATION.replace('"rejected"', '{ refuses = "hangs" }'),
            "stages[0].effect: says nothing for silent, blocks, slow",
        ),
        (
            A + OPERATION.replace('"rejected"', CODED.replace("divided", "divide")),
            'stages[0].effect: unknown key "toy.divide"; did you mean "toy.divided"?',
        ),
        (
            A + OPERATION.replace('"rejected"', '{ refused = "hangs" }'),
            'stages[0].effect: unknown key "refused"; did you mean "refuses"?',
        ),
        (
            A
            + OPERATION.replace(
                '"rejected"', '{ refuses = [], silent = "hangs", blocks = "hangs", slow = "hangs" }'
            ),
            "stages[0].effect.refuses: expected one of rejected",
        ),
    ],
)
def test_a_broken_configuration_is_one_line_with_file_and_key(
    text: str, sentence: str, tmp_path: Path
) -> None:
    said = refused(tmp_path, text)

    assert sentence in said
    assert said.startswith("healthcheck.toml: ")
    assert "\n" not in said


def test_what_is_nested_without_end_is_one_clear_line(tmp_path: Path) -> None:
    chain = "".join(f'[operations.o{n}]\nincludes = "o{n + 1}"\n' for n in range(2000))

    said = refused(tmp_path, A + chain + OPERATION.replace("create", "o2000"))

    assert said == "the configuration is nested too deeply to be read"


BASE = {
    "port": 'check = "toy"\nprot = 1',
    "check": 'check = "tyo"',
    "table": 'check = "toy"\nhost = { a = 1 }',
    "timeout": 'check = "toy"\ntimeout = "soon"',
    "runs_on": 'check = "toy"\nruns_on = ["c"]',
    "cycle": 'check = "toy"\nruns_on = ["a"]',
    "when": 'check = "toy"\nwhen = 1',
    "unset": 'check = "toy"\nunset = "x"',
    "reference": 'check = "toy"\nhost = "${X"',
}


@pytest.mark.parametrize("entry", BASE.values(), ids=BASE)
def test_what_is_wrong_in_an_extended_file_is_told_of_that_file(entry: str, tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text(f"[dependencies.a]\n{entry}\n")

    said = refused(tmp_path, 'extends = "base.toml"\n[dependencies.a]\nport = 2\n' + B)

    assert said.startswith("base.toml: dependencies.a")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("x = 1", 'unknown key "x"'),
        ("env_file = 1", "env_file: "),
        ('default_operation = "x"', "default_operation: "),
        ("operations.x = 1", "operations.x: "),
        ("operations.create.titel = 1", "operations.create: "),
        ('operations.create.patience = "x"', "operations.create.patience: "),
        ("operations.other.stages = [1]", "operations.other.stages[0]: "),
        ("dependencies.b = 1", "dependencies.b: "),
    ],
)
def test_that_goes_for_every_other_entry_too(text: str, key: str, tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text(text + "\n")

    said = refused(tmp_path, 'extends = "base.toml"\n' + A + OPERATION)

    assert said.startswith(f"base.toml: {key}")


def test_what_is_wrong_above_an_extended_file_is_told_of_the_one_above(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text(A + OPERATION)

    assert refused(tmp_path, 'extends = "base.toml"\n[dependencies.a]\nhots = "x"\n') == (
        'healthcheck.toml: dependencies.a: unknown key "hots"; did you mean "host"?'
    )


def test_a_key_of_a_project_file_is_named_as_it_stands_there(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.healthcheck.dependencies.a]\ncheck = "tyo"\n')

    with pytest.raises(ConfigError) as caught:
        load(environment={}, folder=tmp_path)

    assert str(caught.value).startswith(
        'pyproject.toml: tool.healthcheck.dependencies.a.check: unknown check "tyo"'
    )


def test_an_env_file_of_the_command_line_has_to_be_there(tmp_path: Path) -> None:
    assert refused(tmp_path, A, env_files=["no"]) == "--env-file: there is no file no"


@pytest.mark.parametrize("first", ["b", "c"])
def test_a_cycle_that_others_run_on_is_an_error_and_ends(first: str, tmp_path: Path) -> None:
    second = "c" if first == "b" else "b"
    text = (
        A + 'runs_on = ["b"]\n'
        f'[dependencies.{first}]\ncheck = "toy"\nruns_on = ["{second}"]\n'
        f'[dependencies.{second}]\ncheck = "toy"\nruns_on = ["{first}"]\n'
    )

    assert "a cycle" in refused(tmp_path, text)


def test_two_that_run_on_the_same_are_no_cycle(tmp_path: Path) -> None:
    text = A + 'runs_on = ["b", "c"]\n' + B + 'runs_on = ["c"]\n[dependencies.c]\ncheck = "toy"\n'

    assert len(loaded(tmp_path, text).dependencies) == 3


def test_running_on_what_does_not_exist_here_is_no_error(tmp_path: Path) -> None:
    text = A + 'runs_on = ["b"]\n' + B + 'when = "NOBODY_SETS_THIS"\n'

    assert loaded(tmp_path, text).dependencies[0].runs_on == ("b",)


VALUES = [
    "1", "-1", "1.5", "nan", "true", '""', '"x"', '"${X}"', "[]", "[1]", '["a"]', '["a.reachable"]',
    "{}", '{ check = "toy" }', '{ a = { check = "toy" } }', "[{}]", "[[]]", "1979-05-27",
]  # fmt: skip
KEYS = [
    "extends", "env_file", "default_operation", "dependencies", "operations", "dependencies.a",
    "dependencies.a.check", "dependencies.a.timeout", "dependencies.a.writes", "dependencies.a.url",
    "dependencies.a.runs_on", "dependencies.a.when", "dependencies.a.count", "dependencies.a.key",
    "dependencies.a.names", "operations.x", "operations.x.title", "operations.x.patience",
    "operations.x.stages", "other",
]  # fmt: skip


@hypothesis_settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None
)
@given(st.dictionaries(st.sampled_from(KEYS), st.sampled_from(VALUES), max_size=4))
def test_whatever_stands_in_a_file_it_is_read_or_refused(
    tmp_path: Path, entries: dict[str, str]
) -> None:
    text = "".join(f"{key} = {value}\n" for key, value in entries.items())
    try:
        found: object = loaded(tmp_path, 'dependencies.a.check = "rich"\n' + text)
    except ConfigError as error:
        found = error

    assert isinstance(found, (Configuration, ConfigError))


def test_a_working_directory_that_is_gone_is_one_clear_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()

    with pytest.raises(ConfigError, match="the working directory does not exist any more"):
        load(environment={})
