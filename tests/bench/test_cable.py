"""Two hosts, one cable."""

from __future__ import annotations

from contextlib import closing

from bench.cable import Cable
from tests.bench.reading import needs_root
from tests.interop.network import run


@needs_root
def test_what_one_host_sends_the_other_gets_and_both_are_gone_at_the_end() -> None:
    with closing(Cable("10.9.8.1/24", "10.9.8.2/24")) as cable:
        names = {cable.name, cable.other.name}
        cable.run("ping", "-c", "1", "-W", "2", "10.9.8.2")
    assert not any(name in run("ip", "netns") for name in names)
