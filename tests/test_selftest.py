"""`healthcheck selftest`: fakes that do everything wrong, and what is held against a check."""

import asyncio
import gzip
import io
import json
import os
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from healthcheck import Check, Example, Finding, Outcome, Probe, Status, Target, kinds, plugins
from healthcheck.cli import main
from healthcheck.selftest import hostile, serving, trial
from healthcheck.selftest.judging import BOUND, Trial, judged
from healthcheck.selftest.manners import MANNERS, dripping, endless, greeting, saying
from healthcheck.selftest.pointing import example, pointed, untried
from healthcheck.selftest.proxies import no_proxies
from healthcheck.selftest.serving import Talk
from healthcheck.selftest.showing import table
from healthcheck.selftest.trial import common, own
from healthcheck.selftest.web import WEB
from tests.toys import Place, bare, lines

GOOD = Finding(step="reachable", status=Status.OK)
BAD = replace(GOOD, status=Status.FAIL, code="toy.refused", summary="it refuses", hint="Start it.")
OUTCOME = Outcome(dependency="refused", check="toy", findings=(BAD,), seconds=0.1)
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


def meeting(talk: Talk | None, ask: Callable[[Streams], Awaitable[Any]]) -> tuple[Any, int]:
    """What somebody gets of a fake, and how much the fake counted."""

    async def meet() -> tuple[Any, int]:
        async with serving.serving(talk) as fake:
            streams = await asyncio.open_connection(serving.HOST, fake.port)
            try:
                return await asyncio.wait_for(ask(streams), 5), fake.sent
            finally:
                streams[1].transport.abort()

    return asyncio.run(meet())


async def everything(streams: Streams) -> bytes:
    streams[1].write(b"GET /here HTTP/1.1\r\nHost: x\r\n\r\n")
    streams[1].write_eof()
    return await streams[0].read()


async def some(streams: Streams, count: int = 20) -> bytes:
    streams[1].write(b"GET /here HTTP/1.1\r\nHost: x\r\n\r\n")
    return await streams[0].readexactly(count)


def test_a_fake_that_refuses_does_not_even_listen() -> None:
    with pytest.raises(ConnectionRefusedError):
        meeting(None, everything)


def test_a_silent_fake_says_nothing_to_the_end() -> None:
    assert meeting(MANNERS["silent"], everything) == (b"", 0)


@pytest.mark.parametrize("name", ["reset", "reset-when-asked", "closed"])
def test_a_fake_hangs_up(name: str) -> None:
    async def ask(streams: Streams) -> bytes:
        try:
            return await everything(streams)
        except OSError:
            return b""

    assert meeting(MANNERS[name], ask)[0] == b""


def test_a_fake_that_closes_when_asked_does_so_without_a_word() -> None:
    assert meeting(MANNERS["closed-when-asked"], some_or_none)[0] == b""


async def some_or_none(streams: Streams) -> bytes:
    streams[1].write(b"hello")
    return await streams[0].read()


def test_a_reset_cuts_an_answer_short() -> None:
    async def ask(streams: Streams) -> bytes:
        heard = b""
        streams[1].write(b"hello")
        try:
            while piece := await streams[0].read(10):
                heard += piece
        except ConnectionResetError:
            return heard
        return b"no reset"

    assert len(meeting(MANNERS["reset-while-answering"], ask)[0]) <= 100


def test_a_script_repeats_its_last_answer() -> None:
    async def ask(streams: Streams) -> list[bytes]:
        said = []
        for _ in range(3):
            streams[1].write(b"?")
            said.append(await streams[0].readexactly(1))
        return said

    assert meeting(saying(b"1", b"2"), ask) == ([b"1", b"2", b"2"], 3)


def test_a_greeting_comes_unasked() -> None:
    async def ask(streams: Streams) -> bytes:
        return await streams[0].readexactly(2)

    assert meeting(greeting(b"hi"), ask)[0] == b"hi"


def test_a_drip_comes_byte_by_byte_and_over_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("healthcheck.selftest.manners.DRIP", 0)

    async def ask(streams: Streams) -> bytes:
        streams[1].write(b"?")
        return await streams[0].readexactly(5)

    assert meeting(dripping(b"ab"), ask)[0] == b"ababa"


def test_what_is_endless_goes_on_until_the_cap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "CAP", 100_000)

    heard, counted = meeting(endless(b"<>", b"x"), everything)

    assert heard[:4] == b"<>xx"
    assert len(heard) == counted == 2 + 2 * 65536


@pytest.mark.parametrize("path", ["/here", "/here/again"])
def test_a_circle_leads_there_and_back(path: str) -> None:
    async def ask(streams: Streams) -> bytes:
        streams[1].write(f"GET {path} HTTP/1.1\r\n\r\n".encode())
        return await streams[0].readuntil(b"\r\n\r\n")

    there = {"/here": b"/here/again", "/here/again": b"/here"}[path]

    assert b"Location: " + there + b"\r\n" in meeting(WEB["redirect-to-and-fro"], ask)[0]


