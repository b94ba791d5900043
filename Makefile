# servanda: every target is one line of `make help`.
SHELL := /bin/bash
.DEFAULT_GOAL := help
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
CARGO_FLAGS := --locked
# Data and coded texts to train on and to measure with; not part of this repository.
SHARED ?= ../shared

.PHONY: help demo test dev lint test-rust test-python eval eval-pdf train bench fuzz snap wheel deny clean test-engines

help: ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# The Python side of the tools, pinned; made again when the pins change.
$(VENV)/.ready: requirements-dev.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

demo: $(VENV)/.ready ## build a release, assess the example briefs, write one HTML report
	$(BIN)/maturin develop --quiet --release $(CARGO_FLAGS)
	@mkdir -p out
	$(BIN)/servanda assess examples/*.txt --table --html out/demo.html
	@echo
	@echo "HTML report: $$(pwd)/out/demo.html"

test: lint test-rust test-python ## all checks: formatting, clippy, Rust and Python tests, stubs, README

lint: ## formatting and clippy, with and without the Python border
	cargo fmt --all --check
	cargo clippy $(CARGO_FLAGS) --workspace --all-targets -- -D warnings
	cargo clippy $(CARGO_FLAGS) --workspace --all-targets --features servanda/python -- -D warnings

test-rust: ## unit tests, laws, snapshots, doc examples
	cargo test $(CARGO_FLAGS) --workspace

test-python: $(VENV)/.ready ## pytest, stubtest and the README's code
	$(BIN)/maturin develop --quiet $(CARGO_FLAGS)
	$(BIN)/python -m pytest -q tests/python
	$(BIN)/python -m mypy.stubtest servanda --allowlist tests/python/stubtest-allowlist.txt

test-engines: wheel ## the same rows in Spark and Ray, started on this machine (Java 17; a gigabyte of packages into .venv-engines)
	$(PYTHON) -m venv .venv-engines
	.venv-engines/bin/python -m pip install --quiet --disable-pip-version-check -r tests/engines/requirements.txt
	.venv-engines/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --force-reinstall dist/*.whl
	cd tests/engines && ../../.venv-engines/bin/python -m pytest -q .

dev: $(VENV)/.ready ## build for development and install into .venv
	$(BIN)/maturin develop $(CARGO_FLAGS)

eval: ## the scorecard over the gold texts beside the checkout
	bash tools/eval.sh

train: ## make every trained model again from the shared data
	cargo build $(CARGO_FLAGS) --release -p tools
	./target/release/tools train sentences
	./target/release/tools train usage
	./target/release/tools train tagger
	./target/release/tools train lemmas
	./target/release/tools train names
	./target/release/tools train statements $(SHARED)/gold/train
	./target/release/tools train links $(SHARED)/gold/train

eval-pdf: $(VENV)/.ready ## reading order of two-column PDF files beside other extractors (installs these)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check pdfminer.six pypdf
	$(BIN)/maturin develop --quiet --release $(CARGO_FLAGS)
	$(BIN)/python tools/pdf_order.py $(SHARED)/eval/pdf-two-column

bench: ## criterion benches: whole reads and each stage
	cargo bench $(CARGO_FLAGS)

fuzz: ## 60 seconds of random bytes (needs cargo-fuzz and a nightly toolchain)
	cargo +nightly fuzz run --fuzz-dir tests/fuzz read_any_bytes -- -max_total_time=60 -max_len=4096
	cargo +nightly fuzz run --fuzz-dir tests/fuzz order_any_words -- -max_total_time=60 -max_len=4096
	cargo +nightly fuzz run --fuzz-dir tests/fuzz scan_any_bytes -- -max_total_time=60 -max_len=4096

snap: ## run the snapshots and write down what they say now
	INSTA_UPDATE=always cargo test $(CARGO_FLAGS) --test rust golden

wheel: $(VENV)/.ready ## the release wheel, into dist/
	$(BIN)/maturin build --release $(CARGO_FLAGS) --out dist

deny: ## licences, advisories and sources of every dependency (needs cargo-deny)
	cargo deny check licenses bans sources

clean: ## remove what was built
	cargo clean
	rm -rf $(VENV) dist out
