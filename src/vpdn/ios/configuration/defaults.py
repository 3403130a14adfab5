"""What global lines lend to groups and templates that say nothing themselves."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address

from vpdn.ios.tree import Block
from vpdn.nas.config import RouterConfig, VirtualTemplate


def finish(tree: Block, config: RouterConfig) -> RouterConfig:
    """`ip address-pool local` gives every silent template the pool "default"; `vpdn source-ip`
    gives every silent group its address."""
    source = tree.find("vpdn source-ip")
    if source is not None:
        address = source.arguments["address"]
        assert isinstance(address, IPv4Address)
        groups = {
            name: group if group.source_ip else replace(group, source_ip=address)
            for name, group in config.groups.items()
        }
        config = replace(config, groups=groups)
    pooled = tree.find("ip address-pool")
    local = pooled is not None and pooled.arguments["source"] == "local"
    templates = {number: _pooled(one, local) for number, one in config.templates.items()}
    return replace(config, templates=templates)


def _pooled(template: VirtualTemplate, local: bool) -> VirtualTemplate:
    """`no peer default ip address` left an empty tuple: no pool, whatever the global line says."""
    if template.peer_pool == ():
        return replace(template, peer_pool=None)
    if local and template.peer_pool is None and template.peer_address is None:
        return replace(template, peer_pool=("default",))
    return template
