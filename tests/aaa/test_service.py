"""The whole of AAA against our own RADIUS server over the loopback."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Address
from typing import Any

import pytest

from tests.radiusd.support import (
    EVERY_METHOD,
    Make,
    document,
    mschap,
    mschap_v2,
    pap,
    policy,
    tac,
)
from vpdn.aaa import trace as aaa_trace
from vpdn.aaa.login import OnePassword
from vpdn.aaa.proof import Secret, prove
from vpdn.aaa.service import Aaa
from vpdn.aaa.settings import AaaSettings, LocalUser, MethodList, ServerGroup
from vpdn.aaa.types import AV, Accept, AuthRequest, Reject, Service
from vpdn.errors import ConfigError, Unavailable
from vpdn.machine import Trace
from vpdn.ppp.outputs import Credentials, KeySource, MsChapV2Credentials, Stage
from vpdn.radius import trace as radius_trace
from vpdn.radius.packet import decode
from vpdn.radius.settings import RadiusServer as ServerSettings
from vpdn.radius.settings import RadiusSettings
from vpdn.radiusd.server import RadiusServer

PC = IPv4Address("192.168.1.47")
LOOPBACK = IPv4Address("127.0.0.1")
RADIUS_THEN_LOCAL = MethodList("default", ("group radius", "local"))
USERS = {"tac": LocalUser("tac", "admin")}


@dataclass
class Heard:
    """What was emitted, in order."""

    traces: list[Trace] = field(default_factory=list)

    def request(self, credentials: Credentials) -> AuthRequest:
        return AuthRequest(credentials, "Virtual-Access1", 1, self.traces.append)

    @property
    def kinds(self) -> list[str]:
        return [type(one).__name__ for one in self.traces]


def aaa_settings(methods: MethodList = RADIUS_THEN_LOCAL) -> AaaSettings:
    return AaaSettings(
        new_model=True,
        authentication_ppp={"default": methods},
        authorization_network={"default": methods},
    )


def towards(*ports: int, key: str = "cisco") -> RadiusSettings:
    servers = tuple(ServerSettings(LOOPBACK, port) for port in ports)
    return RadiusSettings(servers, key=key, timeout=0, retransmit=1)


def our_server(**changes: Any) -> RadiusServer:
    """The document's with these changes, on a port of the loopback; to be started."""
    clients = [{"name": "angela", "address": "127.0.0.1", "secret": "cisco"}]
    settings = document(listen="127.0.0.1", auth_port=0, acct_port=0, clients=clients, **changes)
    return RadiusServer(settings, lambda line: None)


@pytest.fixture
async def ias() -> AsyncIterator[RadiusServer]:
    server = our_server()
    await server.start()
    yield server
    server.close()


async def started(radius: RadiusSettings, settings: AaaSettings | None = None) -> Aaa:
    aaa = Aaa(settings or aaa_settings(), radius, USERS, os.urandom)
    await aaa.start()
    return aaa


def patient(server: RadiusServer) -> RadiusSettings:
    return RadiusSettings((ServerSettings(LOOPBACK, server.ports[0]),), key="cisco", timeout=5)


@pytest.mark.parametrize("make", EVERY_METHOD)
async def test_radius_lets_the_user_in_with_the_keys_the_user_has(
    ias: RadiusServer, make: Make
) -> None:
    aaa, heard, given = await started(patient(ias)), Heard(), make()
    outcome = await aaa.authenticate_ppp(heard.request(given), "default")
    await aaa.close()
    proof = prove(given, Secret.of("admin"))
    assert proof is not None
    assert isinstance(outcome, Accept)
    assert (outcome.method, outcome.source) == ("radius", KeySource.RADIUS)
    assert (outcome.keys, outcome.message) == (proof.keys, proof.message)
    assert [len(one) for one in outcome.state_class] == [30]


