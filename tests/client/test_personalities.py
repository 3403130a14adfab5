"""What each personality says, octet by octet, to the document's router with 128 bits.

M stands for our magic number, H for the router's, C for the Call ID, S for the serial number and R
for MS-CHAPv2's response, which are different in every call. Times are in `test_link`.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.client.world import SETTINGS, STRONG, World
from vpdn.client.settings import Encryption
from vpdn.ppp.personality import CPE, LINUX, PERSONALITIES, WINDOWS_10, WINDOWS_2000, Personality

WINDOWS_LCP = "0506MMMMMMMM 0702 0802"
SERVERS = "8106 00000000 8206 00000000 8306 00000000 8406 00000000"
IDENTIFIED_2000 = ["0C020012 MMMMMMMM" + b"MSRASV5.00".hex()]
IDENTIFIED_2000 += ["0C030018 MMMMMMMM" + b"MSRAS-1-RSHANMUG".hex()]
IDENTIFIED_10 = ["0C020012 MMMMMMMM" + b"MSRASV5.20".hex()]
IDENTIFIED_10 += ["0C03001B MMMMMMMM" + b"MSRAS-0-MSEDGEWIN10".hex()]
ENDPOINT = "1317 01 6AC616B006CC4281A1CA941E39B9182600000008"
NO_ERROR = "MMMMMMMM 003CCD74 00000000"
PPPD_LCP = "01010012 0104 0578 0506MMMMMMMM 0702 0802"


def up(personality: Personality, encryption: Encryption = Encryption.REQUIRED) -> World:
    settings = replace(SETTINGS, user="scott", personality=personality, encryption=encryption)
    world = World(settings).connect()
    return world.hang_up()


def said(world: World, protocol: str) -> list[str]:
    """Our packets of one PPP protocol, in order, without what no two calls have in common."""
    frames = [frame.hex().upper() for frame in world.pc.frames]
    front = f"FF03{protocol}"
    packets = [frame.removeprefix(front) for frame in frames if frame.startswith(front)]
    magic = frames[0].partition("0506")[2][:8]
    theirs = frames[1][-8:]
    return [packet.replace(magic, "M" * 8).replace(theirs, "H" * 8) for packet in packets]


def packed(*packets: str) -> list[str]:
    return ["".join(packet.split()).upper() for packet in packets]


def text_field(text: bytes) -> str:
    return text.ljust(64, b"\0").hex()


def start_request(capabilities: str, host: bytes = b"", vendor: bytes = b"") -> str:
    """Start-Control-Connection-Request, RFC 2637 section 2.1."""
    front = "009C 0001 1A2B3C4D 0001 0000 0100 0000"
    return "".join((front, capabilities, text_field(host), text_field(vendor)))


def call_request(speeds: str, window: str) -> str:
    """Outgoing-Call-Request, RFC 2637 section 2.7: bearer 3, framing 3, no number."""
    front = f"00A8 0001 1A2B3C4D 0007 0000 CCCC SSSS {speeds} 00000003 00000003 {window}"
    return front + "00" * 2 + "00" * 4 + "00" * 128


SLOWEST_300 = "0000012C 05F5E100"
CONTROL = [
    (WINDOWS_2000, start_request("00000001 00000001 0000 0893"), SLOWEST_300, "0040"),
    (
        WINDOWS_10,
        start_request("00000001 00000001 0000 0000", vendor=b"Microsoft"),
        SLOWEST_300,
        "0040",
    ),
    (
        LINUX,
        start_request("00000003 00000003 0001 0001", vendor=b"vpdn"),
        SLOWEST_300,
        "0040",
    ),
    (
        CPE,
        start_request("00000003 00000003 0001 0000", host=b"anonymous"),
        "000003E8 05F5E100",
        "2000",
    ),
]


@pytest.mark.parametrize(
    ("personality", "start", "speeds", "window"),
    CONTROL,
    ids=lambda each: getattr(each, "name", ""),
)
def test_control_messages(personality: Personality, start: str, speeds: str, window: str) -> None:
    world = up(personality)
    messages = [message.hex().upper() for message in world.pc.messages]
    assert messages[0] == packed(start)[0]
    request = messages[1]
    call_id, serial = request[24:28], request[28:32]
    assert (call_id == "0000") is (personality is WINDOWS_2000)
    wanted = call_request(speeds, window).replace("CCCC", call_id).replace("SSSS", serial)
    assert request == packed(wanted)[0]


@pytest.mark.parametrize("personality", PERSONALITIES.values(), ids=PERSONALITIES)
def test_set_link_info_comes_with_the_call_and_with_lcp(personality: Personality) -> None:
    """Windows tells the end of LCP, too, before it clears the call."""
    world = up(personality)
    told = [message.hex() for message in world.pc.messages if message[9] in (15, 12)]
    *information, clear = told
    closed = ["f" * 16] if personality in (WINDOWS_2000, WINDOWS_10) else []
    assert [each[-16:] for each in information] == ["f" * 16, "0" * 8 + "f" * 8, *closed]
    assert clear[16:20] == "000c"


@pytest.mark.parametrize("personality", PERSONALITIES.values(), ids=PERSONALITIES)
def test_the_window_that_is_told_is_the_one_that_is_kept(personality: Personality) -> None:
    world = World(replace(SETTINGS, personality=personality)).connect()
    [spec] = world.pc.specs.values()
    assert spec.receive_window == int.from_bytes(world.pc.messages[1][32:34], "big")


@pytest.mark.parametrize("personality", PERSONALITIES.values(), ids=PERSONALITIES)
def test_the_control_connection_is_kept_alive_every_60_s(personality: Personality) -> None:
    world = World(replace(SETTINGS, personality=personality)).connect()
    world.run(200)
    echoes = [message for message in world.pc.messages if message[9] == 5]
    assert len(echoes) == 3


@pytest.mark.parametrize(
    ("personality", "lcp"),
    [
        (
            WINDOWS_2000,
            packed(
                f"0100002C {WINDOWS_LCP} 0D0306 1104064E {ENDPOINT}",
                f"0101000E {WINDOWS_LCP}",
                *IDENTIFIED_2000,
            ),
        ),
        (
            WINDOWS_10,
            packed(
                f"01000015 01040578 {WINDOWS_LCP} 0D0306",
                f"01010012 01040578 {WINDOWS_LCP}",
                *IDENTIFIED_10,
            ),
        ),
        (LINUX, packed(PPPD_LCP)),
        (CPE, packed(PPPD_LCP)),
    ],
    ids=lambda each: getattr(each, "name", ""),
)
def test_lcp(personality: Personality, lcp: list[str]) -> None:
    """Requests and identifications; of what the router asks for, nothing is refused."""
    spoken = said(up(personality), "C021")
    assert [packet for packet in spoken if packet[:2] in ("01", "0C")] == lcp
    assert "0201000F 0305C22381 0506HHHHHHHH".replace(" ", "") in spoken
    assert not [packet for packet in spoken if packet[:2] in ("03", "04", "07")]


def test_windows_2000_keeps_its_endpoint_where_it_is_taken() -> None:
    settings = replace(SETTINGS, personality=WINDOWS_2000)
    world = World(settings, replace(STRONG, personality=LINUX)).connect()
    _, second = [packet for packet in said(world, "C021") if packet.startswith("01")]
    assert second.startswith("010100250506")
    assert second.endswith(ENDPOINT.replace(" ", ""))


@pytest.mark.parametrize("personality", [WINDOWS_2000, WINDOWS_10], ids=lambda each: each.name)
def test_windows_compresses_even_lcp_where_the_peer_takes_that(personality: Personality) -> None:
    """No FF 03 before anything, once the peer asked for it."""
    settings = replace(SETTINGS, personality=personality)
    world = World(settings, replace(STRONG, personality=LINUX)).connect().hang_up()
    frames = [frame.hex() for frame in world.pc.frames]
    [opened] = [n for n, frame in enumerate(frames) if frame.startswith("c0210c020012")]
    assert not [frame for frame in frames[opened:] if frame.startswith("ff03")]
    assert frames[-1].startswith("c02105")


OFFERS = {"eap": "0304C227", "pap": "0304C023", "chap": "0305C22305", "ms-chap": "0305C22380"}


@pytest.mark.parametrize("offer", OFFERS)
@pytest.mark.parametrize("personality", [WINDOWS_2000, WINDOWS_10], ids=lambda each: each.name)
def test_windows_wants_ms_chap_v2_whatever_is_offered(personality: Personality, offer: str) -> None:
    """But for Windows 2000, which has MS-CHAP too: it took that from the document's router."""
    world = World(replace(SETTINGS, personality=personality)).start().run(0.1)
    option = bytes.fromhex(OFFERS[offer])
    world.client.frame_received(
        bytes.fromhex("FF03C0210107") + (4 + len(option)).to_bytes(2, "big") + option, world.now
    )
    takes = (personality, offer) == (WINDOWS_2000, "ms-chap")
    assert world.pc.frames[-1].hex().upper()[8:] == ("0207" if takes else "0307") + "00090305" + (
        "C22380" if takes else "C22381"
    )


