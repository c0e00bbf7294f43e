"""Exceptions to fault rows: by class and identity, through groups, causes and contexts."""

import errno
import os
import socket
import ssl
import sys
from collections.abc import Callable

import pytest

from healthcheck import Fault
from healthcheck.faults import (
    COMMON,
    Exited,
    chain,
    match,
    named,
    out_of_time,
    resolve,
    surviving,
    text_of,
    witness,
)


class Outer(Exception):  # noqa: N818 - it stands outside of another
    pass


class Inner(Outer):
    pass


HERE = __name__
OUTER = Fault(f"{HERE}.Outer", "reachable", "outer")
INNER = Fault(f"{HERE}.Inner", "reachable", "inner")
WORDY = Fault(f"{HERE}.Outer", "reachable", "wordy", text="no room|full")


def raised(act: Callable[[], object]) -> BaseException:
    try:
        act()
    except BaseException as error:  # noqa: BLE001 - any error is what is asked for
        return error
    raise AssertionError("nothing was raised")


def caused() -> None:
    raise Outer("outer") from OSError("cause")


def in_context() -> None:
    try:
        raise ConnectionRefusedError(111, "no")
    except OSError:
        raise Outer("outer")  # noqa: B904 - the implicit context is the point


def suppressed() -> None:
    try:
        raise ConnectionRefusedError(111, "no")
    except OSError:
        raise Outer("outer") from None


def grouped() -> None:
    raise BaseExceptionGroup(
        "several", [Outer("one"), KeyboardInterrupt(), ExceptionGroup("deep", [OSError("two")])]
    )


@pytest.mark.parametrize(
    ("act", "names"),
    [
        (caused, ["Outer", "OSError"]),
        (in_context, ["Outer", "ConnectionRefusedError"]),
        (suppressed, ["Outer", "ConnectionRefusedError"]),
        (
            grouped,
            ["BaseExceptionGroup", "Outer", "KeyboardInterrupt", "ExceptionGroup", "OSError"],
        ),
    ],
)
def test_the_chain_looks_through_everything(act: Callable[[], object], names: list[str]) -> None:
    error = raised(act)

    assert [type(each).__name__ for each in chain(error)] == names


def test_a_chain_that_bites_its_tail_ends() -> None:
    error = Outer("a")
    error.__cause__ = Inner("b")
    error.__cause__.__context__ = error

    assert len(list(chain(error))) == 2


def test_a_class_is_found_by_its_full_name_among_the_loaded_modules() -> None:
    assert resolve(f"{HERE}.Outer") is Outer


@pytest.mark.parametrize(
    "name", ["no.such.Module", f"{HERE}.Missing", f"{HERE}.HERE", "Bare", "builtins.print"]
)
def test_what_is_no_loaded_class_resolves_to_nothing(name: str) -> None:
    assert resolve(name) is None


def test_an_alias_of_a_class_is_the_class(monkeypatch: pytest.MonkeyPatch) -> None:
    # asyncpg.InvalidPasswordError is asyncpg.exceptions.InvalidPasswordError
    monkeypatch.setattr(sys.modules[__name__], "Alias", Outer, raising=False)
    row = Fault(f"{HERE}.Alias", "authenticated", "wrong-password")

    assert match(Outer("no"), [row]) is row


def test_the_most_specific_class_wins_whatever_the_order_of_the_rows() -> None:
    assert match(Inner("x"), [OUTER, INNER]) is INNER


def test_a_subclass_without_a_row_is_its_parent() -> None:
    assert match(Inner("x"), [OUTER]) is OUTER


def test_a_row_with_a_text_needs_it() -> None:
    assert match(Outer("there is no room"), [WORDY, OUTER]) is WORDY
    assert match(Outer("something else"), [WORDY, OUTER]) is OUTER
    assert match(Outer("something else"), [WORDY]) is None


def test_the_outermost_error_that_has_a_row_speaks() -> None:
    assert match(raised(caused), [OUTER, *COMMON]) is OUTER