async def test_records_of_an_accept_come_in_the_order_of_the_documents_log(
    ias: RadiusServer,
) -> None:
    aaa, heard = await started(patient(ias)), Heard()
    accept = await aaa.authenticate_ppp(heard.request(mschap()), "default")
    assert isinstance(accept, Accept)
    assert heard.kinds == [
        "UserCreated",
        "AuthenStarted",
        "MethodTried",
        "Transmitted",
        "Received",
        "AuthenFinished",
    ]
    _, _, _, sent, received, finished = heard.traces
    assert isinstance(sent, radius_trace.Transmitted)
    assert isinstance(received, radius_trace.Received)
    assert isinstance(finished, aaa_trace.AuthenFinished)
    assert (len(sent.packet), len(received.packet), finished.status) == (129, 116, "PASS")

    heard.traces.clear()
    pairs = aaa.authorize(
        Stage.IPCP_ADDRESS,
        accept,
        port="Virtual-Access1",
        user=b"tac",
        list_name="default",
        address=IPv4Address("172.16.10.1"),
        emit=heard.traces.append,
    )
    assert heard.kinds == [
        "AuthorAsked",
        "AuthorStarted",
        "UnrecognizedVsa",
        "AuthorFinished",
        "AuthorAnswered",
    ]
    assert radius_trace.UnrecognizedVsa(311, 10) in heard.traces
    assert pairs is not None
    assert [str(pair) for pair in pairs] == [
        "service=ppp",
        r"mschap_mppe_keys*1p1T11=1v1O1~11a1W11151\1V1M1#11Z1`1k1}111",
        "addr*172.16.10.1",
    ]
    heard.traces.clear()
    aaa.free("Virtual-Access1", heard.traces.append)
    aaa.free("Virtual-Access1", heard.traces.append)
    assert heard.kinds == ["UserFreed"]
    await aaa.close()


@pytest.mark.parametrize("make", EVERY_METHOD)
async def test_a_refusal_ends_the_list_although_local_would_accept(
    ias: RadiusServer, make: Make
) -> None:
    aaa, heard = await started(patient(ias)), Heard()
    users = {"tac": LocalUser("tac", "other")}
    aaa.apply(aaa_settings(), patient(ias), users)
    outcome = await aaa.authenticate_ppp(heard.request(make(password="other")), "default")
    await aaa.close()
    assert outcome == Reject("radius", 691)
    assert heard.kinds[-1] == "AuthenFinished"
    assert "AuthenRestarted" not in heard.kinds


async def test_the_error_number_of_a_reject_is_read() -> None:
    server = our_server(users=[tac(disabled=True)])
    await server.start()
    aaa = await started(patient(server))
    outcome = await aaa.authenticate_ppp(Heard().request(mschap_v2()), "default")
    await aaa.close()
    server.close()
    assert outcome == Reject("radius", 647)


async def test_a_dead_server_falls_back_to_local_under_a_new_transaction() -> None:
    aaa, heard = await started(towards(9)), Heard()
    outcome = await aaa.authenticate_ppp(heard.request(mschap()), "default")
    await aaa.close()
    assert isinstance(outcome, Accept)
    assert (outcome.method, outcome.source) == ("local", KeySource.LOCAL)
    assert outcome.keys is not None
    assert heard.kinds == [
        "UserCreated",
        "AuthenStarted",
        "MethodTried",
        "Transmitted",
        "Retransmitted",
        "ServersExhausted",
        "TryingDead",
        "ServersExhausted",
        "NoResponse",
        "AuthenFinished",
        "AuthenRestarted",
        "MethodTried",
        "AuthenFinished",
    ]
    finished = [one for one in heard.traces if isinstance(one, aaa_trace.AuthenFinished)]
    assert [one.status for one in finished] == ["ERROR", "PASS"]
    assert finished[0].transaction != finished[1].transaction


async def test_a_wrong_key_looks_like_no_answer(ias: RadiusServer) -> None:
    aaa, heard = await started(towards(ias.ports[0], key="wrong")), Heard()
    radius = RadiusSettings(
        (ServerSettings(LOOPBACK, ias.ports[0]),), key="wrong", timeout=1, retransmit=0
    )
    aaa.apply(aaa_settings(), radius, USERS)
    outcome = await aaa.authenticate_ppp(heard.request(mschap()), "default")
    await aaa.close()
    assert isinstance(outcome, Accept)
    assert outcome.method == "local"
    refused = [one for one in heard.traces if isinstance(one, radius_trace.ReplyRefused)]
    assert [one.reason for one in refused] == ["wrong Response Authenticator"]


