"""What a code means and what to do about it: the table behind `healthcheck explain CODE`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """A way for a step to end. `remedy` is the hint of every finding that brings none of its own;
    `passing` says that it may pass without anybody's doing (a service that is starting)."""

    word: str
    cause: str
    remedy: str
    passing: bool = False


def table(codes: Iterable[Code]) -> Mapping[str, Code]:
    """The codes by their words; a word that stands twice is a mistake of the check's author."""
    found: dict[str, Code] = {}
    for code in codes:
        if code.word in found:
            raise ValueError(f"code {code.word!r} is declared twice")
        found[code.word] = code
    return found


COMMON = table(
    [
        Code(
            "name-not-found",
            "The host's name does not resolve on this machine.",
            "Check the host's spelling, the VPN and the DNS; names of compose services resolve "
            "inside containers only.",
            passing=True,
        ),
        Code(
            "refused",
            "The machine answers, but nothing listens on this port.",
            "Start the service, or correct the host and port in its setting.",
            passing=True,
        ),
        Code(
            "unreachable",
            "There is no route to the host, or a firewall rejects the connection.",
            "Check the network, the VPN and the firewall between here and the host.",
            passing=True,
        ),
        Code(
            "silent",
            "The connection is accepted or swallowed, and no byte comes back: the process is "
            "frozen, overloaded, or a firewall drops the packets.",
            "See whether the service's process is frozen or out of resources, and restart it; "
            "if it runs, look for a firewall that drops packets.",
            passing=True,
        ),
        Code(
            "slow",
            "The service answers, but later than this step waits.",
            "Look at the service's load and at the network's latency; raise the dependency's "
            "timeout if this is how it always is.",
            passing=True,
        ),
        Code(
            "reset",
            "The connection was accepted and then cut before an answer: a crashing service, or a "
            "port mapping with nothing behind it.",
            "Read the service's log. A port published by Docker accepts and then resets when "
            "nothing listens inside the container.",
            passing=True,
        ),
        Code(
            "tls-expected",
            "The server speaks TLS on this port, and the setting asks for plain text.",
            "Turn TLS on in the setting (an https, rediss or sslmode=require URL).",
        ),
        Code(
            "tls-unexpected",
            "The setting asks for TLS, and the server speaks plain text on this port.",
            "Turn TLS off in the setting, or use the server's TLS port.",
        ),
        Code(
            "certificate",
            "The server's certificate is not trusted, has expired, or is for another name.",
            "Use the name the certificate was issued for, add its CA, or renew it.",
        ),
        Code(
            "other-service",
            "Something else answers on this port.",
            "Correct the port in the setting, or stop the program that took it.",
        ),
    ]
)

ENGINE = table(
    [
        Code(
            "config.missing-setting",
            "A setting has no value: its variable is set neither in the environment nor in an "
            "env file, and there is no default.",
            "Set the variable, or give the setting a default in the configuration.",
        ),
        Code(
            "config.malformed-setting",
            "A setting's value cannot be read as what it must be.",
            "Correct the value where it comes from.",
        ),
        Code(
            "config.roles-differ",
            "A role's env file, such as the worker's, leads to another server, database, "
            "namespace, queue or bucket than the settings that are checked here: what is put in "
            "one is not found in the other.",
            "Give both the same value. If both lead to one place all the same, by an alias or a "
            "tunnel, nothing is wrong.",
        ),
        Code(
            "config.roles-disagree",
            "A role's env file, such as the worker's, has another password or secret key for the "
            "same account of the same server than the settings that are checked here: one of the "
            "two is wrong.",
            "Find out which of the two works, and put it into both files.",
        ),
        Code(
            "config.shadowed-variable",
            "A variable is set in the environment that healthcheck was started in, and otherwise "
            "in the env file. The environment counts, as it does for the backend; but whoever "
            "starts the backend may not have it.",
            "Unset the variable in this shell, or correct the file; if that is how the backend is "
            "started, too, all is well: `[rules]`, shadowed-variable = false.",
        ),
        Code(
            "config.not-installed",
            "The client library of this check is not installed in this environment.",
            "Install the package with its dependencies into the environment healthcheck runs in.",
        ),
        Code(
            "internal.no-time",
            "The dependency's time was used up by earlier steps and this one was never asked, "
            "or it asks no server and took too long by itself.",
            "See the slow step above it, or raise the dependency's timeout.",
        ),
        Code(
            "internal.no-connection",
            "There was no connection to ask this over, and what prevented it says nothing about "
            "the answer.",
            "Mend the step that failed, and ask again.",
        ),
        Code(
            "internal.unrecognised",
            "The client library raised an error that this check does not know.",
            "Read the error; if it is a way for the service to fail, report it, so that it gets "
            "a code of its own.",
        ),
        Code(
            "internal.cancelled",
            "The step was cancelled from inside the client library.",
            "Ask again; if it happens again, report it.",
        ),
    ]
)
