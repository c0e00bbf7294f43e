# The pre-flight: the checker, its client libraries in the locked versions, and nothing else.
FROM python:3.11.16-slim-bookworm AS build
WORKDIR /source
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY pyproject.toml requirements.lock README.md LICENSE ./
COPY healthcheck healthcheck
COPY checks checks
COPY sandbox sandbox
# As a constraint the lock file says which versions, and pyproject.toml what is installed at all.
RUN python -m venv /opt/healthcheck \
    && PIP_CONSTRAINT=requirements.lock /opt/healthcheck/bin/pip install . \
    && /opt/healthcheck/bin/pip uninstall --yes pip setuptools

FROM python:3.11.16-slim-bookworm
RUN useradd --uid 1000 --create-home healthcheck
COPY --from=build /opt/healthcheck /opt/healthcheck
USER 1000
WORKDIR /home/healthcheck
ENTRYPOINT ["/opt/healthcheck/bin/healthcheck"]
CMD ["--all"]