async def test_nobody_answering_is_unavailable() -> None:
    aaa = await started(towards(9), aaa_settings(MethodList("default", ("group radius",))))
    with pytest.raises(Unavailable):
        await aaa.authenticate_ppp(Heard().request(pap()), "default")
    await aaa.close()


async def test_many_users_are_asked_about_at_once(ias: RadiusServer) -> None:
    aaa = await started(patient(ias))
    requests = [
        AuthRequest(mschap_v2(), f"Virtual-Access{n}", n, lambda trace: None) for n in range(300)
    ]
    outcomes = await asyncio.gather(*(aaa.authenticate_ppp(one, "default") for one in requests))
    await aaa.close()
    assert all(isinstance(one, Accept) for one in outcomes)


@pytest.mark.parametrize("name", [b"", b"x" * 254])
async def test_a_name_radius_cannot_carry_is_refused(ias: RadiusServer, name: bytes) -> None:
    aaa = await started(patient(ias))
    outcome = await aaa.authenticate_ppp(Heard().request(pap(name)), "default")
    await aaa.close()
    assert isinstance(outcome, Reject)


async def test_a_password_radius_cannot_carry_is_refused(ias: RadiusServer) -> None:
    aaa = await started(patient(ias))
    outcome = await aaa.authenticate_ppp(Heard().request(pap(password="x" * 129)), "default")
    await aaa.close()
    assert isinstance(outcome, Reject)


async def test_closing_gives_waiting_users_to_the_next_method() -> None:
    radius = RadiusSettings((ServerSettings(LOOPBACK, 9),), key="cisco", timeout=60)
    aaa = await started(radius)
    waiting = asyncio.ensure_future(aaa.authenticate_ppp(Heard().request(pap()), "default"))
    await asyncio.sleep(0)
    await aaa.close()
    assert await waiting == Accept("local", privilege=1, account="tac")


async def test_the_old_model_asks_local_users_only() -> None:
    aaa, heard = await started(towards(9), AaaSettings()), Heard()
    assert await aaa.authenticate_ppp(heard.request(pap()), "default") == Accept(
        "local", privilege=1, account="tac"
    )
    assert heard.kinds == ["UserCreated"]
    granted = aaa.authorize(
        Stage.LCP,
        Accept("local", privilege=1, account="tac"),
        port="Virtual-Access1",
        user=b"tac",
        list_name="default",
        address=None,
        emit=heard.traces.append,
    )
    assert granted == (AV("service", "ppp"),)
    assert heard.kinds == ["UserCreated"]
    await aaa.close()


async def test_an_unknown_list_is_default_and_an_unknown_method_an_error() -> None:
    lists = MethodList("default", ("group tacacs+", "if-needed", "local"))
    aaa, heard = await started(towards(), aaa_settings(lists)), Heard()
    assert await aaa.authenticate_ppp(heard.request(pap()), "nowhere") == Accept(
        "local", privilege=1, account="tac"
    )
    await aaa.close()
    tried = [one.method for one in heard.traces if isinstance(one, aaa_trace.MethodTried)]
    assert tried == ["group tacacs+", "local"]


async def test_a_v2_accept_says_who_the_server_is(ias: RadiusServer) -> None:
    aaa, given = await started(patient(ias)), mschap_v2(b"NET\\tac")
    outcome = await aaa.authenticate_ppp(Heard().request(given), "default")
    await aaa.close()
    assert isinstance(given, MsChapV2Credentials)
    assert isinstance(outcome, Accept)
    assert outcome.message.startswith(b"S=")
    assert len(outcome.message) == 42
    assert outcome.mppe_strengths == frozenset({40, 56, 128})
    assert outcome.mppe_required is False