def test_what_is_no_request_is_answered_all_the_same() -> None:
    async def ask(streams: Streams) -> bytes:
        streams[1].write(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
        return await streams[0].readuntil(b"\r\n\r\n")

    assert b"Location: *\r\n" in meeting(WEB["redirect-to-itself"], ask)[0]


def test_a_bomb_unpacks_wherever_it_is_cut() -> None:
    async def ask(streams: Streams) -> bytes:
        streams[1].write(b"?")
        await streams[0].readuntil(b"\r\n\r\n")
        return await streams[0].readexactly(4096)

    packed = meeting(WEB["gzip-bomb"], ask)[0]

    with gzip.GzipFile(fileobj=io.BytesIO(packed)) as bomb:
        assert bomb.read(2 * 1024**2) == bytes(2 * 1024**2)


def test_hostile_json_is_json_and_gives_the_controls_back() -> None:
    body = meeting(WEB["hostile-json"], everything)[0].partition(b"\r\n\r\n")[2]

    assert json.loads(body)["message"] == hostile.TEXT


def test_text_in_bytes_keeps_its_length_and_is_no_utf_8() -> None:
    said = hostile.in_bytes(lambda text: text.encode())

    assert b"\x9b\xff31m" in said
    with pytest.raises(UnicodeDecodeError):
        said.decode()


@pytest.mark.parametrize(
    "value",
    ["\x1b", "\x9b31m", "\u202e", "\x7f", ["\a"], {"\r": 1}, {"a": {"b": ("\0",)}}],
)
def test_what_a_terminal_obeys_is_found_at_any_depth(value: object) -> None:
    assert list(hostile.raw(replace(OUTCOME, findings=(replace(BAD, evidence={"x": value}),))))


@pytest.mark.parametrize("value", ["", "plain", "zwei\nZeilen", "ü 한국어", 1, None, 2.5])
def test_what_a_terminal_shows_is_not_raw(value: object) -> None:
    assert list(hostile.raw([value])) == []


def test_a_trial_names_the_code_that_it_ended_with() -> None:
    assert judged(OUTCOME, timeout=2, read=7) == Trial("toy", "refused", "toy.refused", 0.1, 7)


@pytest.mark.parametrize(
    ("outcome", "options", "said"),
    [
        (replace(OUTCOME, findings=(GOOD,)), {}, "it reads as ok"),
        (replace(OUTCOME, seconds=5.0), {}, "it took 5.0 s"),
        (OUTCOME, {"read": BOUND + 1024**2}, "it read 17 MB"),
        (
            replace(OUTCOME, findings=(replace(BAD, summary="\x1b[2J"),)),
            {},
            "it shows what a terminal obeys: \x1b[2J",
        ),
        (
            replace(OUTCOME, findings=(replace(BAD, code="internal.unrecognised"),)),
            {},
            "reachable ends with internal.unrecognised: it refuses",
        ),
        (
            replace(OUTCOME, findings=(replace(BAD, code="config.not-installed"),)),
            {"in_words": True},
            "reachable ends with config.not-installed: it refuses",
        ),
    ],
)
def test_what_is_wrong_is_told(outcome: Outcome, options: dict[str, Any], said: str) -> None:
    assert judged(outcome, timeout=2, **options).wrong == (said,)


@pytest.mark.parametrize(
    ("outcome", "options"),
    [
        (replace(OUTCOME, seconds=3.0), {}),
        (replace(OUTCOME, seconds=5.0), {"lag": 0.5}),
        (OUTCOME, {"read": BOUND}),
        (
            replace(OUTCOME, findings=(replace(BAD, code="internal.unrecognised"),)),
            {"in_words": True},
        ),
        (replace(OUTCOME, findings=(GOOD, replace(BAD, code="internal.no-time"))), {}),
    ],
)
def test_what_cannot_be_helped_is_not_wrong(outcome: Outcome, options: dict[str, Any]) -> None:
    assert judged(outcome, timeout=2, **options).wrong == ()


class Nested(Target):
    url: str
    names: tuple[str, ...] = ()
    port: int = 0
    secure: bool = False


def test_an_address_is_put_in_wherever_its_name_stands() -> None:
    settings = {"url": "x://{address}/0", "names": ["{host}"], "port": "{port}", "secure": True}

    target = pointed(Nested, Example(settings), ("127.0.0.1", 7))

    assert target == Nested(url="x://127.0.0.1:7/0", names=("127.0.0.1",), port=7, secure=True)


class Table(Target):
    place: "Anything"


class Anything:
    """What takes a whole table."""

    def __init__(self, value: object) -> None:
        self.value = value

    @classmethod
    def read(cls, value: object) -> "Anything":
        return cls(value)


def test_an_address_is_put_into_tables_too() -> None:
    target: Any = pointed(Table, Example({"place": {"at": ["{address}"]}}), ("127.0.0.1", 7))

    assert target.place.value == {"at": ["127.0.0.1:7"]}


def test_a_target_of_host_and_port_needs_no_example() -> None:
    assert example(bare()) == Example({"host": "{host}", "port": "{port}"})


def test_a_check_that_asks_no_server_is_not_tried() -> None:
    check = Check("toy", Place)

    assert example(check) is None
    assert untried(check) == "it asks no server"


class Other(Place):
    name: str


@pytest.mark.parametrize("target", [Nested, Other])
def test_a_check_without_an_example_is_not_tried_and_says_so(target: type[Target]) -> None:
    check = bare()
    check.target = target  # type: ignore[assignment]  # only looked at

    assert example(check) is None
    assert untried(check) == "it declares no example"


def test_a_check_lends_its_error_to_the_fakes_of_others() -> None:
    known = [(bare("a"), Example({}, error=str.encode)), (bare("b"), Example({}))]

    names = dict(common(known))

    assert "a-error" in names
    assert "b-error" not in names


def test_a_check_meets_its_own_protocol_in_every_form() -> None:
    told = Example({}, error=str.encode, scripts={"a": [b"1"]}, endless={"b": (b"", b"x")})

    assert [name for name, _ in own(told)] == ["8-bit-error", "dripping-error", "a", "endless-b"]
    assert list(own(Example({}))) == []


def tried(check: Check[Any, Any], fake: str) -> Trial:
    found = example(check)
    assert found
    return asyncio.run(trial.trial(check, found, fake, {**MANNERS, **WEB}[fake]))


@pytest.mark.parametrize(
    ("fake", "code"), [("refused", "toy.refused"), ("ssh", "toy.other-service")]
)
def test_a_check_that_does_well_is_told_with_its_code(fake: str, code: str) -> None:
    found = tried(lines(), fake)

    assert (found.code, found.wrong) == (code, ())


def test_what_begins_early_asks_a_process_and_not_the_fake() -> None:
    check = bare()
    begun: list[Any] = []

    @check.step(early=begun.append)  # type: ignore[arg-type]  # it must not even be called
    async def reachable(client: None, probe: Probe[Place]) -> None:
        """Not asked."""

    assert tried(check, "refused").wrong == ("it reads as ok",)
    assert begun == []


def test_the_environment_is_without_proxies_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://proxy:1")
    monkeypatch.setenv("NO_PROXY", "here")

    with no_proxies():
        inside = (os.environ.get("HTTP_PROXY"), os.environ["NO_PROXY"])

    assert inside == (None, "*")
    assert (os.environ["HTTP_PROXY"], os.environ["NO_PROXY"]) == ("http://proxy:1", "here")


def test_what_a_check_quotes_or_puts_into_evidence_is_shown_without_controls() -> None:
    check = bare()

    @check.step
    async def reachable(client: None, probe: Probe[Place]) -> None:
        """Quotes what it should not."""
        probe.evidence(version=hostile.TEXT, names={hostile.TEXT: [hostile.TEXT]})
        probe.fail("refused", f"it says {hostile.TEXT}", hint=hostile.TEXT)

    assert tried(check, "silent").wrong == ()


WELL = Trial("toy", "silent", "toy.silent", 1.5)


def test_a_table_has_a_line_for_each_trial_and_each_kind_left_out() -> None:
    shown = table([WELL], {"host": "it asks no server"}, 2.0)

    assert "ok      toy          silent                   toy.silent" in shown
    assert "host         not tried: it asks no server" in shown
    assert "All of 1 trials, in 2 s, ended in time" in shown


def test_a_failed_trial_is_shown_without_what_it_should_not_have_shown() -> None:
    shown = table([replace(WELL, wrong=("it shows \x1b[2J",))], {}, 2.0)

    assert "FAILED  toy" in shown
    assert r"it shows \x1b[2J" in shown
    assert "1 of 1 trials failed" in shown
    assert shown.replace("\n", "").isprintable()


def test_a_table_of_nothing_says_so() -> None:
    assert "Nothing was tried." in table([], {}, 0.0)


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> dict[str, Check[Any, Any]]:
    """Toys as the only checks, against few fakes."""
    checks: dict[str, Check[Any, Any]] = {"toy": lines(), "still": Check("still", Place)}
    monkeypatch.setattr(plugins, "named", lambda group: checks)
    monkeypatch.setattr(kinds, "check", lambda kind: checks[kind])
    monkeypatch.setattr(kinds, "greetings", lambda: ())
    monkeypatch.setattr(trial, "MANNERS", {"refused": None, "silent": MANNERS["silent"]})
    monkeypatch.setattr(trial, "WEB", {})
    return checks


def test_the_command_tells_of_every_kind(
    installed: object, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["selftest"]) == 0

    shown = capsys.readouterr().out
    assert "toy.silent" in shown
    assert "still        not tried" in shown


def test_the_command_tries_what_is_named_only(
    installed: object, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["selftest", "still"]) == 0

    assert "toy" not in capsys.readouterr().out


def test_a_check_that_believes_everybody_fails_the_command(
    installed: dict[str, Check[Any, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    installed["toy"] = bare()

    @installed["toy"].step
    async def reachable(client: None, probe: Probe[Place]) -> None:
        """Never asks anybody."""

    assert main(["selftest", "toy"]) == 1

    assert "it reads as ok" in capsys.readouterr().out


def test_an_unknown_kind_is_a_usage_error(
    installed: object, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["selftest", "toi"]) == 2

    assert 'did you mean "toy"' in capsys.readouterr().err
