#!/bin/sh
# The browser tests need Chromium. Where it is missing and may be installed, install Debian's; else say what follows.
set -u
for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "Installing Chromium for the browser tests ..."
    apt-get update -qq >/dev/null 2>&1
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null 2>&1
    command -v chromium >/dev/null 2>&1 && exit 0
fi
if [ -n "${CI:-}" ]; then
    echo "Chromium is missing and cannot be installed; in CI the browser tests must run." >&2
    exit 1
fi
echo "No Chromium here and none can be installed: the browser tests are skipped."
