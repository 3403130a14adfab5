from __future__ import annotations

import pytest

from tests.net.conftest import NamespaceMaker
from vpdn.errors import ConfigError
from vpdn.net import namespaces, nft

COUNTED = "table ip t {{\ncounter one {{ packets {} bytes 0 }}\n}}\n"


def test_a_counter_is_read_by_its_name(namespace: NamespaceMaker) -> None:
    with namespaces.inside(namespace("nft")):
        nft.run(COUNTED.format(7))
        assert nft.counters("t") == {"one": 7}


def test_what_is_wrong_anywhere_changes_nothing_and_is_one_sentence(
    namespace: NamespaceMaker,
) -> None:
    with namespaces.inside(namespace("nft")):
        nft.run(COUNTED.format(7))
        with pytest.raises(ConfigError) as refused:
            nft.run("delete table ip t\ntable ip t {\nchain c {\njump nowhere\n}\n}\n")
        assert (
            refused.value.reason == "nft refuses: Could not process rule: No such file or directory"
        )
        assert nft.counters("t") == {"one": 7}
        with pytest.raises(ConfigError, match=r"^nft refuses: syntax error"):
            nft.run("nonsense\n")


def test_a_table_that_is_not_there_is_refused(namespace: NamespaceMaker) -> None:
    with namespaces.inside(namespace("nft")), pytest.raises(ConfigError, match="nft refuses"):
        nft.counters("t")


def test_a_machine_without_the_program_is_told_what_it_needs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert nft.program().endswith("sbin/nft"), "an ordinary user's PATH has no sbin"
    monkeypatch.setattr(nft, "SYSTEM_FOLDERS", ())
    with pytest.raises(ConfigError, match=r"no program `nft`.*package nftables"):
        nft.run("")
