"""What one end of a PPTP control connection says of itself and how long it waits.

RFC 2637 sections 2.1, 2.7 and 3.1.4. The defaults are those of a server; a client's personality
overrides them. Nothing here knows a peer.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ControlSettings:
    """Times in seconds, speeds in bits a second, windows in packets.

    `framing` (1 asynchronous, 2 synchronous) and `bearer` (1 analog, 2 digital) are what
    Start-Control-Connection announces; `call_framing` and `call_bearer` what a call we place
    asks for. `maximum_channels` is the field of that name; `maximum_calls` is what is enforced.
    """

    host_name: bytes = b""
    vendor: bytes = b""
    firmware: int = 1
    framing: int = 3
    bearer: int = 3
    maximum_channels: int = 0
    maximum_calls: int = 64
    window: int = 16
    """Our receive window, given to the peer of each call."""
    processing_delay: int = 0
    """Tenths of a second."""
    echo: float = 60.0
    """Between two Echo-Requests, and the longest wait for an Echo-Reply; 0 sends none."""
    reply_timeout: float = 60.0
    """The longest wait for any other reply."""
    connect_speed: int = 100_000_000
    """Reported for the calls we connect."""
    minimum_bps: int = 300
    maximum_bps: int = 100_000_000
    call_framing: int = 3
    call_bearer: int = 3
    phone_number: bytes = b""
    first_call_id: int | None = None
    """Our Call IDs count up from it; None: nobody can tell what they will be."""
    stop_without_calls: bool = True
    """Stop the control connection when its last call has ended."""
