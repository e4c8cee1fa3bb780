#!/bin/sh
# PostgreSQL for the tests of the register and of the import: the one that is there, else Debian's package.
set -eu
for found in /usr/lib/postgresql/*/bin/initdb; do
    [ -x "$found" ] && exit 0
done
command -v initdb >/dev/null 2>&1 && exit 0
as_root=
if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null && as_root=sudo
fi
if command -v apt-get >/dev/null 2>&1 && { [ "$(id -u)" = 0 ] || [ -n "$as_root" ]; }; then
    echo "Installing PostgreSQL for the tests …"
    $as_root apt-get update -qq &&
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql \
            >/dev/null && exit 0
fi
echo "PostgreSQL cannot be installed here: the tests that need it will be skipped."
