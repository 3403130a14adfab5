from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address

import pytest

from tests.ios.support import angela, typed
from vpdn.ios.commands.show_aaa import elapsed
from vpdn.nas.snapshot import RadiusSnapshot
from vpdn.radius.settings import RadiusServer
from vpdn.radius.statistics import Statistics

COUNTED = Statistics(
    requests=30,
    retransmissions=19,
    timeouts=25,
    accepts=8,
    challenges=16,
    unexpected=2,
    failures=6,
    response_time=2.256,
    longest_response=0.5,
)
IAS = RadiusSnapshot(RadiusServer(IPv4Address("10.200.20.245")), COUNTED, 7787.0, 3665.0)
SERVERS = """\
RADIUS: id 1, priority 1, host 10.200.20.245, auth-port 1645, acct-port 1646
     State: current UP, duration 7787s, previous duration 0s
     Dead: total time 0s, count 0
     Quarantined: No
     Authen: request 49, timeouts 25, failover 0, retransmission 19
             Response: accept 8, reject 0, challenge 16
             Response: unexpected 2, server error 0, incorrect 0, time 94ms
             Transaction: success 24, failure 6
             Throttled: transaction 0, timeout 0, failure 0
     Author: request 0, timeouts 0, failover 0, retransmission 0
             Response: accept 0, reject 0, challenge 0
             Response: unexpected 0, server error 0, incorrect 0, time 0ms
             Transaction: success 0, failure 0
             Throttled: transaction 0, timeout 0, failure 0
     Account: request 0, timeouts 0, failover 0, retransmission 0
             Request: start 0, interim 0, stop 0
             Response: start 0, interim 0, stop 0
             Response: unexpected 0, server error 0, incorrect 0, time 0ms
             Transaction: success 0, failure 0
             Throttled: transaction 0, timeout 0, failure 0
     Elapsed time since counters last cleared: 1h1m
"""
STATISTICS = """\
                                  Auth.      Acct.       Both
         Maximum inQ length:         NA         NA          0
       Maximum waitQ length:         NA         NA          0
       Maximum doneQ length:         NA         NA          0
       Total responses seen:         26          0         26
     Packets with responses:         24          0         24
  Packets without responses:          6          0          6
         Access Rejects           :          0
 Average response delay(ms):         94          0         94
 Maximum response delay(ms):        500          0        500
  Number of Radius timeouts:         25          0         25
       Duplicate ID detects:          0          0          0
         Bad authenticators:          0          0          0
          Unknown responses:          2          0          2
Elapsed time since counters last cleared: 1h1m
"""
LISTS = """\
authen queue=AAA_ML_AUTHEN_LOGIN
  name=default valid=TRUE id=0 :state=ALIVE : SERVER_GROUP radius LOCAL
  name=console valid=TRUE id=1 :state=ALIVE : NONE
authen queue=AAA_ML_AUTHEN_ENABLE
authen queue=AAA_ML_AUTHEN_PPP
  name=default valid=TRUE id=0 :state=ALIVE : SERVER_GROUP radius LOCAL
author queue=AAA_ML_AUTHOR_SHELL
author queue=AAA_ML_AUTHOR_NET
  name=default valid=TRUE id=0 :state=ALIVE : SERVER_GROUP radius LOCAL
"""


async def test_the_servers_and_what_happened_with_each() -> None:
    server, _, shell = angela()
    server.state = replace(server.state, radius=(IAS,))
    assert await typed(shell, "show aaa servers") == SERVERS


async def test_a_server_that_is_dead() -> None:
    server, _, shell = angela()
    dead = replace(COUNTED, dead=True, deaths=2, dead_time=60.0)
    server.state = replace(server.state, radius=(replace(IAS, statistics=dead, since=5.0),))
    shown = await typed(shell, "show aaa servers")
    assert "     State: current DEAD, duration 5s, previous duration 0s\n" in shown
    assert "     Dead: total time 65s, count 2\n" in shown


async def test_the_statistics_are_of_all_servers_together() -> None:
    server, _, shell = angela()
    server.state = replace(server.state, radius=(IAS, replace(IAS, statistics=Statistics())))
    assert await typed(shell, "show radius statistics") == STATISTICS


async def test_the_method_lists_as_configured() -> None:
    shell = angela()[2]
    assert await typed(shell, "show aaa method-lists all") == LISTS
    assert (await typed(shell, "show aaa method-lists authorization")).count("queue") == 2


@pytest.mark.parametrize(
    ("seconds", "shown"), [(59, "0m"), (7740, "2h9m"), (126_900, "1d11h15m"), (86_400, "1d0h0m")]
)
def test_elapsed_time(seconds: float, shown: str) -> None:
    assert elapsed(seconds) == shown
