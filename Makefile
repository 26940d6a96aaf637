# Tout ce qu'il faut pour essayer, vérifier et mesurer. « make » sans cible donne la liste.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
COMPILE := $(BIN)/pip-compile --quiet --no-header --generate-hashes --strip-extras --allow-unsafe \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host

.DEFAULT_GOAL := help
.PHONY: help demo test check bench bench-match chaos fuzz wheel-check lock clean

help:  ## cette liste
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/running  ## essayer : boîte aux lettres, factures et courriels d'exemple, tout sur cette machine (DEMO=--keep)
	@$(BIN)/python -m bot demo $(DEMO)

test: $(VENV)/developing  ## tous les tests (prépare Dovecot et PostgreSQL s'ils manquent ; TESTS=chemin pour un seul)
	@bash tests/prepare.sh
	@$(BIN)/python -m pytest -n auto --dist worksteal $(TESTS)

check: $(VENV)/developing  ## avant un commit : forme, erreurs, types, contrats, règles, tests
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/guichet rules check
	@$(MAKE) --no-print-directory test

bench: $(VENV)/developing  ## mesurer : ce que coûte un courriel, l'attente d'une réponse, la mémoire (BENCH="500 --json" ; BENCH_DB=postgresql://…)
	@bash tests/prepare.sh
	@$(BIN)/python -m tests.bench $(BENCH)
	@$(MAKE) --no-print-directory bench-match

bench-match: $(VENV)/developing  ## mesurer le rapprochement des numéros (MATCH="--rows 1000000 --references 40000" ; --db postgresql://… ; --slips 5)
	@$(BIN)/python -m tests.bench.matching $(MATCH)

chaos: $(VENV)/developing  ## remplir 100 000 factures depuis le simulateur, tué trois fois, puis pendant que tout bouge ; sur SQLite et PostgreSQL (CHAOS="-k sqlite" pour un seul)
	@bash tests/prepare.sh
	@GUICHET_SYNC_INVOICES=100000 $(BIN)/python -m pytest -q -s $(CHAOS) tests/stories/test_sync_kills.py

fuzz: $(VENV)/developing  ## abîmer 5 000 courriels (aucune erreur, temps borné) ; en composer 20 000 (aucune réponse à une phrase grave) (FUZZ="--seed 7", COMPOSED=20000)
	@$(BIN)/python -m tests.fuzz $(FUZZ)
	@GUICHET_COMPOSED=$${COMPOSED:-20000} $(BIN)/python -m pytest -q -n0 tests/core/test_written_mails.py

wheel-check: $(VENV)/developing  ## construire le paquet, l'installer ailleurs, y lancer la démonstration
	@bash tests/wheel_check.sh $(BIN)/python

lock: $(VENV)/developing  ## refaire les deux fichiers de verrouillage
	@$(COMPILE) --upgrade --output-file requirements.lock pyproject.toml
	@$(COMPILE) --upgrade --extra dev --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml

clean:  ## enlever ce que make a fabriqué
	@rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis *.egg-info

# --- environnements : refaits seulement quand un verrou change ------------------------------------

$(BIN)/python:
	@PYTHON="$(PYTHON)" bash deploy/venv.sh "$(VENV)"

$(VENV)/running: requirements.lock | $(BIN)/python
	@echo "Installation des paquets (une minute la première fois)…"
	@$(PIP) --require-hashes -r requirements.lock
	@touch $@

$(VENV)/developing: requirements-dev.lock pyproject.toml | $(BIN)/python
	@echo "Installation des paquets et des outils (une à deux minutes la première fois)…"
	@$(PIP) --require-hashes -r requirements-dev.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/running
