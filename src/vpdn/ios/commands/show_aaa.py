"""`show aaa servers`, `show aaa method-lists`, `show radius statistics`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from vpdn.aaa.settings import MethodList
from vpdn.ios.command import command
from vpdn.ios.modes import USER
from vpdn.ios.plain import fields_of
from vpdn.ios.router import Session
from vpdn.nas.snapshot import RadiusSnapshot
from vpdn.radius.statistics import Statistics

_CELLS = 11
_OF_ONE = ("changed", "cleared", "dead", "deaths", "dead_time")
_WORDS = {"local": "LOCAL", "local-case": "LOCAL_CASE", "none": "NONE", "enable": "ENABLE"}


def _servers_data(session: Session) -> object:
    """`since`: seconds in this state."""
    return [
        {
            **fields_of(one.server),
            "state": "dead" if one.statistics.dead else "up",
            "since": one.since,
            "counted": one.counted,
            "statistics": fields_of(one.statistics, "changed", "cleared", "dead"),
        }
        for one in session.server.snapshot().radius
    ]


@command(
    USER,
    "show aaa servers",
    "servers  Show information of AAA servers",
    data=_servers_data,
)
def show_aaa_servers(session: Session) -> str:
    server = session.server.snapshot()
    lines: list[str] = []
    for number, one in enumerate(server.radius, 1):
        lines += _server(number, one)
        lines.append(f"     Elapsed time since counters last cleared: {elapsed(one.counted)}")
    return "".join(f"{line}\n" for line in lines)


def _server(number: int, shown: RadiusSnapshot) -> Iterator[str]:
    """No accounting is sent, and authorization comes with authentication: their counts are 0."""
    server, counted = shown.server, shown.statistics
    yield (
        f"RADIUS: id {number}, priority {number}, host {server.address},"
        f" auth-port {server.auth_port}, acct-port {server.acct_port}"
    )
    state = "DEAD" if counted.dead else "UP"
    yield f"     State: current {state}, duration {shown.since:.0f}s, previous duration 0s"
    dead_time = counted.dead_time + (shown.since if counted.dead else 0.0)
    yield f"     Dead: total time {dead_time:.0f}s, count {counted.deaths}"
    yield "     Quarantined: No"
    yield from _kind("Authen", counted)
    yield from _kind("Author", Statistics())
    yield "     Account: request 0, timeouts 0, failover 0, retransmission 0"
    yield "             Request: start 0, interim 0, stop 0"
    yield "             Response: start 0, interim 0, stop 0"
    yield from list(_kind("", Statistics()))[2:]


def _kind(name: str, counted: Statistics) -> Iterator[str]:
    transmissions = counted.requests + counted.retransmissions
    yield (
        f"     {name}: request {transmissions}, timeouts {counted.timeouts},"
        f" failover {counted.failovers}, retransmission {counted.retransmissions}"
    )
    yield (
        f"             Response: accept {counted.accepts}, reject {counted.rejects},"
        f" challenge {counted.challenges}"
    )
    yield (
        f"             Response: unexpected {counted.unexpected}, server error 0,"
        f" incorrect {counted.incorrect}, time {_average(counted)}ms"
    )
    yield f"             Transaction: success {counted.answers}, failure {counted.failures}"
    yield "             Throttled: transaction 0, timeout 0, failure 0"


def _statistics_data(session: Session) -> object:
    """Of all servers together; times in seconds."""
    total = _sum(one.statistics for one in session.server.snapshot().radius)
    return {**fields_of(total, *_OF_ONE), "answers": total.answers}


@command(
    USER,
    "show radius statistics",
    "statistics  Statistics of all RADIUS servers",
    data=_statistics_data,
)
def show_radius_statistics(session: Session) -> str:
    server = session.server.snapshot()
    total = _sum(one.statistics for one in server.radius)
    counted = max((one.counted for one in server.radius), default=server.uptime)
    lines = [
        f"{'Auth.':>39}{'Acct.':>{_CELLS}}{'Both':>{_CELLS}}",
        *(_row(f"Maximum {queue} length", "NA", "NA", 0) for queue in ("inQ", "waitQ", "doneQ")),
        *(_row(label, count, 0, count) for label, count in _counts(total)),
        f"Elapsed time since counters last cleared: {elapsed(counted)}",
    ]
    rejects = f"         Access Rejects           :{total.rejects:{_CELLS}}"
    lines.insert(7, rejects)
    return "".join(f"{line}\n" for line in lines)


def _counts(total: Statistics) -> Iterator[tuple[str, int]]:
    yield "Total responses seen", total.answers + total.unexpected + total.incorrect
    yield "Packets with responses", total.answers
    yield "Packets without responses", total.failures
    yield "Average response delay(ms)", _average(total)
    yield "Maximum response delay(ms)", round(total.longest_response * 1000)
    yield "Number of Radius timeouts", total.timeouts
    yield "Duplicate ID detects", 0
    yield "Bad authenticators", total.incorrect
    yield "Unknown responses", total.unexpected


def _row(label: str, *cells: object) -> str:
    return f"{label + ':':>28}" + "".join(f"{cell!s:>{_CELLS}}" for cell in cells)


def _sum(each: Iterable[Statistics]) -> Statistics:
    total = Statistics()
    for one in each:
        total.requests += one.requests
        total.retransmissions += one.retransmissions
        total.failovers += one.failovers
        total.accepts += one.accepts
        total.rejects += one.rejects
        total.challenges += one.challenges
        total.unexpected += one.unexpected
        total.incorrect += one.incorrect
        total.failures += one.failures
        total.timeouts += one.timeouts
        total.response_time += one.response_time
        total.longest_response = max(total.longest_response, one.longest_response)
    return total


def _average(counted: Statistics) -> int:
    return round(1000 * counted.response_time / max(1, counted.answers))


def elapsed(seconds: float) -> str:
    """2h9m, 1d11h15m."""
    minutes = int(seconds) // 60
    days, hours = minutes // 1440, minutes // 60 % 24
    parts = (f"{days}d" if days else "", f"{hours}h" if days or hours else "")
    return f"{''.join(parts)}{minutes % 60}m"


def _lists_data(session: Session, kind: str = "all") -> object:
    return {name: list(lists.values()) for name, _, lists in _queues(session, kind)}


@command(
    USER,
    "show aaa method-lists [all|authentication|authorization]$kind",
    """
    method-lists    Named method lists of AAA
    all             All method lists
    authentication  Authentication method lists
    authorization   Authorization method lists
    """,
    data=_lists_data,
)
def show_aaa_method_lists(session: Session, kind: str = "all") -> str:
    queues = _queues(session, kind)
    lines = [line for _, queue, lists in queues for line in (queue, *_lists(lists))]
    return "".join(f"{line}\n" for line in lines)


def _queues(session: Session, kind: str) -> list[tuple[str, str, Mapping[str, MethodList]]]:
    """What lists are for, IOS' line about it, and the lists by name."""
    aaa = session.server.config.aaa
    enable = aaa.authentication_enable
    enables = {} if enable is None else {enable.name: enable}
    every: list[tuple[str, str, Mapping[str, MethodList]]] = [
        ("authentication_login", "authen queue=AAA_ML_AUTHEN_LOGIN", aaa.authentication_login),
        ("authentication_enable", "authen queue=AAA_ML_AUTHEN_ENABLE", enables),
        ("authentication_ppp", "authen queue=AAA_ML_AUTHEN_PPP", aaa.authentication_ppp),
        ("authorization_exec", "author queue=AAA_ML_AUTHOR_SHELL", aaa.authorization_exec),
        ("authorization_network", "author queue=AAA_ML_AUTHOR_NET", aaa.authorization_network),
    ]
    return [one for one in every if kind == "all" or one[0].startswith(kind)]


def _lists(lists: Mapping[str, MethodList]) -> Iterator[str]:
    for number, one in enumerate(lists.values()):
        methods = " ".join(_method(word) for word in one.methods)
        yield f"  name={one.name} valid=TRUE id={number} :state=ALIVE : {methods}"


def _method(word: str) -> str:
    if word.startswith("group "):
        return f"SERVER_GROUP {word.removeprefix('group ')}"
    return _WORDS.get(word, word.upper())
