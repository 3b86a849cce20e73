#!/usr/bin/env bash
# Installs Debian packages that are missing, as root, each download tried three times. Without root or apt it says so and goes on.
set -euo pipefail

missing=()
for name in "$@"; do
  dpkg -s "$name" >/dev/null 2>&1 || missing+=("$name")
done
[ "${#missing[@]}" -eq 0 ] && exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
  echo "not installed (no root or no apt): ${missing[*]}" >&2
  exit 0
fi
for attempt in 1 2 3; do
  if apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null; then exit 0; fi
  echo "apt-get did not work (attempt $attempt)" >&2
  sleep 5
done
exit 1
