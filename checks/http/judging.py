"""The step `request`: what the backend would say to it, by its own document."""

from typing import NoReturn

from checks.http import schema, wording
from checks.http.document import Document, NotJson, Operation, Unusable
from checks.http.phrases import listed
from checks.http.request import Request
from checks.http.target import HttpTarget
from checks.web import Reply
from checks.web.asking import ENOUGH
from healthcheck import Probe

HIDDEN = {401: "unauthorized", 403: "no-permission"}


def judge(probe: Probe[HttpTarget], request: Request, reply: Reply) -> None:
    """Fails where the document says that the request will be refused."""
    place = probe.target.asked
    if not 200 <= reply.status < 300:
        word = HIDDEN.get(reply.status, "unreadable-document")
        probe.unknown(word, f"{place} answers HTTP {reply.status}, and no document")
    if len(reply.body) >= ENOUGH:
        probe.unknown("unreadable-document", f"what {place} answers has more than 4 MB")
    try:
        document = Document.read(reply.body)
        operation = _operation(probe, document, request)
        probe.evidence(operation=f"{operation.method} {operation.path}")
        broken = _broken(document, operation, request)
    except NotJson as kinds:
        said = f"{_name(request)} takes {probe.quote(str(kinds))}; only JSON is looked into"
        probe.unsupported(said)
    except Unusable as why:
        said = "is HTML" if reply.is_html else probe.quote(str(why))
        probe.unknown("unreadable-document", f"what {place} answers {said}")
    if broken:
        status = f" with HTTP {operation.refusal}" if operation.refusal else ""
        told = probe.quote(listed(broken, "; "))
        probe.fail("invalid-request", f"{_name(request)} would be refused{status}: {told}")


def _operation(probe: Probe[HttpTarget], document: Document, request: Request) -> Operation:
    path = probe.target.url.path.rstrip("/") + request.plain_path
    known = [each for name in (request.plain_path, path) for each in document.operations(name)]
    found = next((each for each in known if each.method == request.method), None)
    if found is None:
        _miss(probe, document, request, known)
    _warn_of_slash(probe, request, found)
    return found


def _miss(
    probe: Probe[HttpTarget], document: Document, request: Request, known: list[Operation]
) -> NoReturn:
    import difflib

    path = request.plain_path
    if known:
        methods = ", ".join(sorted({each.method for each in known}))
        told = f"{path} takes no {request.method}, only {methods}"
        probe.fail("unknown-method", probe.quote(told))
    names = difflib.get_close_matches(path, document.root["paths"], 2, 0.5)
    said = f"; the nearest it has: {', '.join(names)}" if names else ""
    probe.fail("unknown-path", probe.quote(f"{probe.target.asked} has no {path}{said}"))


def _warn_of_slash(probe: Probe[HttpTarget], request: Request, found: Operation) -> None:
    if found.path.endswith("/") != request.plain_path.endswith("/"):
        probe.warn(
            "redirected",
            probe.quote(f"{request.plain_path} is {found.path} in the backend's document"),
            hint="Write `request.path` as the document does: FastAPI redirects the other one.",
        )


def _broken(document: Document, operation: Operation, request: Request) -> list[str]:
    rules, required = document.schema(operation)
    if request.body is None:
        return ["it has no body, and one is required"] if required else []
    if rules is None:
        return []
    return wording.sentences(schema.violations(document, rules, request.body), document)


def _name(request: Request) -> str:
    return f"{request.method} {request.plain_path}"
