from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from vpdn.ios.debug_option import option_texts
from vpdn.wire import ccp, cp, ipcp, ipv6cp, lcp
from vpdn.wire.ppp import Protocol

ENDPOINT = bytes.fromhex("6AC616B006CC4281A1CA941E39B9182600000008")


@pytest.mark.parametrize(
    ("protocol", "option", "lines"),
    [
        (Protocol.LCP, lcp.Mru(1400), ["MRU 1400 (0x01040578)"]),
        (Protocol.LCP, lcp.Accm(0xA0000), ["ACCM 0x000A0000 (0x0206000A0000)"]),
        (Protocol.LCP, lcp.AuthenticationProtocol(0xC023), ["AuthProto PAP (0x0304C023)"]),
        (
            Protocol.LCP,
            lcp.AuthenticationProtocol(0xC223, b"\x05"),
            ["AuthProto CHAP (0x0305C22305)"],
        ),
        (
            Protocol.LCP,
            lcp.AuthenticationProtocol(0xC223, b"\x81"),
            ["AuthProto MS-CHAP-V2 (0x0305C22381)"],
        ),
        (Protocol.LCP, lcp.AuthenticationProtocol(0xC227), ["AuthProto EAP (0x0304C227)"]),
        (
            Protocol.LCP,
            lcp.AuthenticationProtocol(0xC223, b"\x99"),
            ["AuthProto 0xC223 (0x0305C22399)"],
        ),
        (Protocol.LCP, lcp.ShortSequence(), ["SSNHF (0x1202)"]),
        (Protocol.LCP, lcp.Callback(6), ["Callback 6  (0x0D0306)"]),
        (
            Protocol.LCP,
            lcp.EndpointDiscriminator(1, ENDPOINT),
            [
                "EndpointDisc 1 Local",
                " (0x1317016AC616B006CC4281A1CA941E39)",
                " (0xB9182600000008)",
            ],
        ),
        (Protocol.LCP, lcp.EndpointDiscriminator(9), ["EndpointDisc 9 Unknown", " (0x130309)"]),
        (Protocol.LCP, cp.RawOption(99, b"\x01"), ["Unknown 99 (0x630301)"]),
        (
            Protocol.LCP,
            cp.RawOption(99, bytes(16)),
            ["Unknown 99 (0x6312" + "00" * 14 + ")", " (0x0000)"],
        ),
        (
            Protocol.CCP,
            ccp.MppeOption(0x010000F1),
            ["MS-PPC supported bits 0x010000F1 (0x1206010000F1)"],
        ),
        (
            Protocol.IPCP,
            ipcp.SecondaryNbns(IPv4Address("10.0.0.1")),
            ["SecondaryWINS 10.0.0.1 (0x84060A000001)"],
        ),
        (
            Protocol.IPCP,
            ipcp.IpCompression(0x002D, b"\x0f\x01"),
            ["CompressType VJ (0x0206002D0F01)"],
        ),
        (
            Protocol.IPV6CP,
            ipv6cp.InterfaceIdentifier(bytes(range(8))),
            ["Interface-Id 0001:0203:0405:0607 (0x010A0001020304050607)"],
        ),
        (Protocol.CCP, lcp.Mru(1400), ["Unknown 1 (0x01040578)"]),
    ],
)
def test_options_in_ios_words(protocol: Protocol, option: cp.Option, lines: list[str]) -> None:
    assert list(option_texts(protocol, option)) == lines
