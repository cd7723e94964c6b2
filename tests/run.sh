#!/bin/bash
# Runs all tests, fails on a snapshot that nothing refers to, and closes with one line that sums up.
# Without a server, tests that need one say `skipped: …`; in CI a skip is a failure.
set -uo pipefail
cd "$(dirname "$0")/.."
log=$(mktemp)
references=$(mktemp)
trap 'rm -f "$log" "$references"' EXIT
: >"$references"
export INSTA_SNAPSHOT_REFERENCES_FILE=$references INSTA_UPDATE=no
[ -n "${CI:-}" ] && export HOWDAH_REQUIRE_POSTGRES=1
cargo test --locked --lib --bins --tests "$@" -- --show-output 2>&1 | tee "$log"
status=${PIPESTATUS[0]}

sum() { sed -nE "s/^test result: .* ([0-9]+) $1.*/\1/p" "$log" | awk '{ n += $1 } END { print n + 0 }'; }
passed=$(sum passed) failed=$(sum failed)
skipped=$(grep -c '^skipped: ' "$log")
if [ "$skipped" -gt 0 ]; then
    sort "$log" | grep '^skipped: ' | uniq -c
    [ -n "${CI:-}" ] && status=1
fi
if [ "$status" = 0 ]; then
    while read -r file; do
        if ! grep -qF "$file" "$references"; then
            echo "snapshot that nothing refers to: $file"
            status=1
        fi
    done < <(find "$PWD/snapshots" -name '*.snap' 2>/dev/null)
fi
# tests leave the tree as it was
if [ -n "${CI:-}" ] && ! git diff --exit-code --stat; then status=1; fi
[ "$status" = 0 ] || [ "$failed" -gt 0 ] || failed=1
echo "$passed passed, $failed failed, $skipped skipped"
exit "$status"
