"""`python -m sandbox.keeper VARIANT [FAULT]...`: keeps a stack for as long as its input is open.

It is the process that outlives its parent by the second that cleaning up takes. Lines of JSON come
in, `{"break": FAULT}`, `{"mend": FAULT}`, `{"restart": {"api": {…}, "worker": {…}}}` and
`{"abandon": "jobs"}`, and go out: `{"progress": TEXT}`, `{"ready": {…}}`, `{"done": …}`,
`{"error": TEXT}`. When standard input closes, for whatever reason, every server is ended and the
directory removed.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
import traceback
from collections.abc import Mapping
from typing import Any

from sandbox.configuration import configuration
from sandbox.errors import NotInstalledError, SandboxError
from sandbox.faults import Fault, find_fault
from sandbox.ground import ground
from sandbox.running import Running

ENDINGS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)

LIMIT = 60.0  # seconds for one command; what it waits for has shorter limits of its own


def say(**message: object) -> None:
    with contextlib.suppress(BrokenPipeError):  # the parent is gone, and our end is near
        print(json.dumps(message), flush=True)


async def keep(variant: str, faults: list[Fault]) -> None:
    work = asyncio.current_task()
    assert work is not None
    loop = asyncio.get_running_loop()
    for number in ENDINGS:
        loop.add_signal_handler(number, work.cancel)
    commands: asyncio.Queue[Mapping[str, Any]] = asyncio.Queue()
    listening = asyncio.create_task(listen(commands))
    listening.add_done_callback(lambda _: work.cancel())
    with ground(dict(os.environ)) as here:
        async with Running(here, variant, progress=lambda text: say(progress=text)) as stack:
            await stack.start(faults)
            path = here.directory / "healthcheck.toml"
            path.write_text(configuration(variant), encoding="utf-8")
            variables = {**stack.variables(), "HEALTHCHECK_CONFIG": str(path)}
            say(ready={"variables": variables, "directory": str(here.directory)})
            while True:
                await carry_out(stack, await commands.get())


async def listen(commands: asyncio.Queue[Mapping[str, Any]]) -> None:
    """Ends when standard input does."""
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    while line := await reader.readline():
        commands.put_nowait(json.loads(line))


async def carry_out(stack: Running, command: Mapping[str, Any]) -> None:
    [(action, value)] = command.items()
    try:
        async with asyncio.timeout(LIMIT):
            if action == "restart":
                await stack.restart(value)
            elif action == "abandon":
                await stack.abandon()
            else:
                await {"break": stack.break_, "mend": stack.mend}[action](find_fault(value))
    except SandboxError as error:
        say(error=str(error))
    except TimeoutError:
        say(error=f"{action} {value} took more than {LIMIT:.0f} s")
    else:
        say(done=value)


def main(variant: str, names: list[str]) -> int:
    try:
        asyncio.run(keep(variant, [find_fault(name) for name in names]))
    except asyncio.CancelledError:
        return 0
    except SandboxError as error:
        say(error=str(error))
    except ModuleNotFoundError as error:
        say(error=str(NotInstalledError(error.name or str(error))))
    except Exception:  # noqa: BLE001 - whatever it is, the parent's user must see it
        say(error=f"the sandbox itself broke:\n{traceback.format_exc()}")
    return 1


if __name__ == "__main__":
    code = main(sys.argv[1], sys.argv[2:])
    sys.stderr.flush()
    os._exit(code)  # an interpreter that used temporalio may crash or hang at its own exit
