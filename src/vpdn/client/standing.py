"""How a connection stands: a JSON document for programs, and the same as lines for a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from ipaddress import IPv4Address
from typing import Any

from vpdn.client import report
from vpdn.client.keeper import Progress
from vpdn.datapath.engine import Counters

TROUBLES = (
    "lost",
    "duplicates",
    "malformed",
    "too_big",
    "window_drops",
    "clear_drops",
    "mppe_dropped",
)
"""The counters of the data path that are packets which did not get through."""


def document(name: str, progress: Progress) -> dict[str, object]:
    """`since` is of the present state; octets and packets are those of the inner IP; `domain` and
    `routes` are what the server said by DHCP, as far as it was taken."""
    status = progress.status
    counters = progress.session.counters if progress.session is not None else Counters()
    error, heard = progress.error, progress.heard
    return {
        "name": name,
        "state": progress.state,
        "since": datetime.fromtimestamp(progress.since, UTC).isoformat(timespec="seconds"),
        "device": progress.device,
        "server": str(status.server) if status else progress.server or None,
        "local": str(status.local) if status else None,
        "remote": str(status.remote) if status else None,
        "dns": [str(server) for server in _name_servers(progress)],
        "domain": heard.advice.domain if heard else "",
        "routes": [str(network) for network in heard.taken] if heard else [],
        "authentication": report.method(status) if status else None,
        "encryption": report.encryption(status) if status else None,
        "mtu": status.mtu if status else None,
        "octets_in": counters.bytes_in,
        "octets_out": counters.bytes_out,
        "packets_in": counters.packets_in,
        "packets_out": counters.packets_out,
        "errors": {trouble: getattr(counters, trouble) for trouble in TROUBLES},
        "redials": progress.redials,
        "last_error": error.document if error else None,
    }


def _name_servers(progress: Progress) -> tuple[IPv4Address, ...]:
    """The server's, told by PPP or else by DHCP."""
    if progress.status is None:
        return ()
    return progress.status.dns or (progress.heard.dns if progress.heard else ())


def lines(document: Mapping[str, Any]) -> list[str]:
    """A document of `document`, for a person."""
    said = [f"{document['name']}: {document['state']} since {document['since']}"]
    if document["local"]:
        passed = (
            "{octets_in} octets in, {octets_out} out; {packets_in} packets in, {packets_out} out"
        )
        said += [
            "  {local} on {device}, server {remote} at {server}, MTU {mtu}".format_map(document),
            "  authentication {authentication}, encryption {encryption}".format_map(document),
            "  " + passed.format_map(document),
        ]
    if document["dns"]:
        said.append("  name servers " + " ".join(document["dns"]))
    if document["domain"]:
        said.append(f"  domain {document['domain']}")
    if document["routes"]:
        said.append("  routes of the server's " + " ".join(document["routes"]))
    errors = [f"{name} {count}" for name, count in document["errors"].items() if count]
    said.append("  errors: " + (", ".join(errors) or "none"))
    if document["redials"]:
        said.append(f"  dialed again {document['redials']} times, at last after:")
        said.append(
            "  Error {number}: {text} Cause: {cause}. Cure: {cure}".format_map(
                document["last_error"]
            )
        )
    return said
