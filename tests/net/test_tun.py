from __future__ import annotations

import select
import socket
from collections.abc import Iterator
from ipaddress import IPv4Interface, IPv4Network

import pytest

from tests.native.segments import GSO_UDP
from tests.net.conftest import NamespaceMaker
from vpdn.errors import ConfigError
from vpdn.net import namespaces
from vpdn.net.netlink import Netlink
from vpdn.net.tun import Tun

UDP_SEGMENT = 103
"""linux/udp.h."""


@pytest.fixture
def home(namespace: NamespaceMaker) -> Iterator[str]:
    name = namespace("tun")
    with namespaces.inside(name):
        namespaces.set_sysctl("net.ipv6.conf.all.disable_ipv6", "1")
        namespaces.set_sysctl("net.ipv6.conf.default.disable_ipv6", "1")
        yield name


def routed(tun: Tun) -> socket.socket:
    """A UDP socket whose packets to 192.0.2.0/24 go into the device."""
    with Netlink() as netlink:
        netlink.add_address(tun.name, IPv4Interface("10.1.0.1/32"))
        netlink.add_route(IPv4Network("192.0.2.0/24"), device=tun.name)
    return socket.socket(socket.AF_INET, socket.SOCK_DGRAM)


def wait_for(tun: Tun) -> None:
    assert select.select([tun], [], [], 2)[0]


@pytest.mark.usefixtures("home")
class TestTun:
    def test_packets_routed_to_it_are_read_in_order_as_bare_ip(self) -> None:
        tun = Tun("vpdn0", 1400)
        with routed(tun) as udp:
            for number in range(3):
                udp.sendto(bytes([number]), ("192.0.2.1", 9))
        wait_for(tun)
        batch = tun.read_batch()
        assert [packet[0] for packet in batch] == [0x45] * 3
        assert [packet[28:] for packet in batch] == [b"\0", b"\1", b"\2"]
        assert tun.counters.read == 3
        tun.close()

    def test_one_that_was_deleted_is_made_anew_as_it_was(self) -> None:
        tun = Tun("vpdn0", 1300)
        with Netlink() as netlink:
            netlink.remove_device("vpdn0")
            assert (tun.read_batch(), tun.lost) == ([], True)
            assert not tun.write(b"E")
            tun.restore()
            assert netlink.devices()["vpdn0"].mtu == 1300
        with routed(tun) as udp:
            udp.sendto(b"again", ("192.0.2.1", 9))
        wait_for(tun)
        assert [packet[28:] for packet in tun.read_batch()] == [b"again"]
        assert not tun.lost
        tun.close()

    def test_a_batch_is_no_longer_than_asked(self) -> None:
        tun = Tun("vpdn0")
        with routed(tun) as udp:
            for number in range(5):
                udp.sendto(bytes([number]), ("192.0.2.1", 9))
        wait_for(tun)
        assert [len(tun.read_batch(3)), len(tun.read_batch(3)), len(tun.read_batch(3))] == [3, 2, 0]
        tun.close()

    def test_a_written_packet_reaches_the_machine(self) -> None:
        tun = Tun("vpdn0")
        with routed(tun) as udp:
            udp.bind(("10.1.0.1", 4000))
            udp.settimeout(2)
            udp.sendto(b"there and back", ("192.0.2.1", 5000))
            wait_for(tun)
            sent = tun.read_batch()[0]
            answer = sent[:12] + sent[16:20] + sent[12:16] + sent[22:24] + sent[20:22] + sent[24:]
            assert tun.write(answer)
            assert udp.recvfrom(100) == (b"there and back", ("192.0.2.1", 5000))
        tun.close()

    def test_udp_that_was_sent_in_one_piece_is_read_so(self) -> None:
        tun = Tun("vpdn0", 1400, vnet=True)
        payload = bytes(range(256)) * 16
        with routed(tun) as udp:
            udp.setsockopt(socket.IPPROTO_UDP, UDP_SEGMENT, 1000)
            udp.sendto(payload, ("192.0.2.1", 9))
        wait_for(tun)
        [read] = tun.read_batch()
        assert (read[1], int.from_bytes(read[4:6], "little")) == (GSO_UDP, 1000)
        assert read[10 + 28 :] == payload
        tun.close()

    def test_a_kernel_that_knows_no_pieces_of_udp_cuts_them_itself(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("vpdn.net.tun.TUN_F_USO4", 1 << 20)
        tun = Tun("vpdn0", 1400, vnet=True)
        with routed(tun) as udp:
            udp.setsockopt(socket.IPPROTO_UDP, UDP_SEGMENT, 1000)
            udp.sendto(bytes(2500), ("192.0.2.1", 9))
        wait_for(tun)
        assert [len(each) - 10 - 28 for each in tun.read_batch()] == [1000, 1000, 500]
        tun.close()

    @pytest.mark.parametrize("packet", [b"", b"\x00", b"\xff" * 40])
    def test_what_is_no_ip_packet_is_counted_and_harmless(self, packet: bytes) -> None:
        tun = Tun("vpdn0")
        assert not tun.write(packet)
        assert tun.counters.refused == 1
        tun.close()

    def test_a_device_taken_down_reads_as_empty(self) -> None:
        tun = Tun("vpdn0")
        with Netlink() as netlink:
            netlink.set_up("vpdn0", False)
        assert tun.read_batch() == []
        assert not tun.write(b"\x45" + bytes(19))
        tun.close()

    def test_it_has_the_mtu_and_is_up_and_vanishes_on_close(self) -> None:
        tun = Tun("vpdn0", 1234)
        with Netlink() as netlink:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
                netlink.add_address("vpdn0", IPv4Interface("10.1.0.1/30"))
                udp.sendto(b"", ("10.1.0.2", 9))
                udp.setsockopt(socket.IPPROTO_IP, 10, 2)  # never fragment
                with pytest.raises(OSError, match="too long"):
                    udp.sendto(bytes(1234), ("10.1.0.2", 9))
            tun.close()
            tun.close()
            assert not netlink.has_device("vpdn0")

    def test_a_numbered_name_is_filled_in(self) -> None:
        first, second = Tun("vpdn%d"), Tun("vpdn%d")
        assert (first.name, second.name) == ("vpdn0", "vpdn1")
        first.close()
        second.close()

    def test_a_device_in_use_is_refused_by_name(self) -> None:
        tun = Tun("vpdn0")
        with pytest.raises(ConfigError, match="TUN device vpdn0: another program is using it"):
            Tun("vpdn0")
        tun.close()


@pytest.mark.parametrize("name", ["", "a" * 16])
def test_a_name_no_device_can_have_is_refused(name: str) -> None:
    with pytest.raises(ConfigError, match="is not a device name"):
        Tun(name)