async def test_a_group_asks_its_own_servers_and_its_user_is_authorized_by_it(
    ias: RadiusServer,
) -> None:
    methods = MethodList("default", ("group IAS",))
    silent = ServerSettings(LOOPBACK, 9)
    radius = RadiusSettings((silent, *patient(ias).servers), key="cisco", timeout=5)
    group = ServerGroup("IAS", ((LOOPBACK, ias.ports[0]),))
    settings = replace(aaa_settings(methods), groups={"IAS": group})
    aaa, heard = await started(radius, settings), Heard()
    accept = await aaa.authenticate_ppp(heard.request(mschap()), "default")
    assert isinstance(accept, Accept)
    assert heard.kinds.count("Transmitted") == 1
    pairs = aaa.authorize(
        Stage.LCP,
        accept,
        port="Virtual-Access1",
        user=b"tac",
        list_name="default",
        address=None,
        emit=heard.traces.append,
    )
    await aaa.close()
    assert pairs is not None


async def test_a_group_that_is_not_configured_cannot_tell() -> None:
    aaa = await started(towards(9), aaa_settings(MethodList("default", ("group X",))))
    with pytest.raises(Unavailable):
        await aaa.authenticate_ppp(Heard().request(mschap()), "default")
    await aaa.close()


def at_a_line(
    heard: Heard,
    credentials: Credentials,
    service: Service = Service.LOGIN,
    caller: IPv4Address | None = PC,
) -> AuthRequest:
    return AuthRequest(credentials, "tty130", 130, heard.traces.append, service, caller)


@pytest.fixture
async def operators() -> AsyncIterator[RadiusServer]:
    """A server that tells who may run the router from who may dial in."""
    admin = {"Service-Type": "Administrative", "Cisco-AVPair": "shell:priv-lvl=7"}
    server = our_server(
        users=[
            tac(),
            tac(name="root", groups=["Operators"]),
            tac(name="$enab15$", password="cisco", groups=["Levels"]),
        ],
        policies=[
            policy(
                conditions={"Windows-Groups": "Operators", "NAS-Port-Type": "Virtual"},
                profile={"authentication": ["pap"], "attributes": admin},
            ),
            policy(
                conditions={"Windows-Groups": "Levels", "Service-Type": "Administrative"},
                profile={"authentication": ["pap"], "attributes": {}},
            ),
            policy(
                conditions={"Windows-Groups": "VPN Users"},
                profile={"authentication": ["pap"]},
            ),
        ],
    )
    await server.start()
    yield server
    server.close()


async def test_an_operator_logs_in_by_radius_with_the_level_it_gives(
    operators: RadiusServer,
) -> None:
    aaa, heard = await started(patient(operators)), Heard()
    request = at_a_line(heard, pap(b"root"))
    assert await aaa.authenticate_login(request, RADIUS_THEN_LOCAL, ()) == Accept(
        "radius", privilege=7
    )
    aaa.free("tty130", heard.traces.append)
    await aaa.close()
    assert heard.kinds == [
        "UserCreated",
        "AuthenStarted",
        "MethodTried",
        "Transmitted",
        "Received",
        "AuthenFinished",
        "UserFreed",
    ]
    created, begun, _, sent, *_, freed = heard.traces
    assert isinstance(created, aaa_trace.UserCreated)
    assert isinstance(begun, aaa_trace.AuthenStarted)
    assert isinstance(sent, radius_trace.Transmitted)
    assert isinstance(freed, aaa_trace.UserFreed)
    assert (created.kind, created.service, created.caller) == ("ASCII", Service.LOGIN, PC)
    assert (begun.port, begun.list_name, begun.service) == ("tty130", "default", Service.LOGIN)
    assert [key for key, _ in decode(sent.packet).attributes] == [4, 5, 61, 1, 31, 2]
    assert (freed.reference, freed.service) == (created.reference, Service.LOGIN)


