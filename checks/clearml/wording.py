"""What the findings say: which calls broke, and what that tells."""

from collections.abc import Callable, Mapping, Sequence

from checks.clearml import strangers
from checks.clearml.envelope import Answer
from checks.clearml.stores import Store, broken
from checks.web import Reply, leads_to

_STRANGERS = {
    strangers.WEB: "{address} is the port of ClearML's web UI, not of its API server",
    strangers.FILES: "{address} is the port of ClearML's file server, not of its API server",
    strangers.GATEWAY: "{address} answers debug.ping with HTTP {status}, as no API server does",
    strangers.ERROR: "{address} answers debug.ping with HTTP {status}, as a gateway does",
    strangers.REDIRECT: "{address} sends debug.ping elsewhere (HTTP {status}): to {place}",
    strangers.PATH: "{address} has no ClearML API server below that path: HTTP {status}",
    strangers.OTHER: "{address} answers HTTP {status}, and not as ClearML's API server does",
}


def stranger(code: str, ping: Reply, *, address: str, quote: Callable[[str], str]) -> str:
    """One sentence for who answers instead."""
    text = _STRANGERS[code]
    return text.format(
        address=address, status=ping.status, place=quote(leads_to(ping)) or "nowhere"
    )


def outage(
    answers: Mapping[str, Answer | None],
    store: Store | None,
    *,
    seconds: float,
    quote: Callable[[str], str],
) -> str:
    """One sentence for the calls that broke, and the store that explains it; each had `seconds`."""
    failed = broken(answers)
    late = [name for name, each in failed.items() if each is None]
    answered = {name: quote(str(each)) for name, each in failed.items() if each}
    said = [f"{name} answered {each}".rstrip(".") for name, each in answered.items()]
    if late:
        said = [f"{_listed(late)} gave no answer in {seconds:.2g} s"]
    fine = [name for name in answers if name not in failed]
    did = "did" if late else "did well"
    told = said[0] + (f", while {_listed(fine)} {did}" if fine else "")
    if store is None:
        return told
    return f"the API server {'waits for' if late else 'cannot use'} its {store.name}: {told}"


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
