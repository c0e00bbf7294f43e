"""Which file counts, what it extends, and where each value stands."""

import os
from pathlib import Path
from typing import Any

import pytest

from healthcheck.config import ConfigError
from healthcheck.config.document import find, profiles, read, shown, unknown
from healthcheck.config.tree import Entry

SOME = 'default_operation = "x"\n'
PROJECT = '[tool.healthcheck]\ndefault_operation = "x"\n'


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def value(tree: Any, *keys: str) -> object:
    for key in keys:
        tree = tree[key]
    assert isinstance(tree, Entry)
    return tree.value


def test_the_named_file_counts_before_all_others(tmp_path: Path) -> None:
    named = write(tmp_path / "named.toml", SOME)
    write(tmp_path / "healthcheck.toml", SOME)

    assert find("named.toml", {"HEALTHCHECK_CONFIG": "other.toml"}, tmp_path) == named


def test_then_the_one_in_the_environment(tmp_path: Path) -> None:
    other = write(tmp_path / "other.toml", SOME)
    write(tmp_path / "healthcheck.toml", SOME)

    assert find(None, {"HEALTHCHECK_CONFIG": "other.toml"}, tmp_path) == other


def test_then_the_nearest_upwards_before_any_project_file(tmp_path: Path) -> None:
    nearest = write(tmp_path / "a" / "healthcheck.toml", SOME)
    write(tmp_path / "healthcheck.toml", SOME)
    write(tmp_path / "a" / "b" / "pyproject.toml", PROJECT)

    assert find(None, {}, tmp_path / "a" / "b") == nearest


def test_then_the_nearest_project_file_where_it_configures_us(tmp_path: Path) -> None:
    project = write(tmp_path / "pyproject.toml", PROJECT)
    (tmp_path / "a").mkdir()

    assert find(None, {}, tmp_path / "a") == project


@pytest.mark.parametrize("text", ["[project]\nname = 'x'\n", "tool = 1\n"])
def test_a_nearest_project_file_that_does_not_configure_us_ends_the_search(
    text: str, tmp_path: Path
) -> None:
    write(tmp_path / "pyproject.toml", PROJECT)
    write(tmp_path / "a" / "pyproject.toml", text)

    assert find(None, {}, tmp_path / "a") is None


