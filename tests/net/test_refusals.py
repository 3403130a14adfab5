from __future__ import annotations

import errno

import pytest

from vpdn.net.refusals import address_refused, refused, tun_refused


def failure(number: int) -> OSError:
    return OSError(number, "")


@pytest.mark.parametrize("number", [errno.EPERM, errno.EACCES])
def test_a_missing_capability_is_named(number: int) -> None:
    sentence = "cannot open a raw GRE socket: CAP_NET_RAW is missing (run as root)"
    assert refused("open a raw GRE socket", failure(number), "CAP_NET_RAW").reason == sentence


def test_other_reasons_are_the_systems_own_words() -> None:
    assert refused("do it", failure(errno.ENOMEM)).reason == "cannot do it: Cannot allocate memory"
    assert refused("do it", OSError("odd")).reason.startswith("cannot do it: ")


@pytest.mark.parametrize(
    ("number", "port", "sentence"),
    [
        (errno.EADDRINUSE, 1723, "TCP port 1723 on 10.200.20.2: another program is using it"),
        (
            errno.EADDRNOTAVAIL,
            1723,
            "TCP port 1723 on 10.200.20.2: this machine has no address 10.200.20.2",
        ),
        (
            errno.EACCES,
            179,
            "TCP port 179 on 10.200.20.2: CAP_NET_BIND_SERVICE is missing (run as root)",
        ),
        (errno.EPERM, 0, "TCP on 10.200.20.2: CAP_NET_RAW is missing (run as root)"),
        (errno.ENOMEM, 1723, "TCP port 1723 on 10.200.20.2: Cannot allocate memory"),
    ],
)
def test_a_port_that_cannot_be_had(number: int, port: int, sentence: str) -> None:
    refusal = address_refused("TCP", "10.200.20.2", port, failure(number))
    assert refusal.reason == f"cannot use {sentence}"


@pytest.mark.parametrize(
    ("number", "hint"),
    [
        (errno.ENOENT, "there is no /dev/net/tun"),
        (errno.ENODEV, "there is no /dev/net/tun"),
        (errno.EACCES, "this user may not open /dev/net/tun"),
        (errno.EMFILE, "/dev/net/tun: Too many open files"),
    ],
)
def test_a_tun_device_that_cannot_be_made(number: int, hint: str) -> None:
    assert tun_refused(failure(number)).reason.startswith(f"cannot make a TUN device: {hint}")
