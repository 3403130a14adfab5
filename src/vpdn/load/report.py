"""The figures of a run: as a document for programs, and that document in words for people.

The document's names are stable: docs/load.md tells what each means. Seconds of latencies are
given in milliseconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vpdn.load.histogram import Histogram
from vpdn.load.run import Run
from vpdn.load.settings import Kind, LoadSettings, Traffic
from vpdn.load.stopwatch import Phase
from vpdn.load.tally import Tally, TrafficTally

SCHEMA = "vpdn-load/1"

Document = dict[str, Any]

TITLES = {
    Phase.TCP: "TCP connect",
    Phase.CONTROL: "control connection",
    Phase.CALL: "call",
    Phase.LCP: "LCP",
    Phase.AUTHENTICATION: "authentication",
    Phase.CCP: "CCP",
    Phase.IPCP: "IPCP",
    Phase.WHOLE: "whole set-up",
    Phase.HELD: "while connected",
    Phase.HANG_UP: "hanging up",
}


def document(run: Run, interrupted: bool) -> Document:
    """All inputs and figures of a run. Passwords are no part of it."""
    tally = run.tally
    return {
        "schema": SCHEMA,
        "inputs": _inputs(run.settings),
        "interrupted": interrupted,
        "seconds": round(run.seconds, 3),
        "processor_seconds": round(run.processor, 3),
        "calls": {
            "placed": tally.placed,
            "connected": tally.connected,
            "failed": tally.failed,
            "lost": tally.lost,
            "hung_up": tally.hung_up,
            "given_up": tally.given_up,
            "cut_off": tally.up + tally.under_way,
            "most_at_once": tally.most_up,
            "rate": round(tally.rate, 2),
            "doubled_addresses": tally.doubled_addresses,
        },
        "lateness": _latencies(tally.lateness),
        "phases": {phase.value: _latencies(each) for phase, each in tally.phases.items()},
        "failures": _failures(tally),
        "traffic": [
            {"traffic": str(traffic), **_traffic(traffic, counted)}
            for traffic, counted in zip(run.settings.traffic, tally.traffic, strict=True)
        ],
        "data_path": {
            **tally.data_path,
            "unsent": run.unsent,
            "strange_packets": tally.strange_packets,
        },
    }


def ok(report: Document) -> bool:
    """Every call that was placed came up and stayed up."""
    return not (report["calls"]["failed"] or report["calls"]["lost"])


def text(report: Document) -> str:
    """What a person reads at the end."""
    parts = [_summary(report), _phase_table(report)]
    parts += [_failure_table(report)] if report["failures"] else []
    parts += [_traffic_lines(each) for each in report["traffic"]]
    return "\n\n".join(parts)


# --- the document -----------------------------------------------------------------------------


def _inputs(settings: LoadSettings) -> Document:
    call, plan = settings.call, settings.plan
    return {
        "server": call.server,
        "port": call.port,
        "users": len(settings.users) or 1,
        "sessions": plan.sessions,
        "rate": plan.rate,
        "hold": plan.patience,
        "duration": plan.duration,
        "churn": plan.churn,
        "dialling": plan.dialling,
        "traffic": [str(each) for each in settings.traffic],
        "target": None if settings.target is None else str(settings.target),
        "personalities": [each.name for each in settings.personalities],
        "sources": [str(each) for each in settings.sources if each is not None],
        "authentication": [method.value for method in call.authentication],
        "encryption": call.encryption.value,
        "stateful": call.stateful,
        "mtu": call.mtu,
        "timeout": call.timeout,
        "datapath": settings.carriage.value,
    }


def _latencies(values: Histogram) -> Document:
    names = ("p50_ms", "p90_ms", "p99_ms", "max_ms")
    found = values.percentiles(50, 90, 99, 100)
    milliseconds = {name: round(value * 1000, 3) for name, value in zip(names, found, strict=True)}
    return {"count": values.count, "mean_ms": round(values.mean * 1000, 3), **milliseconds}


def _failures(tally: Tally) -> list[Document]:
    """The most frequent first."""
    frequent = sorted(tally.failures.items(), key=lambda item: (-item[1].count, item[0][0]))
    return [
        {
            "error": number,
            "phase": phase.value,
            "count": each.count,
            "text": each.example.ras.text,
            "cause": each.example.detail or each.example.ras.cause,
            "cure": each.example.ras.cure,
        }
        for (number, phase), each in frequent
    ]


def _traffic(traffic: Traffic, tally: TrafficTally) -> Document:
    """What goes one way is not known to be lost."""
    return {
        "sent": tally.sent,
        "received": tally.received,
        "lost": tally.lost if traffic.kind is Kind.ECHO else None,
        "early": tally.early,
        "damaged": tally.damaged,
        "reordered": tally.reordered,
        "misled": tally.misled,
        "late": tally.late,
        "round_trip": _latencies(tally.round_trip),
    }


# --- in words ---------------------------------------------------------------------------------


def _summary(report: Document) -> str:
    calls, inputs, late = report["calls"], report["inputs"], report["lateness"]
    parts = [
        f"{calls['placed']} calls placed at {inputs['rate']:g}/s",
        f"at most {calls['most_at_once']} at once",
        f"{report['seconds']:.1f} s in all",
        f"{report['processor_seconds']:.1f} s of this machine's processor",
    ]
    ends = [f"{calls['connected']} connected ({calls['rate']:g}/s)"]
    ends += [f"{calls[end]} {end.replace('_', ' ')}" for end in ENDS if calls[end]]
    lines = [f"{', '.join(parts)}.", f"{', '.join(ends)}."]
    if late["p99_ms"] > LATE:
        lines.append(
            f"This machine was the limit: calls were begun up to {late['max_ms']:.0f} ms behind"
            " the schedule."
        )
    if calls["doubled_addresses"]:
        lines.append(f"{calls['doubled_addresses']} calls got an address that was in use.")
    return "\n".join(lines)


def _phase_table(report: Document) -> str:
    heads = "".join(f"{head:>10}" for head in ("p50", "p90", "p99", "max"))
    lines = [f"{'milliseconds':<20}{heads}{'calls':>9}"]
    for name, values in report["phases"].items():
        if values["count"]:
            lines.append(f"{TITLES[Phase(name)]:<20}{_figures(values)}{values['count']:>9}")
    return "\n".join(lines)


def _figures(values: Mapping[str, float]) -> str:
    return "".join(f"{values[name]:>10.1f}" for name in ("p50_ms", "p90_ms", "p99_ms", "max_ms"))


def _failure_table(report: Document) -> str:
    lines = []
    for each in report["failures"]:
        phase = TITLES[Phase(each["phase"])]
        lines.append(f"{each['count']} x Error {each['error']} ({phase}): {each['text']}")
        lines.append(f"    Cause: {each['cause'].rstrip('.')}. Cure: {each['cure']}")
    return "\n".join(lines)


def _traffic_lines(each: Document) -> str:
    sent, lost, trip = each["sent"], each["lost"], each["round_trip"]
    line = f"{each['traffic']} a call: {sent} packets sent"
    if sent and lost is not None:
        line += f", {each['received']} back, {lost} lost ({lost / sent:.2%})"
        line += f", round trip p50 {trip['p50_ms']:.1f} ms, p99 {trip['p99_ms']:.1f} ms"
    for name in ("early", "damaged", "reordered", "misled", "late"):
        line += f", {each[name]} {name}" if each[name] else ""
    return line


ENDS = ("failed", "lost", "given_up", "cut_off")

LATE = 50.0
"""Milliseconds behind the schedule that are worth a word."""
