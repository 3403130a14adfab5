"""The configuration commands, one file a family. Importing this package declares them all."""

from vpdn.ios.configuration import (
    aaa,
    access_lists,
    addresses,
    banners,
    interfaces,
    lines,
    logging,
    names,
    privileges,
    radius,
    radius_server,
    ssh,
    system,
    template,
    template_ppp,
    users,
    vpdn,
)
from vpdn.ios.configuration.defaults import finish

__all__ = [
    "aaa",
    "access_lists",
    "addresses",
    "banners",
    "finish",
    "interfaces",
    "lines",
    "logging",
    "names",
    "privileges",
    "radius",
    "radius_server",
    "ssh",
    "system",
    "template",
    "template_ppp",
    "users",
    "vpdn",
]
