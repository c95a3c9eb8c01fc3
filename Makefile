# `make run` starts the office on a machine that has Python 3 and nothing else; `make test` tries
# all of it. Both set up what they need themselves; `make help` lists the rest.

.DEFAULT_GOAL := help
.PHONY: bundle faults fuzz mutate papers help run setup setup-test test check unit bench scale screenshots fix lock

PORT ?= 8000
OFFICE_DEMO ?= 1
PYTHON := .venv/bin/python
PACKAGES := election_office villages voters candidates ballots
export PYTHONUTF8 := 1
# Where Python may not keep what it compiled, every process compiles six hundred files anew.
unexport PYTHONDONTWRITEBYTECODE

help: ## 列出全部命令
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)$$/make \1	\2/p' Makefile

run: setup ## 启动平台（网页服务和后台任务），首次运行载入演示乡镇；PORT=8001可换端口
	@OFFICE_DEMO=$(OFFICE_DEMO) exec $(PYTHON) manage.py run_office --prepare --port $(PORT)

setup: ## 只安装，不启动
	@.ci/setup run

setup-test: ## 安装测试所需的一切
	@.ci/setup test

test: setup-test ## 全部检查和测试，SQLite与PostgreSQL+Redis各一遍
	@.ci/test

check: setup-test ## 格式、类型、分层、部署检查
	@.ci/check

unit: setup-test ## 不开浏览器的测试，只用SQLite；APP=ballots只测一个应用
	@$(PYTHON) -m pytest -q -n auto --dist loadfile -m "not journey and not bench" tests/$(APP)

bench: setup-test ## 与有名有姓的替代方案比速度
	@$(PYTHON) -m pytest -q -s -m bench

scale: setup-test ## 在临时的PostgreSQL里装入1万人和PEOPLE人（默认100万）的试验县，各角色走遍各页面，比较时间
	@$(PYTHON) .ci/scale.py --people $(or $(PEOPLE),1000000)

mutate: setup-test ## 把rules模块里的每个比较挪动一格，看最近的测试是否发现；RULES=villages.bodies只看一部分
	@$(PYTHON) .ci/mutate.py $(RULES)

faults: setup-test ## 让后台、网页、队列、数据库、磁盘、时钟各在20个随机时刻出错，数丢失和重复；FAULTS=2快试，ON=sqlite只试一种库
	@FAULTS=$(or $(FAULTS),20) $(PYTHON) .ci/faults.py $(if $(ON),--on $(ON))

fuzz: setup-test ## 把各种古怪的内容填进每个表单、接口和导入文件，打印次数表；OFFICE_FUZZ=50每个表单试50次
	@OFFICE_FUZZ=$(or $(OFFICE_FUZZ),20) $(PYTHON) -m pytest -q -s tests/fuzz

screenshots: setup-test ## 重新拍摄README里的页面图
	@$(PYTHON) .ci/screenshots.py

papers: setup-test ## 打印每一种公文，短的和最长的，与LibreOffice打开的Word逐页比较，存入.cache/papers
	@$(PYTHON) .ci/papers.py

bundle: setup ## 做一个不用网络的安装包，存入.cache/bundle；PLATFORM=aarch64为鲲鹏、飞腾机器做
	@.ci/bundle

fix: setup-test ## 自动改正格式
	@.venv/bin/ruff check --fix . ; .venv/bin/ruff format .
	@find templates $(PACKAGES) -name '*.html' -exec .venv/bin/djade --target-version 5.2 {} +

lock: ## requirements.txt改动后，重新固定间接依赖的版本
	@.ci/lock
