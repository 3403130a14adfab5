"""The configuration commands, one file a family. Importing this package declares them all."""

from vpdn.ios.configuration import (
    aaa,
    access_lists,
    addresses,
    interfaces,
    lines,
    logging,
    names,
    radius,
    radius_server,
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
    "finish",
    "interfaces",
    "lines",
    "logging",
    "names",
    "radius",
    "radius_server",
    "system",
    "template",
    "template_ppp",
    "users",
    "vpdn",
]
