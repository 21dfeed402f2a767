# `make` alone lists what there is. Needs GNU make, a POSIX shell and a Python from 3.11 to 3.13.

PORT = 8501
HOST = 127.0.0.1
VENV = .venv
WORKERS = 1
TORCH = .venv-torch
# two processes, file by file and in order: tests of one folder share what their process has compiled
SIDE_BY_SIDE = -n 2 --dist loadfile --no-loadscope-reorder
TYPED = $(wildcard dl_core surfaces kit ui pages exports scripts)

.PHONY: help run serve class test fuzz test-class test-torch bench pictures lint format browser clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

run: $(VENV)/.run  ## the app on http://localhost:8501, or another port: make run PORT=8600 (for a class: make class)
	$(VENV)/bin/python -m uvicorn app:app --host $(HOST) --port $(PORT) --no-access-log --ws-per-message-deflate false

# WORKERS counts servers here, processes of uvicorn; LAB_WORKERS counts the computing processes of each server.
serve: $(VENV)/.run  ## several servers behind HAProxy, all on this machine: make serve WORKERS=2
	@$(VENV)/bin/python -m scripts.several --servers $(WORKERS) --host $(HOST) --port $(PORT)

class: $(VENV)/.class  ## for the people in this room: prints the address, a QR code, and what a firewall may block
	@$(VENV)/bin/python -m scripts.room --port $(PORT)
ifeq ($(WORKERS),1)
	@$(MAKE) --no-print-directory run HOST=0.0.0.0
else
	@$(MAKE) --no-print-directory serve HOST=0.0.0.0
endif

test: lint browser  ## lint, types, unit tests, page tests, browser tests; installs what they need
	$(VENV)/bin/python -m pytest tests --ignore tests/torch --ignore tests/browser --ignore tests/several $(SIDE_BY_SIDE)
	$(VENV)/bin/python -m pytest tests/browser $(SIDE_BY_SIDE)

fuzz: $(VENV)/.dev  ## random addresses, edits and requests: ten times as many as in make test, others each time
	LAB_FUZZ=10 $(VENV)/bin/python -m pytest tests/kit/test_any_address.py tests/ui/test_any_question.py $(SIDE_BY_SIDE)

test-class: browser  ## two servers behind HAProxy, with visitors; installs HAProxy or says how
	@$(VENV)/bin/python -m scripts.haproxy
	$(VENV)/bin/python -m pytest tests/several

test-torch: $(TORCH)/.torch  ## the tests that compare with PyTorch, in an environment of their own (large)
	$(TORCH)/bin/python -m pytest tests/torch

bench: $(TORCH)/.torch  ## the speed table: against C, optax, NumPy, PyTorch, and in a real browser
	@$(TORCH)/bin/python -m scripts.browser
	$(TORCH)/bin/python -m benchmarks

pictures: browser  ## the README's pictures, anew
	$(VENV)/bin/python -m scripts.pictures

lint: $(VENV)/.dev  ## ruff and mypy
	$(VENV)/bin/ruff check
	$(VENV)/bin/ruff format --check
	$(VENV)/bin/mypy $(TYPED)

format: $(VENV)/.dev  ## let ruff mend what it can
	$(VENV)/bin/ruff check --fix
	$(VENV)/bin/ruff format

browser: $(VENV)/.dev
	@$(VENV)/bin/python -m scripts.browser

clean:  ## remove everything that make has made, environments included
	rm -rf $(VENV) $(TORCH) .cache .pytest_cache .ruff_cache .mypy_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# An environment is made once, and brought up to date when its requirements change.

$(VENV)/.run: requirements.txt constraints.txt
	@sh scripts/venv.sh $(VENV) requirements.txt
	@touch $@

$(VENV)/.class: requirements-class.txt requirements.txt constraints.txt
	@sh scripts/venv.sh $(VENV) requirements-class.txt
	@touch $@ $(VENV)/.run

$(VENV)/.dev: requirements-dev.txt requirements.txt constraints.txt
	@sh scripts/venv.sh $(VENV) requirements-dev.txt
	@touch $@ $(VENV)/.run

$(TORCH)/.torch: requirements-torch.txt requirements-dev.txt requirements.txt constraints.txt
	@sh scripts/venv.sh $(TORCH) requirements-torch.txt
	@touch $@
