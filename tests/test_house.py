"""The rules of the house that no tool checks: sizes, twins, words, who reads what."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "vpdn"
TESTS = ROOT / "tests"

ROOT_ENTRIES = 18
SOURCE_LINES = 400
TEST_LINES = 500
CLASS_LINES = 250

# A source file tested through another file's twin, and which.
TESTED_ELSEWHERE: dict[str, str] = {
    "src/vpdn/explain/capture_signs.py": "tests/explain/test_capture_rules.py",
    "src/vpdn/explain/configuration_signs.py": "tests/explain/test_configuration_rules.py",
}

# The pure packages (design rule 3); those not written yet join the contract when they come.
CORE = {"wire", "crypto", "ppp", "pptp", "radius", "tacacs", "datapath"}

# What a command that shows the live server may take from `nas`.
READ_MODEL = {
    f"vpdn.nas.{name}"
    for name in ("config", "events", "nat_snapshot", "resources", "snapshot", "trace", "traffic")
}

FORBIDDEN_WORDS = {
    "a to-do mark": r"\b(TODO|FIXME|XXX|HACK)\b",
    "an unwritten body": r"\bNotImplementedError\b",
    "a silenced checker": r"#\s*type:\s*ignore|#\s*noqa|pragma:\s*no cover",
    "somebody's own folder": r"(?<![\w.])/(?:home|root|work)/",
}


def test_the_root_has_at_most_18_entries() -> None:
    entries = {path.split("/", 1)[0] for path in tracked()}
    assert len(entries) <= ROOT_ENTRIES, sorted(entries)


@pytest.mark.parametrize(("folder", "limit"), [(SOURCE, SOURCE_LINES), (TESTS, TEST_LINES)])
def test_no_file_is_long(folder: Path, limit: int) -> None:
    lengths = {relative(file): len(file.read_text().splitlines()) for file in modules(folder)}
    assert {file: lines for file, lines in lengths.items() if lines > limit} == {}


def test_no_class_is_long() -> None:
    lengths = {
        f"{relative(file)}:{node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for file in modules(SOURCE)
        for node in ast.walk(parsed(file))
        if isinstance(node, ast.ClassDef)
    }
    assert {name: lines for name, lines in lengths.items() if lines > CLASS_LINES} == {}


def test_every_file_with_behaviour_has_a_twin_test() -> None:
    """A file of dataclasses alone has nothing to test; `__init__` and `__main__` hold no logic."""
    lonely = [
        relative(file)
        for file in modules(SOURCE)
        if not file.name.startswith("__")
        and has_functions(parsed(file))
        and relative(file) not in TESTED_ELSEWHERE
        and not twin(file).exists()
    ]
    assert lonely == []


def test_every_exception_from_the_twin_rule_still_stands() -> None:
    for source, test in TESTED_ELSEWHERE.items():
        assert (ROOT / source).exists(), source
        assert (ROOT / test).exists(), test
        assert not twin(ROOT / source).exists(), f"{source} has a twin now"


@pytest.mark.parametrize("what", FORBIDDEN_WORDS)
def test_no_forbidden_words(what: str) -> None:
    pattern = re.compile(FORBIDDEN_WORDS[what])
    found = [
        f"{path}:{number}: {line.strip()}"
        for path in tracked()
        if path.endswith((".py", ".md", ".toml", ".cfg", ".txt"))
        and path != relative(Path(__file__))
        for number, line in enumerate((ROOT / path).read_text().splitlines(), 1)
        if pattern.search(line)
    ]
    assert found == []


def test_the_import_contract_names_every_core_package() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
        "contracts"
    ]
    [core] = [contract for contract in contracts if "no clock" in contract["name"]]
    present = {f"vpdn.{name}" for name in CORE if (SOURCE / name).is_dir()}
    assert present <= set(core["source_modules"])


def test_show_commands_read_the_live_server_through_its_read_model_only() -> None:
    for file in (SOURCE / "ios" / "commands").glob("show_*.py"):
        taken = {name for name in imports(parsed(file)) if name.startswith("vpdn.nas")}
        assert taken <= READ_MODEL, relative(file)


def test_the_locks_name_no_registry_and_pin_every_package() -> None:
    for lock in (ROOT / "scripts").glob("requirements*.txt"):
        lines = [line for line in lock.read_text().splitlines() if line and line[0] not in "#-"]
        assert [line for line in lines if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []


def tracked() -> list[str]:
    """Paths git knows of, and those it would take: the tree as the next commit could have it."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [path for path in listing.stdout.splitlines() if (ROOT / path).is_file()]


def modules(folder: Path) -> Iterator[Path]:
    return (file for file in sorted(folder.rglob("*.py")))


def relative(file: Path) -> str:
    return str(file.relative_to(ROOT))


def twin(source: Path) -> Path:
    folder = TESTS / source.relative_to(SOURCE).parent
    return folder / f"test_{source.name}"


def parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text(), str(file))


def has_functions(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and not (len(node.body) == 1 and is_ellipsis(node.body[0]))
        for node in ast.walk(tree)
    )


def is_ellipsis(node: ast.stmt) -> bool:
    """The body of a Protocol's method."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from names if node.module == "vpdn.nas" else [node.module]
