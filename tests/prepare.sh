#!/usr/bin/env bash
# Makes sure that what the tests need is on this machine: Dovecot, PostgreSQL and tesseract with French, from apt as root where missing.
# It starts nothing, stops nothing that runs, and keeps apt from starting what it installs.
set -eu

has_dovecot() { PATH="$PATH:/usr/sbin:/sbin" command -v dovecot >/dev/null && [ -x /usr/lib/dovecot/imap ] && [ -x /usr/lib/dovecot/lmtp ]; }
has_recogniser() { command -v tesseract >/dev/null && tesseract --list-langs 2>/dev/null | grep -qx fra; }
has_postgres() { command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; }

missing=()
has_dovecot || missing+=(dovecot-imapd dovecot-lmtpd)
has_postgres || missing+=(postgresql)
has_recogniser || missing+=(tesseract-ocr tesseract-ocr-fra)
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "Pour les tests il manque : ${missing[*]}." >&2
    echo "Sous Debian, en administrateur : apt-get install --no-install-recommends ${missing[*]}" >&2
    echo "Sans eux : les tests d'IMAP réel (Dovecot) de PostgreSQL, ou de lecture d'images (tesseract) ne peuvent pas tourner." >&2
    exit 1
fi

echo "Installation des serveurs de test par apt-get : ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
# A policy-rc.d that says no keeps the packages from starting servers of their own; one that is there already stays.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
    trap 'rm -f "$policy"' EXIT
fi
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
has_dovecot && has_postgres && has_recogniser || { echo "apt-get a fini, mais Dovecot, PostgreSQL ou tesseract manque encore." >&2; exit 1; }
echo "Dovecot, PostgreSQL et tesseract sont installés (non démarrés : les tests lancent leurs propres instances)."
