"""The engine around a step: which are asked, limits, skipping, catching, and the connection."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from healthcheck import (
    Check,
    Code,
    Fault,
    Finding,
    Greeting,
    Manner,
    Outcome,
    Probe,
    Secret,
    Status,
    stranger,
)
from healthcheck.dependency import Setting
from tests.toys import (
    GREETING,
    Lines,
    Place,
    Talk,
    asked,
    bare,
    closed_port,
    examined,
    lines,
    resetting,
    saying,
    server,
    silent,
    told,
)

WORLD = saying(b"world\n")
ENGINE_TAKES = 4.5
"""Seconds, generous: a look, the grace and the goodbye, which are over 1 s, on a loaded machine."""


async def for_ever() -> None:
    await asyncio.get_running_loop().create_future()


Act = Callable[[Probe[Place]], Awaitable[None]]


def steps(check: Check[Place, None], **acts: Act) -> None:
    """Declares steps by their names and what each does."""
    for name, act in acts.items():

        async def step(client: None, probe: Probe[Place], act: Act = act) -> None:
            await act(probe)

        step.__name__ = name
        check.step(limit=0.1)(step)


async def fine(probe: Probe[Place]) -> None:
    pass


async def failing(probe: Probe[Place]) -> None:
    probe.fail("full", "there is no room", hint="make room")


async def warning(probe: Probe[Place]) -> None:
    probe.warn("tight", "little room", hint="make room")


async def unsupported(probe: Probe[Place]) -> None:
    probe.unsupported("too old")


async def hanging(probe: Probe[Place]) -> None:
    await for_ever()


async def breaking(probe: Probe[Place]) -> None:
    raise LookupError("no such thing\nsecond line")


def raising(error: BaseException) -> Act:
    async def act(probe: Probe[Place]) -> None:
        raise error

    return act


def step(outcome: Outcome, name: str) -> Finding:
    finding = outcome.find(name)
    assert finding is not None
    return finding


def at(talk: Talk, check: Check[Place, Lines], **options: object) -> Outcome:
    """The outcome of a check at a server of that kind."""

    async def ask() -> Outcome:
        async with server(talk) as port:
            return await examined(check, Place(port=port), **options)  # type: ignore[arg-type]  # passed on

    return asyncio.run(ask())


# What a server does


def test_a_server_that_answers_is_ok() -> None:
    outcome = at(WORLD, lines())

    assert told(outcome) == {"configured": "ok", "reachable": "ok"}
    assert outcome.status is Status.OK
    assert outcome.address.startswith("127.0.0.1:")


def test_a_port_that_nobody_listens_on_refuses() -> None:
    outcome = asyncio.run(examined(lines(), Place(port=closed_port())))
    finding = step(outcome, "reachable")

    assert (finding.code, finding.manner, finding.passing) == ("toy.refused", Manner.REFUSES, True)
    assert finding.hint


def test_a_name_that_does_not_resolve_is_not_found() -> None:
    outcome = asyncio.run(examined(lines(limit=5), Place(host="no-such-host.invalid"), timeout=5))

    assert told(outcome)["reachable"] == "toy.name-not-found"


def test_a_server_that_accepts_and_says_nothing_is_silent() -> None:
    finding = step(at(silent, lines()), "reachable")

    assert (finding.code, finding.manner) == ("toy.silent", Manner.SILENT)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux counts bytes")
def test_a_server_that_drips_is_slow_not_silent() -> None:
    finding = step(at(saying(b"w"), lines()), "reachable")

    assert (finding.code, finding.manner) == ("toy.slow", Manner.SLOW)


def test_a_server_that_resets_is_reset() -> None:
    assert told(at(resetting, lines()))["reachable"] == "toy.reset"


def test_another_service_is_told_by_name() -> None:
    outcome = at(saying(b"HTTP/1.1 400 Bad Request\r\n"), lines())
    finding = step(outcome, "reachable")

    assert finding.code == "toy.other-service"
    assert finding.summary == f"{outcome.address} is answered by a web server, not by toy"


def test_a_stranger_that_waits_for_more_looks_silent_and_is_recognised_all_the_same() -> None:
    # as a Valkey that is asked in PostgreSQL's protocol
    greeting = Greeting("Valkey", b"PING\r\n", rb"^\+PONG")

    async def valkey(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            if line == b"PING\r\n":
                writer.write(b"+PONG\r\n")

    outcome = at(valkey, lines(), greetings=lambda: [greeting])

    finding = step(outcome, "reachable")
    assert "is answered by Valkey, not by toy" in finding.summary
    assert finding.manner is Manner.SILENT  # which is what a request would meet


def test_a_check_that_speaks_http2_itself_does_not_take_a_hanging_server_for_a_stranger() -> None:
    own = Greeting("toy", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", rb"^never$")
    settings = saying(b"\0\0\0\4\0\0\0\0\0", first=True)

    stuck = step(at(settings, lines(greeting=own)), "reachable")
    stranger_to_it = step(at(settings, lines()), "reachable")

    assert stuck.code == "toy.slow"
    assert stranger_to_it.code == "toy.other-service"


def test_a_service_that_is_the_right_one_keeps_its_own_fault() -> None:
    talks: list[Talk] = [resetting]

    async def moody(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await (talks.pop() if talks else WORLD)(reader, writer)

    outcome = at(moody, lines(service="the toy"), greetings=lambda: [GREETING])

    assert told(outcome)["reachable"] == "toy.reset"


def test_a_server_that_expects_tls_is_told_so() -> None:
    alert = b"\x15\x03\x01\x00\x02\x02\x0a\n"
    outcome = at(saying(alert), lines())

    assert told(outcome)["reachable"] == "toy.tls-expected"
    assert stranger.TLS not in step(outcome, "reachable").summary


class Encrypted(Place):
    @property
    def encrypts(self) -> bool:
        return True


def test_a_server_that_expects_tls_and_gets_it_keeps_its_own_fault() -> None:
    async def ask() -> Outcome:
        async with server(saying(b"\x15\x03\x01\x00\x02\x02\x0a\n")) as port:
            return await examined(lines(), Encrypted(port=port))

    assert told(asyncio.run(ask()))["reachable"] == "toy.other-service"


# Which steps are asked


def test_a_step_after_a_failed_one_is_skipped_after_it() -> None:
    check = bare()
    steps(check, reachable=failing, writable=fine)

    assert told(asked(check)) == {
        "configured": "ok",
        "reachable": "toy.full",
        "writable": "after:reachable",
    }


def test_a_chain_of_skipped_steps_names_the_one_that_failed() -> None:
    check = bare()
    steps(check, reachable=failing, middle=fine)

    @check.step(after=["middle"])
    async def last(client: None, probe: Probe[Place]) -> None: ...

    assert told(asked(check))["last"] == "after:reachable"


@pytest.mark.parametrize("act", [warning, unsupported, breaking])
def test_a_step_after_one_that_did_not_fail_is_asked(
    act: Act,
) -> None:
    check = bare()
    steps(check, reachable=act, writable=fine)

    assert told(asked(check))["writable"] == "ok"


def test_a_step_that_writes_is_asked_only_where_it_may() -> None:
    check = bare()

    @check.step(writes=True)
    async def scratch(client: None, probe: Probe[Place]) -> None: ...

    assert told(asked(check))["scratch"] == "writes"
    assert told(asked(check, writing=True))["scratch"] == "ok"
    assert told(asked(check, writing=True, writes=False))["scratch"] == "writes"
    assert step(asked(check), "scratch").writes


def test_what_a_named_step_comes_after_is_asked_and_the_others_are_not() -> None:
    check = bare()
    steps(check, reachable=fine, other=failing, writable=fine)

    assert told(asked(check, "writable")) == {
        "configured": "ok",
        "reachable": "ok",
        "other": "unselected",
        "writable": "ok",
    }


def test_offline_steps_are_asked_first_and_even_where_connecting_fails() -> None:
    order: list[str] = []

    @Check("toy", Place).connect
    async def check(target: Place) -> AsyncIterator[None]:
        order.append("connect")
        raise ConnectionRefusedError
        yield None

    steps(check, reachable=fine)

    @check.offline
    async def settings(probe: Probe[Place]) -> None:
        order.append("settings")

    outcome = asked(check)

    assert order == ["settings", "connect"]
    assert told(outcome)["settings"] == "ok"
    assert told(outcome)["reachable"] == "toy.refused"


def test_a_step_that_waits_for_others_is_asked_last_and_told_in_its_place() -> None:
    order: list[str] = []

    @Check("toy", Place).connect
    async def check(target: Place) -> AsyncIterator[None]:
        yield None

    @check.step(last=True)
    async def compared(client: None, probe: Probe[Place]) -> None:
        order.append("compared")

    @check.step
    async def reachable(client: None, probe: Probe[Place]) -> None:
        order.append("reachable")

    outcome = asked(check)

    assert order == ["reachable", "compared"]
    assert list(told(outcome)) == ["configured", "compared", "reachable"]


def test_a_check_that_connects_to_nothing_has_offline_steps_only() -> None:
    check: Check[Place, None] = Check("disk", Place)

    @check.offline
    async def space(probe: Probe[Place]) -> None:
        probe.fail("full", "no room", hint="make room")

    assert told(asked(check)) == {"configured": "ok", "space": "disk.full"}


@pytest.mark.parametrize("status", [Status.FAIL, Status.UNKNOWN])
def test_nothing_is_asked_where_the_settings_forbid_it(status: Status) -> None:
    check = bare()
    steps(check, reachable=failing)
    problem = Finding(step="configured", status=status, code="config.bad", hint="mend it")

    outcome = asked(check, problems=(problem,))

    assert told(outcome) == {"configured": "config.bad", "reachable": "after:configured"}


def test_a_suspicion_about_the_settings_never_stops_the_probing() -> None:
    check = bare()
    steps(check, reachable=fine)
    problem = Finding(step="configured", status=Status.WARN, code="config.same")

    outcome = asked(check, problems=(problem,))

    assert told(outcome) == {"configured": "config.same", "reachable": "ok"}
    assert outcome.status is Status.WARN


def test_the_origins_of_the_settings_are_the_evidence_of_configured() -> None:
    settings = (Setting(key="port", shown="1", origin="PORT (environment)"),)

    outcome = asked(bare(), settings=settings)

    assert step(outcome, "configured").evidence == {"port": "PORT (environment)"}


# How a step ends


def test_an_error_that_nobody_knows_is_unknown_and_says_so() -> None:
    check = bare()
    steps(check, reachable=breaking)
    finding = step(asked(check), "reachable")

    assert (finding.status, finding.code) == (Status.UNKNOWN, "internal.unrecognised")
    assert finding.summary.endswith("LookupError: no such thing")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (asyncio.CancelledError(), "internal.cancelled"),
        (SystemExit(0), "internal.unrecognised"),
        (GeneratorExit(), "internal.unrecognised"),
    ],
    ids=repr,
)
def test_a_library_s_ways_to_leave_are_unknown_and_end_nothing_else(
    error: BaseException, code: str
) -> None:
    check = bare()
    steps(check, reachable=raising(error), writable=fine)

    assert told(asked(check)) == {"configured": "ok", "reachable": code, "writable": "ok"}


def test_connecting_that_cancels_itself_is_unknown_and_what_follows_was_not_asked() -> None:
    @Check("toy", Place).connect
    async def check(target: Place) -> AsyncIterator[None]:
        raise asyncio.CancelledError
        yield None

    steps(check, reachable=fine, writable=fine)

    assert told(asked(check)) == {
        "configured": "ok",
        "reachable": "internal.cancelled",
        "writable": "internal.no-connection",
    }


def test_fail_inside_a_task_group_is_a_failure_like_any_other() -> None:
    check = bare()

    async def grouped(probe: Probe[Place]) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(for_ever())
            group.create_task(_coroutine(failing(probe)))

    steps(check, reachable=grouped)

    assert told(asked(check))["reachable"] == "toy.full"


async def _coroutine(work: Awaitable[None]) -> None:
    await work


def test_fail_counts_even_where_the_clean_up_after_it_breaks() -> None:
    check = bare()

    async def untidy(probe: Probe[Place]) -> None:
        try:
            probe.fail("full", "there is no room", hint="make room")
        finally:
            raise ConnectionResetError

    steps(check, reachable=untidy)

    assert told(asked(check))["reachable"] == "toy.full"


def test_warnings_stand_beside_the_failure() -> None:
    check = bare()

    async def both(probe: Probe[Place]) -> None:
        probe.warn("tight", "little room", hint="make room")
        probe.fail("full", "there is no room", hint="make room")

    steps(check, reachable=both)
    finding = step(asked(check), "reachable")

    assert finding.code == "toy.full"
    assert [each.code for each in finding.also] == ["toy.tight"]


@pytest.mark.parametrize(
    ("end", "code"),
    [
        (hanging, "toy.silent"),
        (breaking, "internal.unrecognised"),
        (raising(ConnectionRefusedError()), "toy.refused"),
    ],
)
def test_warnings_stand_beside_every_other_ending_too(end: Act, code: str) -> None:
    check = bare()

    async def both(probe: Probe[Place]) -> None:
        probe.warn("tight", "little room", hint="make room")
        await end(probe)

    steps(check, reachable=both)
    finding = step(asked(check), "reachable")

    assert finding.code == code
    assert [each.code for each in finding.also] == ["toy.tight"]


def test_a_library_s_own_time_out_is_silence_and_after_an_answer_slowness() -> None:
    check = bare()
    steps(check, reachable=raising(TimeoutError()))
    answering = bare()
    steps(answering, reachable=fine, writable=raising(TimeoutError()))

    assert step(asked(check), "reachable").manner is Manner.SILENT
    assert step(asked(answering), "writable").manner is Manner.SLOW


def test_where_the_kernel_cannot_tell_an_earlier_answer_decides() -> None:
    class Nowhere(Place):
        @property
        def peer(self) -> None:
            return None

    check = bare()
    steps(check, early=hanging, reachable=fine, writable=hanging)
    outcome = asyncio.run(examined(check, Nowhere()))

    assert step(outcome, "early").manner is Manner.SILENT
    assert step(outcome, "writable").manner is Manner.SLOW


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux counts bytes")
def test_silence_right_after_an_answer_is_silence() -> None:
    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(b"world\n")
        await reader.read()

    check = lines()

    @check.step(limit=0.1)
    async def writable(client: Lines, probe: Probe[Place]) -> None:
        client[1].write(b"hello\n")
        await client[0].readline()

    assert step(at(once, check), "writable").manner is Manner.SILENT


def test_seconds_and_evidence_are_the_step_s_whatever_its_end() -> None:
    check = bare()

    async def both(probe: Probe[Place]) -> None:
        probe.evidence(used=9)
        await for_ever()

    steps(check, reachable=both)
    finding = step(asked(check), "reachable")

    assert finding.evidence == {"used": 9}
    assert finding.seconds >= 0.1


# Limits


def test_a_step_that_was_never_reached_is_unknown_for_want_of_time() -> None:
    check = bare()

    @check.step(after=[], limit=5)
    async def slow(client: None, probe: Probe[Place]) -> None:
        await for_ever()

    @check.step(after=[])
    async def late(client: None, probe: Probe[Place]) -> None: ...

    outcome = asked(check, timeout=0.1)

    assert told(outcome)["late"] == "internal.no-time"
    assert "the 0.1 s for this dependency" in step(outcome, "late").summary
    assert outcome.seconds < ENGINE_TAKES  # the step's own limit is 5 s


@pytest.mark.parametrize("ending", [raising(TimeoutError()), hanging])
def test_what_a_step_does_not_do_in_the_moment_left_to_it_says_nothing_of_it(ending: Act) -> None:
    check = bare()

    @check.step(after=[], limit=5)
    async def long(client: None, probe: Probe[Place]) -> None:
        await asyncio.wait([asyncio.Future()], timeout=2.6)

    @check.step(after=[])
    async def short(client: None, probe: Probe[Place]) -> None:
        await ending(probe)

    outcome = asked(check, timeout=3.0)

    assert told(outcome) == {"configured": "ok", "long": "ok", "short": "internal.no-time"}
    assert "that the steps before it left" in step(outcome, "short").summary


def test_a_step_that_outlives_its_cancellation_is_abandoned_and_noted() -> None:
    check = bare()

    async def stubborn(probe: Probe[Place]) -> None:
        try:
            await for_ever()
        finally:
            await for_ever()

    steps(check, reachable=stubborn)
    outcome = asked(check)

    assert outcome.notes == ("reachable outlived its cancellation and was abandoned",)
    assert outcome.seconds < ENGINE_TAKES


def test_connecting_is_charged_to_the_first_step() -> None:
    @Check("toy", Place).connect
    async def check(target: Place) -> AsyncIterator[None]:
        await for_ever()
        yield None

    steps(check, reachable=fine)
    finding = step(asked(check), "reachable")

    assert finding.code == "toy.silent"
    assert finding.seconds >= 0.1


# Fault rows


def test_a_row_for_the_step_asked_speaks_with_the_check_s_words() -> None:
    check = bare(
        codes=[Code("full", "No room.", "Make room.", passing=True)],
        faults=[Fault("builtins.LookupError", "reachable", "full", "{address} is full: {text}")],
    )
    steps(check, reachable=breaking)
    finding = step(asked(check), "reachable")

    assert finding.summary == "127.0.0.1:1 is full: no such thing"
    assert (finding.hint, finding.passing) == ("Make room.", True)


def test_a_row_may_say_more_than_its_code() -> None:
    row = Fault(
        "builtins.LookupError", "reachable", "odd", hint="look", manner="blocks", passing=True
    )
    check = bare(faults=[row])
    steps(check, reachable=breaking)
    finding = step(asked(check), "reachable")

    assert (finding.summary, finding.hint) == ("no such thing", "look")
    assert (finding.manner, finding.passing) == (Manner.BLOCKS, True)


def test_a_row_without_any_hint_has_its_summary_for_one() -> None:
    check = bare(faults=[Fault("builtins.LookupError", "reachable", "odd", "it is odd")])
    steps(check, reachable=breaking)
    finding = step(asked(check), "reachable")

    assert (finding.hint, finding.passing) == ("it is odd", False)


def test_a_check_s_own_rows_go_before_the_common_ones() -> None:
    check = bare(faults=[Fault("builtins.OSError", "reachable", "odd", "it is odd")])
    steps(check, reachable=raising(ConnectionRefusedError()))

    assert told(asked(check))["reachable"] == "toy.odd"


def keyed(*, connecting: bool, proves: tuple[str, ...] = ()) -> Check[Place, None]:
    """A check whose server wants a password, and says so when connecting, or when first asked."""
    row = Fault("builtins.PermissionError", "authenticated", "wrong-password", proves=proves)

    @Check("toy", Place, faults=[row]).connect
    async def check(target: Place) -> AsyncIterator[None]:
        if connecting:
            raise PermissionError("go away")
        yield None

    async def first(probe: Probe[Place]) -> None:
        probe.warn("tight", "little room", hint="make room")
        raise PermissionError("go away")

    steps(check, reachable=first, middle=fine, other=fine, authenticated=fine, writable=fine)
    return check


@pytest.mark.parametrize("connecting", [True, False], ids=["connecting", "the first step"])
def test_a_later_step_s_fault_proves_the_step_asked_and_fails_the_later_one(
    connecting: bool,
) -> None:
    outcome = asked(keyed(connecting=connecting, proves=("middle",)))

    assert told(outcome) == {
        "configured": "ok",
        "reachable": "ok" if connecting else "toy.tight",
        "middle": "ok",
        "other": "internal.no-connection",
        "authenticated": "toy.wrong-password",
        "writable": "after:authenticated",
    }


def test_what_a_fault_proves_does_not_replace_what_was_found_before() -> None:
    row = Fault("builtins.PermissionError", "last", "no", "no", "hint", proves=("reachable",))
    check = bare(faults=[row])
    steps(check, reachable=warning, middle=raising(PermissionError()), last=fine)

    assert told(asked(check)) == {
        "configured": "ok",
        "reachable": "toy.tight",
        "middle": "ok",
        "last": "toy.no",
    }


def test_a_later_step_that_was_not_selected_stays_unselected() -> None:
    assert told(asked(keyed(connecting=True), "reachable")) == {
        "configured": "ok",
        "reachable": "ok",
        "middle": "unselected",
        "other": "unselected",
        "authenticated": "unselected",
        "writable": "unselected",
    }


def test_a_later_step_that_writes_is_shown_as_one() -> None:
    row = Fault("builtins.PermissionError", "scratch", "no", "no", "hint")
    check = bare(faults=[row])
    steps(check, reachable=raising(PermissionError()))

    @check.step(writes=True)
    async def scratch(client: None, probe: Probe[Place]) -> None: ...

    finding = step(asked(check, writing=True), "scratch")

    assert (finding.code, finding.writes) == ("toy.no", True)


def test_an_earlier_step_s_fault_stands_where_it_was_met() -> None:
    check = bare()
    steps(check, reachable=fine, writable=raising(ConnectionResetError()))

    assert told(asked(check)) == {
        "configured": "ok",
        "reachable": "ok",
        "writable": "toy.reset",
    }


# The connection


def test_a_goodbye_that_fails_is_a_note_and_never_a_finding() -> None:
    @Check("toy", Place).connect
    async def check(target: Place) -> AsyncIterator[None]:
        yield None
        raise OSError(f"no goodbye to {target.password.reveal()}")

    steps(check, reachable=fine)
    outcome = asyncio.run(examined(check, Place(password=Secret("hunter2hunter2"))))

    assert outcome.status is Status.OK
    assert outcome.notes == ("closing the connection failed: OSError: no goodbye to ***",)


def test_the_probe_leaves_no_connection_behind() -> None:
    open_now: set[int] = set()
    ever: list[int] = []

    async def counting(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        me = id(writer)
        open_now.add(me)
        ever.append(me)
        while await reader.readline():
            writer.write(b"world\n")
        open_now.discard(me)
        if not open_now:
            all_gone.set()

    all_gone = asyncio.Event()
    check = lines()

    @check.step
    async def writable(client: Lines, probe: Probe[Place]) -> None: ...

    async def ask() -> None:
        async with server(counting) as port:
            await examined(check, Place(port=port))
            await all_gone.wait()

    asyncio.run(ask())

    assert len(ever) == 1


# Secrets

LOUD = "hunter2/hunter2"


def leaking() -> Check[Place, None]:
    """A check that gives its password away in every way it can."""
    row = Fault("builtins.PermissionError", "second", "denied", "denied: {text}", "hint")
    check = bare(faults=[row])

    async def evidence(probe: Probe[Place]) -> None:
        word = probe.target.password.reveal()
        probe.evidence(url=f"toy://u:{word}@h", deep=[{"a": word}], secret=probe.target.password)
        probe.warn("loud", f"it is {word}", hint=f"say {word}")
        probe.fail("loud", f"it is {word}", hint=f"say {word}")

    async def error(probe: Probe[Place]) -> None:
        raise PermissionError(f"toy://u:{probe.target.password.reveal()}@h")

    async def strange(probe: Probe[Place]) -> None:
        raise LookupError(f"toy://u:{probe.target.password.reveal()}@h")

    for name, act in {"first": evidence, "second": error, "third": strange}.items():
        steps(check, **{name: act})
    return check


@pytest.mark.parametrize(
    ("error", "summary"),
    [
        (PermissionError("Sesame, opening"), "denied: ***, opening"),
        (LookupError("no Sesame"), "an error that no check knows: LookupError: no ***"),
    ],
    ids=["with a row", "without"],
)
def test_even_a_password_that_is_a_word_is_hidden_in_what_a_library_says(
    error: Exception, summary: str
) -> None:
    row = Fault("builtins.PermissionError", "reachable", "denied", "denied: {text}", "hint")
    check = bare(faults=[row])
    steps(check, reachable=raising(error))
    outcome = asyncio.run(examined(check, Place(password=Secret("Sesame"))))

    assert step(outcome, "reachable").summary == summary


def test_a_secret_comes_out_nowhere() -> None:
    outcome = asyncio.run(examined(leaking(), Place(password=Secret(LOUD))))
    shown = json.dumps([repr(each) for each in outcome.findings])

    assert [each.code for each in outcome.findings][1:] == [
        "toy.loud",
        "toy.denied",
        "internal.unrecognised",
    ]
    assert LOUD not in shown
    assert shown.count("***") >= 9


def test_an_offline_step_that_takes_too_long_is_no_silence_of_a_server() -> None:
    check = bare()

    @check.offline
    async def disk(probe: Probe[Place]) -> None:
        await asyncio.sleep(9)

    finding = asked(check, timeout=0.1).find("disk")

    assert finding is not None
    assert (finding.status, finding.code) == (Status.UNKNOWN, "internal.no-time")


def test_a_longer_timeout_gives_a_step_more_time() -> None:
    check = bare()

    @check.step(limit=0.05)
    async def reachable(client: None, probe: Probe[Place]) -> None:
        await asyncio.sleep(0.3)

    assert told(asked(check, timeout=5))["reachable"] == "toy.silent"
    assert told(asked(check, timeout=500))["reachable"] == "ok"
