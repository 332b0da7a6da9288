#!/bin/sh
# Fetch the browser libraries that the scanner keeps in static/vendor again, at the versions named here.
# npm's own configuration says where packages come from. Run from anywhere; needs npm and tar.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
vendor="$root/static/vendor"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fetch() { # package version folder
    (cd "$work" && npm pack --silent "$1@$2" >/dev/null)
    mkdir -p "$work/$3" "$vendor/$3"
    tar -xzf "$work"/*.tgz -C "$work/$3" --strip-components=1
    rm "$work"/*.tgz
    printf '%s %s\n' "$1" "$2" >"$vendor/$3/VERSION"
    cp "$work/$3/LICENSE" "$vendor/$3/LICENSE"
}

fetch zxing-wasm 3.1.4 zxing-wasm
mkdir -p "$vendor/zxing-wasm/reader"
cp "$work/zxing-wasm/dist/es/reader/index.js" "$work/zxing-wasm/dist/reader/zxing_reader.wasm" \
    "$vendor/zxing-wasm/reader/"
# The library would look for its .wasm on a public CDN unless told otherwise; ours has no such address.
sed -e 's#`https://[^`]*/dist/${n\[1\]}/${e}`#`${t}${e}`#' "$work/zxing-wasm/dist/es/share.js" \
    >"$vendor/zxing-wasm/share.js"
if grep -q 'https://' "$vendor/zxing-wasm/share.js"; then
    echo "zxing-wasm/share.js still names an outside address; adapt the sed line." >&2
    exit 1
fi

fetch @noble/ed25519 3.2.0 noble-ed25519
cp "$work/noble-ed25519/index.js" "$vendor/noble-ed25519/index.js"

(cd "$vendor" && find zxing-wasm noble-ed25519 -type f \( -name '*.js' -o -name '*.wasm' \) -exec sha256sum {} + |
    sort -k2 >CHECKSUMS)
echo "Done; see static/vendor/CHECKSUMS."
