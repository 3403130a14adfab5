"""The tests of the data path with the extension built under sanitizers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.native import instrumented

APART = [f"--ignore=tests/native/test_{name}.py" for name in ("fuzz", "memory", "sanitized")]
"""Programs of their own, with sanitizers of their own."""
SUITES = ("tests/datapath", "tests/native", "tests/net/test_native_pump.py")
THREADS = ("tests/net/test_native_pump.py", "tests/net/test_workers.py")


@pytest.mark.timeout(300)
def test_the_extension_has_no_bad_access_and_no_undefined_behaviour(tmp_path: Path) -> None:
    flags = ("-fsanitize=address,undefined", "-fno-sanitize-recover=all")
    instrumented.build(tmp_path, *flags)
    runtimes, options = ("libasan.so", "libubsan.so"), "detect_leaks=0"
    ended, said = instrumented.run_tests(tmp_path, runtimes, options, *SUITES, *APART)
    assert ended == 0, said


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a build is that sees races."""
    folder = tmp_path_factory.mktemp("thread")
    instrumented.build(folder, "-fsanitize=thread")
    return folder


@pytest.mark.timeout(300)
@pytest.mark.parametrize("suite", THREADS, ids=["pump", "workers"])
def test_workers_and_python_never_race(watched: Path, suite: str) -> None:
    options = "halt_on_error=1"
    ended, said = instrumented.run_tests(watched, ("libtsan.so",), options, suite)
    assert ended == 0, said
