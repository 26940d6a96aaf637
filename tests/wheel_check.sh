#!/usr/bin/env bash
# Builds the wheel with the Python $1, installs it in an empty environment and runs the demo from an empty folder.
set -eu
python=$(realpath -s "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$python" -m build --wheel --no-isolation --outdir "$work/dist" . >/dev/null
"$python" -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps "$work"/dist/*.whl
mkdir "$work/empty"
cd "$work/empty"
env -u PYTHONPATH "$work/venv/bin/guichet" demo
[ -z "$(ls -A .)" ] || { echo "La démonstration a laissé des fichiers dans le dossier courant." >&2; exit 1; }
echo "Le paquet installé fonctionne seul."
