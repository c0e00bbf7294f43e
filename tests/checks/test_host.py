"""This machine's directories, real ones; what a file system does only when it breaks is told to
the check as a literal."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from checks.host import HostTarget, Space, host
from checks.host.looking import Sight, State, look
from checks.host.steps import machine
from healthcheck import Check, Malformed, Outcome
from tests.ask import ask

GB = 10**9
NOBODY = 65534


def ask_for(*paths: Path | str, check: Check[HostTarget, None] = host, **needs: str) -> Outcome:
    spaces = {name: Space.parse(text) for name, text in {"low": "0 MB", **needs}.items()}
    return ask(check, HostTarget(paths=tuple(map(str, paths)), **spaces))


def codes(outcome: Outcome) -> dict[str, str]:
    """What there is to say, by step."""
    return {each.step: each.code for each in outcome.findings if each.code}


def seen(state: State, **options: object) -> Check[HostTarget, None]:
    """The check of a machine where every directory is like that."""

    def told(path: str) -> Sight:
        given: dict[str, object] = {"place": path, "total": 9 * GB, "free": GB, **options}
        return Sight(path=path, state=state, **given)  # type: ignore[arg-type]  # as they are named there

    return machine(told)


@contextmanager
def nobody() -> Iterator[None]:
    """As root: meanwhile as somebody who may do nothing; others stay who they are."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(before)


def test_a_directory_that_can_be_written_to_is_fine(tmp_path: Path) -> None:
    outcome = ask_for(tmp_path)

    assert codes(outcome) == {}
    found = outcome.find("directories")
    assert found
    assert found.evidence == {"directories": {str(tmp_path): "writable"}}


def test_a_directory_that_is_not_there_yet_is_made_by_who_writes(tmp_path: Path) -> None:
    outcome = ask_for(tmp_path / "runs" / "today")
    found = outcome.find("directories")

    assert codes(outcome) == {}
    assert found
    assert "would be created" in str(found.evidence)


def test_a_path_of_a_container_is_not_asked_here() -> None:
    outcome = ask_for("/such-a-folder-is-not-here/output", "relative/output")

    assert [each.because for each in outcome.findings[1:]] == ["unsupported", "unsupported"]


def test_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "output").write_text("")

    outcome = ask_for(tmp_path / "output" / "runs")

    assert codes(outcome) == {"directories": "host.not-a-directory"}


def test_a_disk_without_the_room_that_a_job_needs_fails(tmp_path: Path) -> None:
    assert codes(ask_for(tmp_path, free="100%")) == {"disk": "host.full"}
    assert codes(ask_for(tmp_path, free="900 TB")) == {"disk": "host.full"}


def test_a_disk_with_little_room_deserves_a_look(tmp_path: Path) -> None:
    outcome = ask_for(tmp_path, low="100%")

    assert codes(outcome) == {"disk": "host.nearly-full"}
    assert outcome.status == "warn"


def test_what_its_owner_may_not_write_to_fails() -> None:
    with TemporaryDirectory() as closed:
        os.chmod(closed, 0o500)
        if os.geteuid() == 0:
            os.chown(closed, NOBODY, -1)
        with nobody():
            sight = look(closed)
    outcome = ask_for(closed, check=seen(sight.state, ours=sight.ours))

    assert (sight.state, sight.ours) == (State.CLOSED, True)
    assert codes(outcome) == {"directories": "host.no-permission"}
    assert outcome.status == "fail"


def test_what_somebody_else_owns_may_be_the_platforms() -> None:
    with nobody():
        sight = look("/usr/output")
    outcome = ask_for("/usr/output", check=seen(sight.state, ours=sight.ours))

    assert (sight.state, sight.place, sight.ours) == (State.CLOSED, "/usr", False)
    assert codes(outcome) == {"directories": "host.no-permission"}
    assert outcome.status == "unknown"


def test_what_fails_for_certain_speaks_before_what_is_open(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    def told(path: str) -> Sight:
        return look(path) if "file" in path else Sight(path=path, state=State.CLOSED, free=GB)

    outcome = ask_for("/somewhere", tmp_path / "file", check=machine(told))

    assert codes(outcome) == {"directories": "host.not-a-directory"}


def test_a_file_system_without_inodes_is_full_with_room_left() -> None:
    check = seen(State.WRITABLE, inodes_free=0)

    assert codes(ask_for("/data", check=check)) == {"disk": "host.no-inodes"}


def test_a_file_system_that_counts_no_inodes_has_them() -> None:
    check = seen(State.WRITABLE, inodes_free=None)

    assert codes(ask_for("/data", check=check)) == {}


def test_a_file_system_that_is_mounted_read_only_fails() -> None:
    assert codes(ask_for("/data", check=seen(State.READ_ONLY))) == {"directories": "host.read-only"}


def test_where_windows_does_not_tell_it_is_not_claimed() -> None:
    outcome = ask_for("/data", check=seen(State.UNTOLD))
    found = outcome.find("directories")

    assert found
    assert found.because == "unsupported"


def test_a_share_that_does_not_answer_is_silent_and_nobody_waits_for_it(tmp_path: Path) -> None:
    gone = threading.Event()

    def stuck(path: str) -> Sight:
        gone.wait(60)
        return look(path)

    try:
        outcome = ask_for(tmp_path, check=machine(stuck))
    finally:
        gone.set()
    manners = {str(each.manner) for each in outcome.findings[1:]}

    assert codes(outcome) == {"disk": "host.silent", "directories": "host.silent"}
    assert manners == {"silent"}


@pytest.mark.parametrize(
    ("text", "count"),
    [("5 GB", 5e9), ("512MiB", 512 * 2**20), ("10%", 1e8), ("0 B", 0), ("1.5 kb", 1500)],
)
def test_room_is_said_in_bytes_or_as_a_part(text: str, count: float) -> None:
    assert Space.parse(text).of(GB) == count
    assert repr(Space.parse(text)) == text


@pytest.mark.parametrize("text", ["5", "much", "101%", "-1 GB", "5 gigabytes", ""])
def test_what_is_no_room_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        Space.parse(text)