@pytest.mark.parametrize("personality", [WINDOWS_2000, WINDOWS_10], ids=lambda each: each.name)
def test_windows_asks_again_every_2_s_with_the_next_identifier(personality: Personality) -> None:
    world = World(replace(SETTINGS, personality=personality))
    world.gre_blocked = True
    first = personality.request_delay
    sent = [len(world.start().run(first + 0.1).pc.frames), *(frames_after_2_s(world) for _ in "12")]
    assert sent == [1, 2, 3]
    assert [frame.hex()[8:12] for frame in world.pc.frames] == ["0100", "0101", "0102"]


def frames_after_2_s(world: World) -> int:
    return len(world.run(2).pc.frames)


@pytest.mark.parametrize("personality", PERSONALITIES.values(), ids=PERSONALITIES)
def test_chap(personality: Personality) -> None:
    """59 octets, flags 0, and the name as it was typed."""
    [response] = said(up(personality), "C223")
    assert response[:10] == "0201003B31"
    assert response[10 + 32 : 10 + 48] == "00" * 8
    assert response[-12:] == "00" + b"scott".hex().upper()


@pytest.mark.parametrize(
    ("personality", "ccp"),
    [
        (WINDOWS_2000, ["0104000A 1206 010000F1", "0106000A 1206 01000040"]),
        (WINDOWS_10, ["0104000A 1206 01000040"]),
        (LINUX, ["0101000A 1206 010000E0", "0102000A 1206 01000040"]),
        (CPE, ["0101000A 1206 010000E0", "0102000A 1206 01000040"]),
    ],
    ids=lambda each: getattr(each, "name", ""),
)
def test_ccp(personality: Personality, ccp: list[str]) -> None:
    """From the first offer to the one strength the router has."""
    spoken = said(up(personality), "80FD")
    assert [packet for packet in spoken if packet[:2] == "01"] == packed(*ccp)


