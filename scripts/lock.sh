#!/bin/sh
# Pins every package by hash. The locks carry names, versions and hashes, and no address of any registry.
set -eu
cd "$(dirname "$0")/.."
command -v uv >/dev/null || { echo "lock: uv is needed" >&2; exit 1; }

uv lock --quiet
uv export --quiet --frozen --no-emit-project --no-dev --format requirements-txt -o requirements/runtime.lock >/dev/null
uv export --quiet --frozen --no-emit-project --format requirements-txt -o requirements/development.lock >/dev/null
rm uv.lock
if grep -nE 'https?://|^--' requirements/*.lock; then
    echo "lock: an address slipped in" >&2
    exit 1
fi
