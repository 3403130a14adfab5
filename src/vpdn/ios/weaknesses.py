"""What is broken about the protocols that a configuration uses, in one plain sentence each."""

from __future__ import annotations

from collections.abc import Iterator

from vpdn.ios.lines import VTY_KIND, Line, line_methods
from vpdn.nas.config import RouterConfig, VirtualTemplate
from vpdn.nas.line_settings import LineSettings


def weaknesses(config: RouterConfig) -> Iterator[str]:
    """One sentence for each thing an attacker would be glad to find. Every PPTP server has some."""
    if config.vpdn_enable:
        yield from _tunnels(config)
    for line in config.lines:
        yield from (f"line {line.kind} {line.first}: {text}" for text in _line(config, line))


def _tunnels(config: RouterConfig) -> Iterator[str]:
    yield "PPTP proves nobody's identity on its control channel and protects no packet's integrity"
    for template in config.templates.values():
        yield from (f"Virtual-Template{template.number}: {text}" for text in _template(template))
    for server in config.radius.servers:
        if not (config.radius.key if server.key is None else server.key):
            yield f"radius-server host {server.address}: it has no key, so it is never asked"
        elif not server.require_message_authenticator:
            yield (
                f"radius-server host {server.address}: replies without Message-Authenticator are"
                " taken (CVE-2024-3596)"
            )


def _template(template: VirtualTemplate) -> Iterator[str]:
    ppp = template.ppp
    if not ppp.authentication:
        yield "anybody may connect: there is no ppp authentication"
    if "pap" in ppp.authentication:
        yield "pap sends the password in the clear"
    if "chap" in ppp.authentication:
        yield "chap allows no encryption, and its exchange can be searched for the password"
    if "ms-chap" in ppp.authentication:
        yield (
            "ms-chap does not prove the server's identity, falls to a DES key search, and keys"
            " both directions alike"
        )
    if "ms-chap-v2" in ppp.authentication:
        yield "ms-chap-v2 falls to one search for a 56-bit DES key, whatever the password"
    mppe = ppp.mppe
    if mppe is None:
        yield "packets travel in the clear: there is no ppp encrypt mppe"
        return
    if mppe.bits in (40, 56, None):
        yield f"a {mppe.bits or 40}-bit key is searched in seconds"
    if not mppe.required:
        yield "a peer that refuses encryption is served in the clear (no `required`)"


def _line(config: RouterConfig, line: LineSettings) -> Iterator[str]:
    if line.kind != VTY_KIND or not (line.takes("telnet") or line.takes("ssh")):
        return
    if line.takes("telnet"):
        yield "telnet sends everything in the clear, passwords too"
    if line_methods(config, Line(VTY_KIND, line.first)).methods[0] == "none":
        yield "anybody who can reach the router is let in without a question"
