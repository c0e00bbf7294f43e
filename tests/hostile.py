"""A report whose every text tries to be more than text: markup, commands, controls, endless words.

The engine quotes what comes from outside; a format is not to depend on that.
"""

from dataclasses import replace

from healthcheck import Finding, Outcome, Status
from tests.reports import CREATE, NO_WORKERS, PLATFORM_DB, REDIS, TEMPORAL, USER_DB, but, reported

TEXT = (
    "::error::x %0A | `a` **b** <script>alert(1)</script> &amp; ]]> \"'\\ @team #1 ~~c~~ "
    "{{d}} $e$ [f](http://g) \x1b[31m \x00 \x07 \r\n::warning::h \u202e \ud800 \ufffe \U0001f600"
)
"""Of every kind that some format obeys."""

FAILED = replace(NO_WORKERS, summary=TEXT, hint=TEXT, also=(replace(NO_WORKERS, summary=TEXT),))

REPORT = reported(
    USER_DB,
    PLATFORM_DB,
    replace(but(TEMPORAL, FAILED, notes=(TEXT,)), address=TEXT),
    REDIS,
    Outcome(
        dependency=TEXT,
        check="toy",
        findings=(
            Finding(step="odd", status=Status.FAIL, code="toy.odd", summary=TEXT, hint=TEXT),
        ),
    ),
    operations=(replace(CREATE, title=TEXT),),
    settings_from=(TEXT,),
    defaults=(TEXT,),
)