@pytest.mark.parametrize(
    ("named", "environment", "origin"),
    [("no.toml", {}, "--config"), (None, {"HEALTHCHECK_CONFIG": "no.toml"}, "HEALTHCHECK_CONFIG")],
)
def test_a_named_file_that_is_not_there_is_an_error(
    named: str | None, environment: dict[str, str], origin: str, tmp_path: Path
) -> None:
    with pytest.raises(ConfigError, match=rf"^{origin}: there is no file no\.toml$"):
        find(named, environment, tmp_path)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", '""'),
        (".", "."),
        ("a\nb", r'"a\nb"'),
        ("~nobody-here/h.toml", "~nobody-here/h.toml"),
        ("n" * 300, "n" * 300),
    ],
    ids=["empty", "a folder", "a line break", "nobody's home", "too long"],
)
def test_a_name_of_no_file_is_an_error_of_one_line(name: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        find(name, {}, tmp_path)

    assert str(caught.value) == f"--config: there is no file {said}"


def test_without_a_file_the_shipped_profile_counts(tmp_path: Path) -> None:
    tree = read(None, folder=tmp_path)

    assert value(tree, "default_operation") == "create-training-job"
    assert tree["default_operation"].source.profile


def test_a_file_is_read_with_the_place_of_every_value(tmp_path: Path) -> None:
    path = write(tmp_path / "sub" / "h.toml", '[dependencies.a]\ncheck = "toy"\n')

    tree = read(path, folder=tmp_path)

    assert value(tree, "dependencies", "a", "check") == "toy"
    assert tree["dependencies"]["a"]["check"].source.shown == "sub/h.toml"
    assert tree["dependencies"]["a"]["check"].source.folder == path.parent


def test_a_project_file_is_read_from_its_table(tmp_path: Path) -> None:
    path = write(tmp_path / "pyproject.toml", PROJECT)

    assert value(read(path, folder=tmp_path), "default_operation") == "x"


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = write(tmp_path / "h.toml", "\ufeff" + SOME)

    assert value(read(path, folder=tmp_path), "default_operation") == "x"


def test_tables_are_merged_over_a_profile_and_values_replaced(tmp_path: Path) -> None:
    text = 'extends = "training-platform"\n[dependencies.redis]\nurl = "redis://r"\n'
    tree = read(write(tmp_path / "h.toml", text), folder=tmp_path)

    assert value(tree, "dependencies", "redis", "check") == "redis"
    assert value(tree, "dependencies", "redis", "url") == "redis://r"
    assert "temporal" in tree["dependencies"]
    assert "extends" not in tree


def test_a_file_extends_a_file_beside_itself_not_beside_us(tmp_path: Path) -> None:
    write(tmp_path / "sub" / "base.toml", '[dependencies.a]\ncheck = "toy"\nport = 1\n')
    path = write(tmp_path / "sub" / "h.toml", 'extends = "base.toml"\n[dependencies.a]\nport = 2\n')

    tree = read(path, folder=tmp_path)

    assert value(tree, "dependencies", "a", "port") == 2
    assert tree["dependencies"]["a"]["check"].source.shown == "sub/base.toml"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "h.toml: the file configures nothing"),
        ("a = ", "not valid TOML: Invalid value"),
        ("a = 1\na = 2\n", "not valid TOML: Cannot overwrite a value"),
        ("[a]\n[a]\n", "not valid TOML: Cannot declare"),
        (f"a = {'1' * 5000}\n", "not valid TOML: Exceeds the limit"),
        ("extends = 1\n", "h.toml: extends: expected the name of a profile or a file"),
        ("extends = {a = 1}\n", "h.toml: extends: expected the name of a profile or a file"),
        ('extends = "no.toml"\n', "h.toml: extends: there is no file no.toml"),
        ('extends = "h.toml"\n', "h.toml: extends: a cycle of files"),
        (
            'extends = "training-platfrom"\n',
            'h.toml: extends: unknown profile "training-platfrom"; did you mean',
        ),
    ],
    ids=lambda text: text[:12],
)
def test_a_broken_file_is_an_error_with_file_and_key(
    text: str, sentence: str, tmp_path: Path
) -> None:
    path = write(tmp_path / "h.toml", text)

    with pytest.raises(ConfigError) as caught:
        read(path, folder=tmp_path)

    assert sentence in str(caught.value)
    assert "h.toml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_project_file_whose_table_is_none_is_an_error(tmp_path: Path) -> None:
    path = write(tmp_path / "pyproject.toml", "[tool]\nhealthcheck = 1\n")

    with pytest.raises(ConfigError, match=r"tool\.healthcheck: expected a table"):
        read(path, folder=tmp_path)


def test_a_named_project_file_without_our_table_configures_nothing(tmp_path: Path) -> None:
    path = write(tmp_path / "pyproject.toml", "tool = 1\n")

    with pytest.raises(ConfigError, match="configures nothing"):
        read(path, folder=tmp_path)


def test_a_cycle_through_another_file_is_an_error(tmp_path: Path) -> None:
    write(tmp_path / "b.toml", 'extends = "a.toml"\n')
    path = write(tmp_path / "a.toml", 'extends = "b.toml"\n')

    with pytest.raises(ConfigError, match=r"a\.toml: extends: a cycle"):
        read(path, folder=tmp_path)


def test_what_is_no_utf_8_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "h.toml"
    path.write_bytes(b"a = '\xff'\n")

    with pytest.raises(ConfigError, match="not valid TOML"):
        read(path, folder=tmp_path)


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"^\.: cannot be read: Is a directory$"):
        read(tmp_path, folder=tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read_is_an_error(tmp_path: Path) -> None:
    path = write(tmp_path / "h.toml", SOME)
    path.chmod(0)

    with pytest.raises(ConfigError, match=r"^h\.toml: cannot be read: Permission denied$"):
        read(path, folder=tmp_path)


def test_a_path_is_shown_as_short_as_it_can_be(tmp_path: Path) -> None:
    assert shown(tmp_path / "a" / "b.toml", tmp_path) == f"a{os.sep}b.toml".replace("\\", "/")
    assert shown(Path("/elsewhere/b.toml"), tmp_path) == "/elsewhere/b.toml"


def test_an_unknown_name_comes_with_the_one_that_was_meant_or_with_all() -> None:
    assert str(unknown("key", "urll", ["url", "port"], "f")) == (
        'f: unknown key "urll"; did you mean "url"?'
    )
    assert str(unknown("key", "zzz", ["url", "port"], "f")) == (
        'f: unknown key "zzz"; known: port, url'
    )
    assert str(unknown("key", "URL", ["url"], "f")) == 'f: unknown key "URL"; did you mean "url"?'
    assert str(unknown("key", "zzz", [], "f")) == 'f: unknown key "zzz"; known: none'


def test_the_shipped_profiles_are_known() -> None:
    assert "training-platform" in profiles()