@pytest.mark.parametrize(
    ("personality", "ipcp"),
    [
        (WINDOWS_2000, [f"01050022 0306 00000000 {SERVERS}", "0107000A", "0108000A"]),
        (WINDOWS_10, [f"01050022 0306 00000000 {SERVERS}", "0106000A", "0107000A"]),
        (LINUX, ["01010016 0306 00000000 8106 00000000 8306 00000000", "0102000A", "0103000A"]),
        (CPE, ["01010016 0306 00000000 8106 00000000 8306 00000000", "0102000A", "0103000A"]),
    ],
    ids=lambda each: getattr(each, "name", ""),
)
def test_ipcp(personality: Personality, ipcp: list[str]) -> None:
    """All that is wanted, then without what the router has not, then with the address it gives.
    Windows has one counter of identifiers for all protocols."""
    *addresses, last = packed(*ipcp)
    spoken = [packet for packet in said(up(personality), "8021") if packet[:2] == "01"]
    first, second = addresses
    assert spoken == [first, second + "030600000000", last + "0306AC100A01"]


@pytest.mark.parametrize(
    ("personality", "packet"),
    [
        (WINDOWS_2000, f"05090010 {NO_ERROR}"),
        (WINDOWS_10, f"05080010 {NO_ERROR}"),
        (LINUX, "05020004"),
        (CPE, "05020004"),
    ],
    ids=lambda each: getattr(each, "name", ""),
)
def test_the_end(personality: Personality, packet: str) -> None:
    assert said(up(personality), "C021")[-1] == packed(packet)[0]


@pytest.mark.parametrize("personality", [WINDOWS_2000, WINDOWS_10], ids=lambda each: each.name)
def test_windows_tells_its_error_number_when_it_ends_the_link(personality: Personality) -> None:
    """742, since the router has no encryption and rejects the protocol."""
    settings = replace(SETTINGS, personality=personality)
    world = World(settings, replace(STRONG, mppe=None)).start().run(20)
    assert said(world, "C021")[-1][8:] == "MMMMMMMM003CCD74000002E6"
    assert world.error.number == 742


@pytest.mark.parametrize("personality", PERSONALITIES.values(), ids=PERSONALITIES)
def test_van_jacobsons_compression_is_rejected(personality: Personality) -> None:
    world = World(replace(SETTINGS, personality=personality)).connect()
    asked = bytes.fromhex("FF0380210107000A0206002D0F01")
    world.client.frame_received(asked, world.now)
    assert said(world, "8021")[-1] == "0407000A0206002D0F01"


@pytest.mark.parametrize("personality", [WINDOWS_2000, WINDOWS_10], ids=lambda each: each.name)
def test_windows_without_encryption_rejects_the_protocol(personality: Personality) -> None:
    settings = replace(SETTINGS, personality=personality, encryption=Encryption.NONE)
    spoken = said(World(settings).start().run(20), "C021")
    assert [packet[8:12] for packet in spoken if packet[:2] == "08"][:1] == ["80FD"]