@pytest.mark.parametrize("act", [in_context, suppressed])
def test_a_context_speaks_where_the_error_itself_has_no_row(act: Callable[[], object]) -> None:
    row = match(raised(act), COMMON)

    assert row is not None
    assert row.code == "refused"


def many(*numbers: int) -> OSError:
    # asyncio 3.11, for a name with several addresses
    said = ", ".join(f"[Errno {each}] Connect call failed ('::1', 1)" for each in numbers)
    return OSError(f"Multiple exceptions: {said}")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (socket.gaierror(-2, "Name or service not known"), "name-not-found"),
        (ConnectionRefusedError(errno.ECONNREFUSED, "no"), "refused"),
        (many(111, 111), "refused"),
        (many(99, 111), "refused"),
        (many(101, 101), "unreachable"),
        (OSError(errno.EHOSTUNREACH, os.strerror(errno.EHOSTUNREACH)), "unreachable"),
        (OSError(errno.ENETUNREACH, os.strerror(errno.ENETUNREACH)), "unreachable"),
        (ConnectionResetError(errno.ECONNRESET, "reset"), "reset"),
        (ConnectionAbortedError(errno.ECONNABORTED, "aborted"), "reset"),
        (BrokenPipeError(errno.EPIPE, "pipe"), "reset"),
        (EOFError("cut"), "reset"),
        (ssl.SSLCertVerificationError(1, "certificate verify failed"), "certificate"),
        (ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong version"), "tls-unexpected"),
        (ssl.SSLEOFError(8, "EOF occurred in violation of protocol"), "reset"),
        (ssl.SSLError(1, "[SSL: SSLV3_ALERT_BAD_CERTIFICATE]"), "certificate"),
        (ExceptionGroup("two addresses", [ConnectionRefusedError(111, "no")]), "refused"),
    ],
    ids=repr,
)
def test_what_every_network_does_has_a_common_row(error: BaseException, code: str) -> None:
    row = match(error, COMMON)

    assert row is not None
    assert row.code == code


@pytest.mark.parametrize(
    "error", [OSError(errno.ENOSPC, "no space"), ValueError("x"), PermissionError(13, "no")]
)
def test_what_no_row_knows_matches_none(error: BaseException) -> None:
    assert match(error, COMMON) is None


def test_every_common_row_resolves() -> None:
    assert [row.error for row in COMMON if resolve(row.error) is None] == []


def test_a_library_s_own_time_out_counts_however_deep() -> None:
    error = Outer("gave up")
    error.__context__ = TimeoutError()

    assert out_of_time(error)
    assert not out_of_time(Outer("gave up"))


def test_an_error_s_text_is_its_first_line_or_the_name_of_its_class() -> None:
    assert text_of(Outer("\n first\nsecond")) == "first"
    assert text_of(Outer()) == "Outer"


def test_an_unknown_error_is_named_with_its_class() -> None:
    assert named(Outer("first\nsecond")) == "Outer: first"
    assert named(Outer()) == "Outer"


def test_a_library_s_exit_is_an_error() -> None:
    with pytest.raises(Exited, match="exit with 0"), surviving():
        sys.exit(0)


def test_every_other_error_survives_as_it_is() -> None:
    with pytest.raises(Outer), surviving():
        raise Outer


def test_of_a_chain_the_error_that_the_row_matched_is_its_witness() -> None:
    error = raised(caused)

    assert match(error, COMMON[3:]) is None
    assert witness(error, Fault("builtins.OSError", "reachable", "x")) is error.__cause__
    assert witness(error, OUTER) is error
    assert witness(error, WORDY) is error


def test_where_in_python_s_source_tls_failed_helps_nobody() -> None:
    error = ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1006)")

    assert text_of(error).endswith("wrong version number")


def test_a_host_that_no_name_could_be_is_not_found() -> None:
    row = match(raised(lambda: ("x" * 64 + ".test").encode("idna")), COMMON)

    assert row is not None
    assert row.code == "name-not-found"
