"""`show hosts`: the names that `ip host` gives."""

from __future__ import annotations

from vpdn.ios.command import command
from vpdn.ios.modes import USER
from vpdn.ios.router import Session


def _data(session: Session) -> object:
    config = session.server.config
    hosts = [{"name": name, "address": address} for name, address in sorted(config.hosts.items())]
    return {"domain": config.domain_name, "domain_lookup": config.domain_lookup, "hosts": hosts}


@command(
    USER,
    "show hosts",
    "hosts  IP domain-name, lookup style, nameservers, and host table",
    data=_data,
)
def show_hosts(session: Session) -> str:
    config = session.server.config
    lookup = "domain service" if config.domain_lookup else "static mappings"
    lines = [
        f"Default domain is {config.domain_name or 'not set'}",
        f"Name/address lookup uses {lookup}",
        "Name servers are 255.255.255.255",
        "",
        "Host                     Flags      Age Type   Address(es)",
        *(
            f"{name:<24} (perm, OK)  0   IP    {address}"
            for name, address in sorted(config.hosts.items())
        ),
    ]
    return "".join(f"{line}\n" for line in lines)
