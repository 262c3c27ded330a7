#!/usr/bin/env bash
# Makes icon.png, which packages carry, of icon.svg. Needs rsvg-convert (librsvg2-bin in Debian).
set -euo pipefail
cd "$(dirname "$0")"
rsvg-convert --width 128 --height 128 icon.svg --output icon.png
