"""One case: made, predicted, asked of the others, and observed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from sandbox.oracle import Observed, Outcome
from tests.accuracy.asking import Prediction, changed, health, ping, predict
from tests.accuracy.case import Case
from tests.accuracy.row import READY, Row
from tests.accuracy.stand import Stand


def experiment(stand: Stand, case: Case, *, variant: str) -> Row:
    """The stand must be healthy, and is left as the case made it.

    SandboxError where a fault cannot be made, SubprocessError where a command ends otherwise than
    with an answer.
    """
    stand.apply(case)
    environment = changed(stand.environment, case.everybody(stand.variables))
    prediction = predict(environment)
    with ThreadPoolExecutor() as both:
        pinged = both.submit(ping, environment)
        told = both.submit(health, stand.variables["API_BASE_URL"])
    observed = stand.oracle.observe()
    return row(case, variant, prediction, observed, pinged=pinged.result(), health=told.result())


def row(
    case: Case,
    variant: str,
    prediction: Prediction,
    observed: Observed,
    *,
    pinged: tuple[str, ...],
    health: str,
) -> Row:
    runs = observed.outcome is Outcome.COMPLETED
    return Row(
        case=case.name,
        variant=variant,
        predicted=prediction.predicted,
        root_causes=prediction.root_causes,
        unproven=prediction.unproven,
        unknown=prediction.unknown,
        told=tuple(step for step in case.told_by if step in prediction.answered),
        observed=READY if runs else str(observed.outcome),
        status=observed.status,
        job_status=observed.job_status,
        lost=observed.lost,
        pinged=pinged,
        health=health,
    )
