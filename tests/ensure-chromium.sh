#!/bin/sh
# The browser tests need Chromium. The one without windows, chromium-headless-shell, runs them in half the time; where it
# may be installed it is, in the version of the Chromium that is there. Where there is neither, Debian's Chromium is
# installed; else say what follows.
set -u
has() {
    command -v "$1" >/dev/null 2>&1
}
may_install() {
    has apt-get && [ "$(id -u)" = 0 ]
}
install() {
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1
}
has chromium-headless-shell && exit 0
if may_install; then
    echo "Installing Chromium for the browser tests ..."
    shell=chromium-headless-shell
    version=$(dpkg-query -W -f '${Version}' chromium 2>/dev/null)
    install "$shell${version:+=$version}" && exit 0
    if ! has chromium; then
        apt-get update -qq >/dev/null 2>&1
        install "$shell" || install chromium
    fi
fi
for name in chromium-headless-shell chromium chromium-browser google-chrome; do
    has "$name" && exit 0
done
if [ -n "${CI:-}" ]; then
    echo "Chromium is missing and cannot be installed; in CI the browser tests must run." >&2
    exit 1
fi
echo "No Chromium here and none can be installed: the browser tests are skipped."
