"""The whole package with the extension built under a sanitizer, and its tests run with it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def build(folder: Path, *flags: str) -> None:
    """A copy of the package in `folder`, with an extension built with `flags`."""
    package = folder / "vpdn"
    shutil.copytree(
        ROOT / "src" / "vpdn", package, ignore=shutil.ignore_patterns("__pycache__", "*.so")
    )
    [module] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"][
        "ext-modules"
    ]
    defined = [f"-D{name}={value}" for name, value in module["define-macros"]]
    includes = [f"-I{sysconfig.get_path('include')}", f"-I{ROOT / 'native'}"]
    sources = [str(ROOT / source) for source in module["sources"]]
    plain = ("gcc", "-shared", "-fPIC", "-std=gnu11", "-g", "-O1", *defined, *includes)
    target = str(package / "datapath" / "_native.abi3.so")
    subprocess.run((*plain, *flags, *sources, "-lm", "-pthread", "-o", target), check=True)


def run_tests(folder: Path, runtimes: Sequence[str], options: str, *tests: str) -> tuple[int, str]:
    """The suites with the package in `folder`, but for what is about other code; the sanitizers'
    `runtimes` come first and get their `options`. How they ended, and what they said."""
    libraries = " ".join(_runtime(name) for name in runtimes)
    report = folder / "report"
    options += f":log_path={report}"
    environment = os.environ | {
        "LD_PRELOAD": libraries,
        "PYTHONPATH": str(folder),
        "PYTHONMALLOC": "malloc",
        "PYCRYPTODOME_DISABLE_DEEPBIND": "1",
        "SCHEDULE_PACKETS": "4000",
        "ASAN_OPTIONS": options,
        "TSAN_OPTIONS": options,
        "UBSAN_OPTIONS": f"print_stacktrace=1:log_path={report}",
    }
    pytest = (sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider")
    where = ("-o", f"pythonpath={folder} .", "-o", "timeout=300")
    done = subprocess.run(
        (*pytest, *where, "-k", "not python and not portable", *tests),
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    reports = "".join(file.read_text() for file in sorted(folder.glob(f"{report.name}.*")))
    return done.returncode, done.stdout + reports


def _runtime(name: str) -> str:
    found = subprocess.run(
        ("gcc", f"-print-file-name={name}"), capture_output=True, text=True, check=True
    )
    return found.stdout.strip()
