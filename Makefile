# The two commands of the README, and what they are made of.

SHELL := /bin/bash
OUT ?= demo-out
SAMPLE ?= samples/oracle/bank
# bindgen, which pg_query builds with, looks for libclang here.
LIBCLANG := $(shell sh tests/find-libclang.sh)
PG_SYNTAX := $(if $(LIBCLANG),--features pg-syntax)
export LIBCLANG_PATH ?= $(LIBCLANG)

.PHONY: demo build libclang test tools check clean

## Build the tool and convert a sample: the report is OUT/report.html.
demo: libclang
	@$(MAKE) --no-print-directory build
	target/release/howdah convert $(SAMPLE) -o $(OUT) --force --fail-on never
	@echo; echo "open $(OUT)/report.html, or load $(OUT)/apply.sql with psql"

build:
	cargo build --release --locked $(PG_SYNTAX)
	@test -n "$(PG_SYNTAX)" || echo "note: no libclang, so PostgreSQL's own parser is not built in: output is proven to level P2, not P3"

# libclang is installed only as root, and only where it is missing.
libclang:
	@if [ -z "$(LIBCLANG)" ] && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get install -y -qq libclang-dev >/dev/null || (apt-get update -qq && apt-get install -y -qq libclang-dev >/dev/null) || true; fi

## Install what the tests need, and run all of them: format, lints, documentation, tests, snapshots.
test: tools
	@$(MAKE) --no-print-directory check

tools:
	sh tests/tools.sh

check:
	cargo fmt --check
	cargo clippy --locked --all-targets $(PG_SYNTAX) -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps $(PG_SYNTAX)
	cargo test --locked --doc $(PG_SYNTAX)
	bash tests/run.sh $(PG_SYNTAX)

clean:
	rm -rf $(OUT)
	cargo clean
