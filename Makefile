# make demo   the whole way once, with all set-up
# make test   every test, type check, lint and import contract, with all set-up
# make proof  the long figures
# make lock   resolve the locked dependencies again
PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv
COMPILE = $(UV) pip compile -q --python-version 3.11 --generate-hashes --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links --upgrade

.PHONY: demo test proof setup setup-test lock clean
setup: .venv/.core .venv/.assets
setup-test: setup .venv/.test

demo: setup
	@$(BIN)/indicia demo demo

test: setup-test
	@$(BIN)/python tools/check.py

proof: setup-test
	@$(BIN)/python tools/proof.py

.venv/.build: requirements/build.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "set-up 1/3: the installer"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r $<
	@touch $@

.venv/.core: requirements/core.lock pyproject.toml .venv/.build
	@echo "set-up 2/3: the program and what it rests on"
	@$(UV) pip install -q --python $(BIN)/python --require-hashes -r requirements/core.lock
	@$(UV) pip install -q --python $(BIN)/python --no-build-isolation --no-deps -e .
	@touch $@

.venv/.assets: assets/package-lock.json tools/assets.py tools/debian.py .venv/.core
	@echo "set-up 3/3: OCR data, fonts and the base map"
	@$(BIN)/python tools/debian.py
	@$(BIN)/python tools/assets.py
	@touch $@

.venv/.test: requirements/test.lock .venv/.core
	@echo "set-up for tests: checkers and peers"
	@$(UV) pip install -q --python $(BIN)/python --require-hashes -r requirements/test.lock
	@$(BIN)/python tools/debian.py --test
	@touch $@

lock:
	$(COMPILE) requirements/build.in -o requirements/build.lock
	$(COMPILE) pyproject.toml -o requirements/core.lock
	$(COMPILE) --extra test pyproject.toml -o requirements/test.lock
	$(COMPILE) requirements/node.in -o requirements/node.lock
	cd assets && npm install --package-lock-only --no-fund --no-audit

clean:
	rm -rf .venv demo
