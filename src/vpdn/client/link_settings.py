"""A call's settings, as the machines below want them: data from data, nothing else."""

from __future__ import annotations

from dataclasses import replace

from vpdn.client.settings import DialSettings
from vpdn.ppp.personality import CPE, WINDOWS_10, WINDOWS_2000
from vpdn.ppp.settings import LinkSettings, Login, MppePolicy
from vpdn.ppp.timing import Counters
from vpdn.pptp.settings import ControlSettings

LCP_ECHO = 20.0
"""Seconds between our LCP Echo-Requests. Windows sends none; it relies on PPTP's own."""


def link_settings(settings: DialSettings) -> LinkSettings:
    encryption = settings.encryption
    mppe = MppePolicy(encryption.strengths, encryption.demanded, stateful=settings.stateful)
    return LinkSettings(
        name=settings.user.encode(),
        login=login(settings),
        mppe=mppe if encryption.strengths else None,
        assigns_address=False,
        mru=settings.mtu,
        counters=Counters(restart=2.0),
        keepalive=0.0 if settings.personality in _WINDOWS else LCP_ECHO,
        keepalive_retries=3,
        personality=settings.personality,
    )


def login(settings: DialSettings) -> Login:
    user = settings.user.encode()
    return Login(user, settings.password, settings.methods, asks=settings.asks)


def control_settings(settings: DialSettings) -> ControlSettings:
    """What a client of that personality says of itself; see `_MANNERS`.

    How long to wait for replies is the connection's business: the machine's own patience only
    has to be longer.
    """
    manners = _MANNERS.get(settings.personality, _OURS)
    return replace(manners, reply_timeout=2 * settings.timeout)


def resets_accm(settings: DialSettings) -> bool:
    """Whether Set-Link-Info also tells that LCP is over."""
    return settings.personality in _WINDOWS


WINDOW = 64
"""Packets a server may send before we acknowledge: what Windows asks for."""

_WINDOWS = (WINDOWS_2000, WINDOWS_10)

_OURS = ControlSettings(vendor=b"vpdn", maximum_channels=1, window=WINDOW)

_MANNERS = {
    # Captured from build 2195: analog and asynchronous, no names, the build as firmware, Call ID 0.
    WINDOWS_2000: ControlSettings(
        firmware=2195, framing=1, bearer=1, window=WINDOW, first_call_id=0
    ),
    WINDOWS_10: ControlSettings(
        vendor=b"Microsoft", firmware=0, framing=1, bearer=1, window=WINDOW
    ),
    # As Android's client does: nothing below 1000 bit/s, and a window that no line fills.
    CPE: ControlSettings(
        host_name=b"anonymous", firmware=0, maximum_channels=1, minimum_bps=1000, window=8192
    ),
}
