# 明策的各项任务；`make` 列出全部。
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

# 解释器由 tools/python.sh 选定；make serve PYTHON=/路径/python3.11 可另行指定。
export PYTHON
VENV ?= .venv
HOST ?= 127.0.0.1
PORT ?= 7860
JOBS ?= 2
ARGS ?=

PY := $(VENV)/bin/python
RUN_STAMP := $(VENV)/.mingce-run
DEV_STAMP := $(VENV)/.mingce-dev
PINS := pyproject.toml constraints.txt
TEST_PACKAGES := chromium fonts-noto-cjk libreoffice-writer-nogui poppler-utils

.PHONY: help venv setup serve test test-packages screenshots lint format clean

help: ## 列出可用的任务
	@echo "用法：make 任务 [变量=值]"; echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "变量：PYTHON 解释器；HOST、PORT 网页的地址和端口；JOBS 同时运行测试的进程数；ARGS 传给 pytest 的参数"
	@echo "环境变量 MINGCE_HOME：数据目录，默认 ~/.mingce"

$(RUN_STAMP): $(PINS)
	@bash tools/venv.sh $(VENV) "" $@

$(DEV_STAMP): $(PINS)
	@bash tools/venv.sh $(VENV) "[dev]" $@
	@touch $(RUN_STAMP)

venv: $(DEV_STAMP) ## 建立开发环境（.venv，含测试和检查工具）

setup: $(RUN_STAMP) ## 安装依赖并准备内置的向量模型（可重复执行）
	@$(PY) -m mingce setup

serve: setup ## 准备好一切并打开网页 http://127.0.0.1:7860
	@$(PY) -m mingce demo
	@exec $(PY) -m mingce serve --host $(HOST) --port $(PORT)

test-packages:
	@bash tools/packages.sh $(TEST_PACKAGES)

test: $(DEV_STAMP) test-packages ## 运行全部测试，包括浏览器测试
	@home=$$(mktemp -d); trap 'rm -rf "$$home"' EXIT; \
	for name in $${!MINGCE_@}; do unset "$$name"; done; \
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MINGCE_HOME="$$home" $(PY) -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder $(ARGS)

screenshots: ## 用最近一次测试留下的截图（artifacts/screenshots）更新 README 的插图
	@cd artifacts/screenshots && for shot in answer:answer-1366x768-light source:source-1366x768-light tasks:tasks-1366x768-light \
		matrix:tasks-matrix check:check; do cp "$${shot#*:}.png" "../../docs/images/$${shot%%:*}.png"; done

lint: $(DEV_STAMP) ## 检查代码：ruff 的规则和格式，mypy strict
	@status=0; \
	$(PY) -m ruff check . || status=1; \
	$(PY) -m ruff format --check . || status=1; \
	$(PY) -m mypy || status=1; \
	exit $$status

format: $(DEV_STAMP) ## 整理代码格式，改正能自动改正的问题
	@$(PY) -m ruff check --fix-only --quiet .
	@$(PY) -m ruff format .

clean: ## 删除环境和各种缓存（不动数据目录）
	@rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
