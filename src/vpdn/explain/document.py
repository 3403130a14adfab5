"""A call and its verdict as a value that JSON can say."""

from __future__ import annotations

from vpdn.explain.session import Evidence, Session, Step
from vpdn.explain.verdict import Finding, Verdict

Json = dict[str, object]


def document(session: Session, verdict: Verdict) -> Json:
    """Keys are always there; what is unknown is null."""
    values = session.values
    return {
        "interface": f"Vi{session.interface}" if session.interface[:1].isdigit() else None,
        "tunnel": session.tunnel or None,
        "user": values.get("user"),
        "address": values.get("address"),
        "radius_server": values.get("server"),
        "first_line": session.first,
        "last_line": session.last,
        "diagnosis": _finding(verdict.diagnosis),
        "remarks": [_finding(one) for one in verdict.remarks],
        "insecure": [_finding(one) for one in verdict.weaknesses],
        "ladder": [_step(step) for step in session.steps + session.late],
        "ladder_left_out": session.left_out,
    }


def _finding(finding: Finding) -> Json:
    error = finding.error
    return {
        "name": finding.name,
        "cause": finding.cause,
        "error": {"number": error.number, "text": error.text} if error else None,
        "cure": finding.cure,
        "configuration": list(finding.lines),
        "evidence": [_evidence(one) for one in finding.evidence],
        "derived": finding.derived,
    }


def _evidence(evidence: Evidence) -> Json:
    line = evidence.last
    return {"line": line.number, "text": line.text.strip(), "count": evidence.count}


def _step(step: Step) -> Json:
    return {"line": step.number, "way": step.way.value, "label": step.label, "count": step.count}
