"""Configurations of a router whose calls come up, and the same with one line changed."""

from __future__ import annotations

from vpdn.explain.configuration import Reading, read

GOOD = """\
aaa new-model
aaa authentication ppp default group radius local
aaa authorization network default group radius
username tac password 0 admin
vpdn enable
vpdn session-limit 10
vpdn-group 1
 accept-dialin
  protocol pptp
  virtual-template 1
interface Loopback0
 ip address 172.16.10.100 255.255.255.0
interface Ethernet0/0
 ip address 10.200.20.2 255.255.255.0
interface Virtual-Template1
 ip unnumbered Loopback0
 peer default ip address pool default
 ppp encrypt mppe auto
 ppp authentication ms-chap-v2
ip local pool default 172.16.10.1 172.16.10.10
radius-server host 10.200.20.245 key cisco
"""


def changed(*changes: tuple[str, str]) -> str:
    """The good configuration, each first text once in it and replaced by the second."""
    text = GOOD
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def reading(*changes: tuple[str, str]) -> Reading:
    return read(changed(*changes))
