"""Which source files a module is made of: its own, and those of the modules that it imports, at any depth."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

PACKAGE = "refundbot"


def files_of(modules: Iterable[str], root: Path) -> set[Path]:
    """The files of `modules`, and of all modules of the package that they import, also within functions."""
    found: set[Path] = set()
    waiting = list(modules)
    while waiting:
        for file in _files(waiting.pop(), root) - found:
            found.add(file)
            waiting += _imported(ast.parse(file.read_text(encoding="utf-8")))
    return found


def _files(module: str, root: Path) -> set[Path]:
    """The file of a module and the __init__.py of each package that it lies in; none of another package."""
    parts = module.split(".")
    if parts[0] != PACKAGE:
        return set()
    folders = [root.joinpath(*parts[:depth]) for depth in range(1, len(parts) + 1)]
    files = [folder / "__init__.py" for folder in folders] + [folders[-1].with_suffix(".py")]
    return {file for file in files if file.is_file()}


def _imported(tree: ast.AST) -> Iterator[str]:
    """All that may be a module: of `from a.b import c` it can be a.b or a.b.c."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level or node.module is None:
                raise ValueError("A relative import: its module cannot be told here. Write it in full.")
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)