@pytest.mark.parametrize(
    ("name", "password", "caller", "why"),
    [
        (b"root", "wrong", PC, "Authentication failure"),
        (b"nobody", "admin", PC, "Authentication failure"),
        (b"root", "admin", None, "Authentication failure"),
        (b"tac", "admin", PC, "the user's service is framed, not a login"),
    ],
)
async def test_whom_radius_does_not_take_for_an_operator_is_refused_and_local_not_asked(
    operators: RadiusServer, name: bytes, password: str, caller: IPv4Address | None, why: str
) -> None:
    """`tac` dials in, and is a local user too; at the console there is no policy for `root`."""
    aaa, heard = await started(patient(operators)), Heard()
    request = at_a_line(heard, pap(name, password), caller=caller)
    outcome = await aaa.authenticate_login(request, RADIUS_THEN_LOCAL, ())
    await aaa.close()
    assert outcome == Reject("radius", reason=why)
    assert "AuthenRestarted" not in heard.kinds


@pytest.mark.parametrize(("password", "right"), [("cisco", True), ("admin", False)])
async def test_enable_asks_radius_as_the_level_is_called_there(
    operators: RadiusServer, password: str, right: bool
) -> None:
    aaa, heard = await started(patient(operators)), Heard()
    request = at_a_line(heard, pap(b"$enab15$", password), Service.ENABLE)
    chosen = MethodList("default", ("group radius", "enable"))
    outcome = await aaa.authenticate_login(request, chosen, (OnePassword("enable", "admin"),))
    await aaa.close()
    assert isinstance(outcome, Accept) is right
    assert outcome.method == "radius"


async def test_when_radius_is_silent_the_shared_password_is_asked_next() -> None:
    aaa, heard = await started(towards(9)), Heard()
    chosen = MethodList("ops", ("group radius", "line", "local"))
    shared = (OnePassword("line", "secret"), OnePassword("enable", "other"))
    for password, expected in (("secret", Accept("line")), ("other", Reject("line"))):
        request = at_a_line(heard, pap(b"tac", password))
        assert await aaa.authenticate_login(request, chosen, shared) == expected
    await aaa.close()
    tried = [one.method for one in heard.traces if isinstance(one, aaa_trace.MethodTried)]
    assert tried == ["radius", "line"] * 2
    again = [one for one in heard.traces if isinstance(one, aaa_trace.AuthenRestarted)]
    assert [(one.port, one.service) for one in again] == [("tty130", Service.LOGIN)] * 2


async def test_a_shared_password_that_is_not_configured_passes_the_question_on() -> None:
    aaa, heard = await started(towards(9), AaaSettings()), Heard()
    shared = (OnePassword("line", None), OnePassword("enable", None))
    request = at_a_line(heard, pap())
    chosen = MethodList("default", ("line", "enable", "local"))
    assert await aaa.authenticate_login(request, chosen, shared) == Accept(
        "local", privilege=1, account="tac"
    )
    for methods in (("line",), ("enable", "line"), ("group nowhere",)):
        with pytest.raises(Unavailable):
            await aaa.authenticate_login(request, MethodList("default", methods), shared)
    await aaa.close()


async def test_the_next_login_on_a_port_frees_the_one_before() -> None:
    aaa, heard = await started(towards(9), AaaSettings()), Heard()
    chosen = MethodList("default", ("local",))
    for _ in range(2):
        await aaa.authenticate_login(at_a_line(heard, pap()), chosen, ())
    await aaa.close()
    assert heard.kinds.count("UserCreated") == 2
    assert heard.kinds.index("UserFreed") < len(heard.kinds) - 4


async def test_a_group_is_asked_for_a_login_whatever_the_lists_say(ias: RadiusServer) -> None:
    group = ServerGroup("IAS", ((LOOPBACK, ias.ports[0]),))
    settings = AaaSettings(groups={"IAS": group})
    aaa, heard = Aaa(settings, patient(ias), {}, os.urandom), Heard()
    await aaa.start()
    for name in ("radius", "IAS"):
        assert isinstance(await aaa.ask_group(name, heard.request(pap())), Accept)
        assert isinstance(await aaa.ask_group(name, heard.request(pap(password="wrong"))), Reject)
    assert "UserCreated" not in heard.kinds
    with pytest.raises(ConfigError, match="% Server-group local is not defined"):
        await aaa.ask_group("local", heard.request(pap()))
    aaa.apply(settings, towards(9), {})
    with pytest.raises(Unavailable):
        await aaa.ask_group("radius", heard.request(pap()))
    await aaa.close()
