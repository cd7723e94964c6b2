#!/bin/sh
# Fetches what some tests compare with and this project does not ship: the schema of SARIF 2.1.0.
set -eu
cd "$(dirname "$0")/.."
mkdir -p target/tools
if [ ! -e target/tools/node_modules/@microsoft/jest-sarif ]; then
    npm install --no-audit --no-fund --silent --ignore-scripts --prefix target/tools @microsoft/jest-sarif@1.0.0-beta.0
fi
