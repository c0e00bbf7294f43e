"""Files are written whole, or not at all."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from healthcheck.files import replace


def test_a_file_is_written_and_nothing_lies_beside_it(tmp_path: Path) -> None:
    replace(tmp_path / "report", "one\ntwo\n")

    assert (tmp_path / "report").read_bytes() == b"one\ntwo\n"
    assert [each.name for each in tmp_path.iterdir()] == ["report"]


def test_a_file_that_is_replaced_keeps_its_rights(tmp_path: Path) -> None:
    file = tmp_path / "report"
    file.write_text("old")
    file.chmod(0o640)

    replace(file, "new")

    assert file.read_text() == "new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_a_new_file_has_the_rights_of_any_other(tmp_path: Path) -> None:
    replace(tmp_path / "report", "new")
    (tmp_path / "other").write_text("other")

    assert (tmp_path / "report").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "file")

    replace(tmp_path / "link", "text")

    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_text() == "text"


def test_what_cannot_be_written_leaves_the_old_and_nothing_beside_it(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    file = tmp_path / "file"
    file.write_text("old")

    with pytest.raises(IsADirectoryError):
        replace(folder, "new")
    with pytest.raises(TypeError):
        replace(file, None)  # type: ignore[arg-type]  # that is what is tried

    assert file.read_text() == "old"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["file", "folder"]


def test_a_stream_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    where = tmp_path / "out"
    script = "from pathlib import Path; from healthcheck.files import replace; "
    script += "replace(Path('/dev/stdout'), 'text')"
    with where.open("w") as stream:
        before = os.fstat(stream.fileno()).st_ino
        subprocess.run([sys.executable, "-c", script], stdout=stream, check=True)
    piped = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)

    assert where.read_text() == "text"
    assert where.stat().st_ino == before
    assert piped.stdout == b"text"


def test_a_device_takes_it_and_stays_one() -> None:
    replace(Path(os.devnull), "text")

    assert Path(os.devnull).is_char_device()


def test_what_utf8_cannot_say_is_replaced(tmp_path: Path) -> None:
    replace(tmp_path / "report", "a \udcff b")

    assert (tmp_path / "report").read_text("utf-8") == "a ? b"
