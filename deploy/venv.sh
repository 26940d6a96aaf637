#!/usr/bin/env bash
# Makes a Python environment in the folder $1 with $PYTHON (default python3): says in plain French what is missing.
set -eu
folder=$1
python=${PYTHON:-python3}
hint="apt-get install python3 python3-venv"

if ! command -v "$python" >/dev/null; then
    echo "Python manque. Sous Debian : $hint" >&2
    exit 1
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "Guichet demande Python 3.11 ou plus récent ; « $python » est plus ancien. Indiquez-en un autre : make PYTHON=python3.12 …" >&2
    exit 1
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "python3-venv manque : installation par apt-get."
        export DEBIAN_FRONTEND=noninteractive
        apt-get update -qq
        apt-get install -y -qq --no-install-recommends python3-venv >/dev/null
    else
        echo "Il manque de quoi créer un environnement Python. Sous Debian, en administrateur : $hint" >&2
        exit 1
    fi
fi
rm -rf "$folder"
"$python" -m venv "$folder"
