"""What the house promises about its own code. A tree is a dict: path -> source. Nothing is imported."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ACCESS = "election_office.accounts.access"
FENCES = frozenset({f"{ACCESS}.require", f"{ACCESS}.require_in", f"{ACCESS}.require_held"})
# Accounts stand below the audit app, which hands its ``record`` down to them.
TRACES = frozenset({"election_office.audit.actions.record", "election_office.accounts.trail.record"})
WRITES = frozenset({"save", "keep", "create", "get_or_create", "update_or_create", "bulk_create", "delete"})
TOPS = ("election_office", "villages", "voters", "candidates", "ballots")
Function = ast.FunctionDef | ast.AsyncFunctionDef
Tree = dict[str, str]


def read_tree() -> Tree:
    """The Python of the whole program, without tests and migrations."""
    return {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for top in TOPS
        for path in sorted((ROOT / top).rglob("*.py"))
        if not {"migrations", "__pycache__"} & set(path.parts)
    }


def contracts() -> list[dict[str, list[str]]]:
    """The contracts of import-linter: the staircase first, then what knows nothing of Django."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    listed: list[dict[str, list[str]]] = project["tool"]["importlinter"]["contracts"]
    return listed


def module_name(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


# ------------------------------------------------------------------ acts


@dataclass
class Module:
    name: str
    source: str
    tree: ast.Module
    functions: dict[str, Function] = field(default_factory=dict)
    classes: dict[str, ast.ClassDef] = field(default_factory=dict)
    imported: dict[str, str] = field(default_factory=dict)  # name in this module -> full name


@cache
def _module(name: str, source: str) -> Module:
    tree = ast.parse(source)
    module = Module(name, source, tree)
    module.functions = {node.name: node for node in tree.body if isinstance(node, Function)}
    module.classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    # An import inside a function counts as well: tasks and circles are resolved there.
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                module.imported[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        elif isinstance(node, ast.Import):
            for alias in node.names:
                module.imported[alias.asname or alias.name.split(".")[0]] = alias.name
    return module


Program = dict[str, Module]


def parse(tree: Tree) -> Program:
    return {
        module_name(path): _module(module_name(path), source)
        for path, source in tree.items()
        if path.endswith(".py")
    }


def is_actions(module: Module) -> bool:
    return "actions" in module.name.split(".")


def public_functions(program: Program) -> Iterator[tuple[Module, Function]]:
    """Every public function of every module called ``actions`` and of every package called so."""
    for module in program.values():
        if is_actions(module):
            for function in module.functions.values():
                if not function.name.startswith("_"):
                    yield module, function


NOT_AT_ONCE = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
STRAIGHT = (ast.Return, ast.Expr, ast.Assign, ast.AnnAssign, ast.With, ast.withitem, ast.keyword, ast.expr)


def certain_calls(function: Function) -> Iterator[ast.Call]:
    """The calls that every run makes before it may return, unless it raises. In doubt a call is left out."""
    waiting: list[ast.AST] = list(reversed(function.body))
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Call):
            yield node
        if isinstance(node, ast.stmt) and not isinstance(node, STRAIGHT) and _returns(node):
            waiting.clear()
        if isinstance(node, ast.If | ast.IfExp):
            waiting.append(node.test)
        elif isinstance(node, ast.BoolOp):
            waiting.append(node.values[0])
        elif isinstance(node, STRAIGHT) and not isinstance(node, NOT_AT_ONCE):
            waiting.extend(reversed(list(ast.iter_child_nodes(node))))


def _returns(node: ast.stmt) -> bool:
    return any(isinstance(inner, ast.Return) for inner in ast.walk(node))


def possible_calls(node: ast.AST) -> Iterator[ast.Call]:
    return (inner for inner in ast.walk(node) if isinstance(inner, ast.Call))


@cache
def _calls(function: Function | ast.ClassDef, surely: bool) -> tuple[ast.Call, ...]:
    if surely and not isinstance(function, ast.ClassDef):
        return tuple(certain_calls(function))
    return tuple(possible_calls(function))


def full_name(called: ast.expr, module: Module) -> str:
    """The full name of what is called; "" for a method of an object."""
    if isinstance(called, ast.Name):
        return module.imported.get(called.id, f"{module.name}.{called.id}")
    if isinstance(called, ast.Attribute):
        owner = full_name(called.value, module)
        return f"{owner}.{called.attr}" if owner in module.imported.values() else ""
    return ""


def resolved(name: str, program: Program) -> str:
    """Where a function really stands: a package may offer what its modules define."""
    for _ in range(5):
        owner, _, last = name.rpartition(".")
        module = program.get(owner)
        if (
            module is None
            or last not in module.imported
            or {last} & (module.functions | module.classes).keys()
        ):
            return name
        name = module.imported[last]
    return name


def called_name(call: ast.Call, module: Module, program: Program) -> str:
    return resolved(full_name(call.func, module), program)


def reaches(
    program: Program,
    module: Module,
    function: Function | ast.ClassDef,
    goals: frozenset[str],
    *,
    surely: bool,
    seen: frozenset[str] = frozenset(),
) -> bool:
    """Whether the function comes to a goal, itself or in what it calls; ``surely``: on every way.

    Making an object may come to whatever its methods come to, never surely.
    """
    sure = surely and not isinstance(function, ast.ClassDef)
    for call in _calls(function, sure):
        name = called_name(call, module, program)
        if name in goals:
            return True
        owner, _, called = name.rpartition(".")
        if name in seen or owner not in program:
            continue
        known = program[owner].functions if surely else program[owner].functions | program[owner].classes
        if called not in known:
            continue
        helper = known[called]
        if reaches(program, program[owner], helper, goals, surely=surely, seen=seen | {name}):
            return True
    return False


def acts(tree: Tree) -> set[str]:
    """The public functions of actions modules that leave a trace, by any chain of helpers."""
    program = parse(tree)
    return {
        f"{module.name}.{function.name}"
        for module, function in public_functions(program)
        if reaches(program, module, function, TRACES, surely=False)
    }


def silent(tree: Tree) -> set[str]:
    """The public functions of actions modules that write and leave no trace."""
    program = parse(tree)
    return {
        f"{module.name}.{function.name}"
        for module, function in public_functions(program)
        if any(_writes(call) for call in possible_calls(function))
    } - acts(tree)


def _writes(call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Attribute):
        return False
    of_a_query = call.func.attr == "update" and "objects" in ast.unparse(call.func)
    return call.func.attr in WRITES or of_a_query


def unfenced(tree: Tree, *, only: str = "") -> set[str]:
    """What may leave its trace or write without having asked who may, by the full name of the fence.

    ``only``: look at the acts of this one module.
    """
    program = parse(tree)
    return {
        f"{module.name}.{function.name}"
        for module, function in public_functions(program)
        if only in ("", module.name)
        and (
            reaches(program, module, function, TRACES, surely=False)
            or any(_writes(call) for call in possible_calls(function))
        )
        and not reaches(program, module, function, FENCES, surely=True)
    }


def traces_elsewhere(tree: Tree) -> set[str]:
    """Who records an act and stands in no module of actions: there no guard sees it."""
    program = parse(tree)
    return {
        f"{module.name}.{function.name}"
        for module in program.values()
        if not is_actions(module)
        for function in ast.walk(module.tree)
        if isinstance(function, Function)
        for call in possible_calls(function)
        if called_name(call, module, program) in TRACES
    }


def callers(step: str, program: Program) -> Iterator[tuple[Module, Function]]:
    """Every function and method that calls it by its name."""
    for module in program.values():
        if step.rpartition(".")[2] not in module.source:
            continue
        for function in ast.walk(module.tree):
            if isinstance(function, Function) and any(
                called_name(call, module, program) == step for call in _calls(function, False)
            ):
                yield module, function


def hooks(tree: Tree) -> set[str]:
    """What a paper registers to be called after an act of documents, which has asked: ``on_posted=…``."""
    program = parse(tree)
    return {
        resolved(full_name(keyword.value, module), program)
        for module in program.values()
        if "on_" in module.source
        for call in possible_calls(module.tree)
        for keyword in call.keywords
        if (keyword.arg or "").startswith("on_")
    }


def open_callers(
    step: str, tree: Tree, steps: frozenset[str], seen: frozenset[str] = frozenset()
) -> set[str]:
    """Who calls a step without having asked who may. Another step may; a private helper may whose own
    callers all asked or may."""
    program = parse(tree)
    found = set()
    for module, function in callers(step, program):
        name = f"{module.name}.{function.name}"
        if name in steps | seen or reaches(program, module, function, FENCES, surely=True):
            continue
        if function.name.startswith("_") and any(callers(name, program)):
            found |= open_callers(name, tree, steps, seen | {name})
        else:
            found.add(name)
    return found


# ------------------------------------------------------------------ rules


def rule_modules(tree: Tree) -> set[str]:
    """Every module called ``rules`` and of a package called so; a command of that name is none."""
    return {
        module_name(path)
        for path in tree
        if "rules" in module_name(path).split(".") and "/management/" not in path
    }


def impure_rules(tree: Tree) -> set[str]:
    """The rule modules that import Django or Celery, at the top or anywhere else."""
    return {
        module_name(path)
        for path, source in tree.items()
        if module_name(path) in rule_modules({path: source})
        for node in ast.walk(ast.parse(source))
        for imported in _imports(node)
        if imported.split(".")[0] in ("django", "celery")
    }


def _imports(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


# ------------------------------------------------------------------ pages

# The one page of an act, and the one answer to a button that stands on another page.
ANSWERS = frozenset(f"election_office.core.http.{name}" for name in ("act_page", "act_button"))
METHODS = frozenset({"require_http_methods", "require_POST"})


def posted_views(tree: Tree) -> set[str]:
    """Every view that takes a POST: what its decorator says, a constant of its module included."""
    program = parse(tree)
    return {f"{module.name}.{name}" for module in program.values() for name in _posted(module, program)}


def views_by_hand(tree: Tree) -> set[str]:
    """The views that take a POST and answer it neither through ``act_page`` nor through ``act_button``."""
    program = parse(tree)
    answers = ANSWERS | _bound(program, ANSWERS)
    return {
        f"{module.name}.{name}"
        for module in program.values()
        for name in _posted(module, program)
        if not reaches(program, module, module.functions[name], answers, surely=False)
    }


def _posted(module: Module, program: Program) -> Iterator[str]:
    for name, function in module.functions.items():
        for decorator in function.decorator_list:
            called = decorator.func if isinstance(decorator, ast.Call) else decorator
            if not METHODS & {ast.unparse(called).rpartition(".")[2]}:
                continue
            if not isinstance(decorator, ast.Call) or "POST" in _said(decorator.args[0], module, program):
                yield name


def _said(methods: ast.expr, module: Module, program: Program) -> str:
    """The methods as they are written, there or where the constant stands."""
    if not isinstance(methods, ast.Name):
        return ast.unparse(methods)
    owner, _, last = resolved(full_name(methods, module), program).rpartition(".")
    return next(
        ast.unparse(node.value)
        for node in program[owner].tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == last
    )


def _bound(program: Program, goals: frozenset[str]) -> frozenset[str]:
    """Names of modules that are a goal with some of its arguments: ``_page = partial(record_page, …)``."""
    return frozenset(
        f"{module.name}.{ast.unparse(node.targets[0])}"
        for module in program.values()
        for node in module.tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        if called_name(node.value, module, program) == "functools.partial"
        if _comes_to(full_name(node.value.args[0], module), program, goals)
    )


def _comes_to(name: str, program: Program, goals: frozenset[str]) -> bool:
    name = resolved(name, program)
    owner, _, last = name.rpartition(".")
    module = program.get(owner)
    if name in goals or module is None or last not in module.functions:
        return name in goals
    return reaches(program, module, module.functions[last], goals, surely=False)
