#!/usr/bin/env bash
# Makes the Python environment in the folder given: apt packages where the venv module or (for root)
# a C compiler is missing, then pip, torch first (a torch that already works is left alone), then newtongue with its extras.
set -euo pipefail
venv="$1"
python="${PYTHON:-python3}"
torch="${TORCH:-torch==2.13.0}"
index="${TORCH_INDEX_URL:-}"

say() { printf '%s\n' "$*" >&2; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else say "needs root for: $*  (no sudo here; run it yourself, then make again)"; exit 1
  fi
}

if ! command -v "$python" >/dev/null; then
  say "$python is not here; install Python 3.11 or newer (Debian: apt-get install python3 python3-venv)"
  exit 1
fi
"$python" - <<'PY' || exit 1
import sys
if sys.version_info < (3, 11):
    sys.exit(f"newtongue needs Python 3.11 or newer; {sys.executable} is {sys.version.split()[0]}. "
             "Name another one: make PYTHON=python3.12 ...")
PY
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  if command -v apt-get >/dev/null; then
    version="$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')"
    say "installing python$version-venv"
    as_root apt-get update -qq
    as_root apt-get install -y -qq "python$version-venv" || as_root apt-get install -y -qq python3-venv
  else
    say "Python's venv and ensurepip modules are missing; install your system's python3-venv package"
    exit 1
  fi
fi
[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
pip=("$venv/bin/python" -m pip --disable-pip-version-check --quiet)
if "$venv/bin/python" -c 'import torch' 2>/dev/null; then
  say "torch $("$venv/bin/python" -c 'import torch; print(torch.__version__)') is here already"
else
  say "installing $torch"
  "${pip[@]}" install ${index:+--index-url "$index"} "$torch"
fi
if ! command -v cc >/dev/null && ! command -v gcc >/dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "installing gcc, for the sandbox's launcher"
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends gcc libc6-dev >/dev/null
  else
    say "no C compiler is here, so the sandbox takes its slower twin in Python: install gcc, then make again"
  fi
fi
say "installing newtongue and its extras"
"${pip[@]}" install -e '.[curate,train,report,serve,dev]'
