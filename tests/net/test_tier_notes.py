"""What is said of the tiers of the data path before one is made."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.net.capabilities import CAP_BPF, CAP_NET_ADMIN, CAP_NET_RAW, CAP_SYS_ADMIN, without
from vpdn.net import carriage
from vpdn.net.carriage import NOT_BUILT, Carriage
from vpdn.net.tier_notes import RECEIVING, SENDING, goes_past, lacking

GUIDE = Path(__file__).parents[2] / "docs" / "guide.md"


def test_only_the_tiers_past_the_kernels_ip_go_past_anything() -> None:
    past = {each: goes_past(each) for each in Carriage if goes_past(each)}
    assert past == {Carriage.PACKET: (SENDING,), Carriage.XDP: (SENDING, RECEIVING)}


@pytest.mark.parametrize("sentence", [SENDING, RECEIVING])
def test_the_guide_has_the_same_sentences(sentence: str) -> None:
    assert sentence in " ".join(GUIDE.read_text().replace("**", "").split())


@pytest.mark.parametrize("each", Carriage)
def test_who_may_everything_lacks_nothing(each: Carriage) -> None:
    assert lacking(each) == ""


@pytest.mark.parametrize(
    ("each", "dropped", "missing"),
    [
        (Carriage.PACKET, (CAP_NET_RAW,), "CAP_NET_RAW is missing (run as root)"),
        (Carriage.PACKET, (CAP_NET_ADMIN, CAP_BPF, CAP_SYS_ADMIN), ""),
        (Carriage.XDP, (CAP_BPF,), ""),
        (Carriage.XDP, (CAP_SYS_ADMIN,), ""),
        (Carriage.XDP, (CAP_BPF, CAP_SYS_ADMIN), "CAP_BPF is missing (run as root)"),
        (
            Carriage.XDP,
            (CAP_NET_ADMIN, CAP_NET_RAW),
            "CAP_NET_RAW and CAP_NET_ADMIN are missing (run as root)",
        ),
        (Carriage.NATIVE, (CAP_NET_RAW,), ""),
    ],
)
def test_a_tier_lacks_what_the_thread_may_not(
    each: Carriage, dropped: tuple[int, ...], missing: str
) -> None:
    with without(*dropped):
        assert lacking(each) == missing


def test_without_the_extension_the_tiers_in_c_lack_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carriage, "AVAILABLE", False)
    told = f"no native data path: {NOT_BUILT}"
    assert [lacking(each) for each in Carriage] == ["", told, told, told, ""]
