#!/usr/bin/env bash
# The README's test command: brings what is missing, checks the rules, runs the tests. "full" adds the slow ones.
#
# From the system it needs PostgreSQL's server, Chromium and two families of fonts (for "full" LibreOffice and poppler,
# too); Debian's packages are installed when that is allowed, else the command that installs them is told. The rest goes
# into .venv. Whatever is there already is used.
set -euo pipefail
cd "$(dirname "$0")/.."
export PIP_DISABLE_PIP_VERSION_CHECK=1 OMP_NUM_THREADS=1
# Hundreds of processes import the same modules.
unset PYTHONDONTWRITEBYTECODE

say() { printf '== %s\n' "$*"; }

give_up() {
  printf '%s\n' "$@" >&2
  exit 2
}

command -v python3 > /dev/null || give_up "Python is missing: install Python 3.11 or later, and run this again."
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
  give_up "$(python3 --version) is too old: Python 3.11 or later is needed as python3."

first=() missing=()
[ -x .venv/bin/pip ] || python3 -c 'import ensurepip, venv' 2> /dev/null || first+=(python3-venv)
{ compgen -G '/usr/lib/postgresql/*/bin/initdb' > /dev/null; } || missing+=(postgresql)
command -v chromium-headless-shell > /dev/null || command -v chromium > /dev/null || missing+=(chromium-headless-shell)
[ -d /usr/share/fonts/truetype/liberation ] || missing+=(fonts-liberation)
[ -d /usr/share/fonts/truetype/dejavu ] || missing+=(fonts-dejavu-core)
# Playwright's own program is linked against it.
ldconfig=$(PATH="$PATH:/sbin:/usr/sbin" command -v ldconfig || true)
[ -n "$ldconfig" ] && "$ldconfig" -p | grep -q 'libatomic\.so\.1' || missing+=(libatomic1)
if [ "${1:-}" = full ]; then
  { command -v soffice > /dev/null && [ -e /usr/lib/libreoffice/program/libsclo.so ]; } ||
    missing+=(libreoffice-writer-nogui libreoffice-calc-nogui)
  command -v pdftoppm > /dev/null || missing+=(poppler-utils)
fi
wanted=("${first[@]}" "${missing[@]}")

as_root=()
if [ ${#wanted[@]} -gt 0 ]; then
  by_hand="apt-get update && apt-get install --no-install-recommends ${wanted[*]}"
  command -v apt-get > /dev/null ||
    give_up "Missing from this system: ${wanted[*]} (names of Debian's packages)." "Install them, and run this again."
  if [ "$(id -u)" != 0 ]; then
    as_root=(sudo)
    # Without a terminal nobody can type a password.
    { command -v sudo > /dev/null && { sudo -n true 2> /dev/null || { [ -t 0 ] && sudo -v; }; }; } ||
      give_up "Missing from this system: ${wanted[*]}." "You are not root and may not use sudo. Have somebody run" \
        "" "    $by_hand" "" "as root, and run this again."
    as_root=(sudo -n env)
  fi
fi

install() {
  "${as_root[@]}" DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
}
[ ${#as_root[@]} -gt 0 ] || as_root=(env)

bring() {
  if [[ " $* " == *" postgresql "* ]]; then
    # No cluster of the system's own: the tests make theirs.
    install postgresql-common
    "${as_root[@]}" sed -i 's/^#\?create_main_cluster.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf
  fi
  install "$@"
}

log=$(mktemp) pip=$(mktemp) types=$(mktemp)
packages=
trap 'rm -f "$log" "$pip" "$types" "$types.imports"' EXIT
if [ ${#wanted[@]} -gt 0 ]; then
  say "installing ${wanted[*]} (apt-get)"
  "${as_root[@]}" apt-get update -qq || give_up "apt-get update failed. Once it works, run this again; or by hand, as root:" "    $by_hand"
  [ ${#first[@]} -eq 0 ] || install "${first[@]}" > "$log" 2>&1 || give_up "$(tail -n 20 "$log")" "apt-get failed. By hand, as root: $by_hand"
  # The packages come while pip works.
  [ ${#missing[@]} -eq 0 ] || { bring "${missing[@]}" > "$log" 2>&1 & packages=$!; }
fi

say "making .venv (pip)"
[ -x .venv/bin/pip ] || python3 -m venv --clear .venv
# Bytecode is made of what the tests import, not of all that is installed: that takes as long as the rest of pip's work.
.venv/bin/pip install --no-compile -c constraints.txt -e '.[test]' 2>&1 | tee "$pip" |
  { grep --line-buffered -oE '^ *(Downloading|Installing|Successfully|Building).{0,80}' || true; } ||
  give_up "$(grep -v '^INFO' "$pip" | tail -n 20)" "pip failed."

say "checking the rules: lint, format, import contracts, types"
.venv/bin/mypy > "$types" 2>&1 &
typing=$!
rules=0
.venv/bin/ruff check . || rules=1
.venv/bin/ruff format --check . || rules=1
.venv/bin/lint-imports > "$types.imports" 2>&1 && tail -n 2 "$types.imports" || { cat "$types.imports"; rules=1; }
wait "$typing" || rules=1
tail -n 60 "$types"
[ "$rules" = 0 ] || give_up "The rules do not hold; the tests have not run."

if [ -n "$packages" ]; then
  say "waiting for ${missing[*]}"
  wait "$packages" || give_up "$(tail -n 20 "$log")" "apt-get failed. By hand, as root: $by_hand"
fi

say "running the tests"
# A file's tests stay together, since they share servers and fits; files in order, as those that start services come
# first. The rules have been checked.
only=()
[ "${1:-}" != full ] || only=(-m "slow or not slow" --hypothesis-profile=full --durations=15)
.venv/bin/pytest -n auto --dist loadfile --no-loadscope-reorder "${only[@]}"
