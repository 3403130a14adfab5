"""The ways in which Debian's pptpd, or its pppd, refuses `vpdn dial`, and the number each gets."""

from __future__ import annotations

from dataclasses import dataclass

SERVER = "10.99.0.1"
POOR = "10.99.0.9"
"""Where a pptpd listens that has no addresses to give."""
TAC = "tac * admin *"
NOT_AGREED = "MPPE required but peer negotiation failed"
NO_METHOD = "peer refused to authenticate: terminating link"


@dataclass(frozen=True, slots=True)
class Refusal:
    """`logged` is what pppd writes of it, `demands` its options, `settings` ours. `told`: pppd's
    words, which we show."""

    error: int
    logged: str
    demands: str = "require-mschap-v2\nrequire-mppe-128"
    settings: str = "--encryption required"
    password: str = "admin"
    secrets: str = TAC
    server: str = SERVER
    told: str = ""


REFUSALS = {
    "a wrong password": Refusal(691, "Peer tac failed CHAP authentication", password="wrong"),
    "a user it does not know": Refusal(
        691, "No CHAP secret found for authenticating tac", secrets="joe * admin *"
    ),
    "encryption is required there, none is allowed here": Refusal(
        734, NOT_AGREED, settings="--encryption none", told=NOT_AGREED
    ),
    "no encryption there, it is required here": Refusal(
        742, "LCP terminated by peer", demands="require-mschap-v2\nnomppe"
    ),
    "no CCP there, encryption is required here": Refusal(
        742, "LCP terminated by peer", demands="require-mschap-v2\nnoccp"
    ),
    "40 bits there, 128 here": Refusal(
        734,
        NOT_AGREED,
        demands="require-mschap-v2\nrequire-mppe-40\nnomppe-128",
        settings="--encryption maximum",
        told=NOT_AGREED,
    ),
    "PAP there, MS-CHAP here": Refusal(
        919, NO_METHOD, demands="require-pap", settings="--auth ms-chap-v2"
    ),
    "MS-CHAP there, PAP here": Refusal(919, NO_METHOD, settings="--auth pap --encryption none"),
    "PAP there, and here for a call that must be encrypted": Refusal(
        741,
        "PAP peer authentication succeeded for tac",
        demands="require-pap",
        settings="--auth ms-chap-v2,pap --encryption required",
    ),
    "EAP there": Refusal(919, NO_METHOD, demands="require-eap"),
    "no IP there": Refusal(
        733, "LCP terminated by peer", demands="require-mschap-v2\nrequire-mppe-128\nnoip"
    ),
    "no address at all": Refusal(738, "LCP terminated by peer", server=POOR),
}
