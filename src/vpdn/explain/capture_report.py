"""A capture's story for people: calls, each with its ladder, what was agreed on, whether a password
fits, what is wrong, and what was carried. The same as values for programs: `facts`."""

from __future__ import annotations

from collections.abc import Iterator

from vpdn.client.errors import lookup
from vpdn.explain.capture import Capture
from vpdn.explain.capture_agreed import agreed, insecure, password_words, undeciphered
from vpdn.explain.capture_call import Call
from vpdn.explain.capture_control import PORT, Control
from vpdn.explain.capture_inner import packet_text
from vpdn.explain.capture_rules import call_findings, connection_findings
from vpdn.explain.capture_story import Inner, Side, Step
from vpdn.explain.finding import Finding
from vpdn.explain.layout import folded
from vpdn.ios.plain import Json, plain


def lines(capture: Capture, name: str, trouble: str, width: int, most: int) -> Iterator[str]:
    """`name` is the file's, `trouble` what is wrong with it; `most`: inner packets shown of each
    call, 0 for all."""
    yield from folded(f"{name}: {_counts(capture)}", width)
    for said in _troubles(capture, trouble):
        yield from folded(f"{name}: {said}", width)
    for control in capture.controls:
        for finding in connection_findings(control) if not control.calls else ():
            yield ""
            yield f"Control connection {control.ends.pc} -> {_server(control)}"
            for seen in control.seen:
                yield from _rung(seen.step, capture.first, width)
            yield from finding_lines(finding, width)
    for call in capture.calls:
        yield ""
        yield from _call(call, capture.first, width, most)


def facts(capture: Capture, name: str, trouble: str, most: int) -> Json:
    """The same as one JSON document."""
    return {
        "file": name,
        "packets": capture.records,
        "troubles": plain(_troubles(capture, trouble)),
        "connections": [
            {
                "pc": str(control.ends.pc),
                "server": str(control.ends.server),
                "port": control.port,
                "calls": control.calls,
                "findings": [plain(one) for one in connection_findings(control)]
                if not control.calls
                else [],
            }
            for control in capture.controls
        ],
        "calls": [_facts(call, most) for call in capture.calls],
    }


def finding_lines(finding: Finding, width: int) -> Iterator[str]:
    """A fault with its evidence and cure."""
    if finding.error:
        ras = lookup(finding.error)
        yield from folded(f"  Error {finding.error}: {ras.text}", width, 4)
    else:
        yield "  Fault"
    yield from folded(f"    why:  {finding.why}", width, 10)
    for index, said in enumerate(finding.evidence):
        yield from folded(f"    {'seen:' if index == 0 else '     '} {said}", width, 10)
    for index, said in enumerate(finding.cure):
        yield from folded(f"    {'cure:' if index == 0 else '     '} {said}", width, 10)


def _counts(capture: Capture) -> str:
    length = capture.last - capture.first
    connections, calls = len(capture.controls), len(capture.calls)
    return (
        f"{capture.records} packets in {length:.3f} s, {connections} control"
        f" connection{'' if connections == 1 else 's'}, {calls} call{'' if calls == 1 else 's'}"
    )


def _server(control: Control) -> str:
    other = f" port {control.port}" if control.port != PORT else ""
    return f"{control.ends.server}{other}"


def _troubles(capture: Capture, trouble: str) -> list[str]:
    said = [*capture.troubles, *(one for control in capture.controls for one in control.troubles)]
    if capture.connections.left_out:
        said.append(f"{capture.connections.left_out} segments of more connections are passed over")
    if capture.fragments.unfinished:
        said.append(f"{capture.fragments.unfinished} fragmented packets lack a part")
    return said + ([trouble] if trouble else [])


def _call(call: Call, start: float, width: int, most: int) -> Iterator[str]:
    yield from folded(_title(call), width, 4)
    yield from _ladder(call, start, width)
    yield from _section("Agreed", [f"{name:17} {said}" for name, said in agreed(call)], width, 22)
    yield from _section("Password", password_words(call), width)
    findings = list(call_findings(call))
    for finding in findings:
        yield from finding_lines(finding, width)
    yield from _section("Insecure", list(insecure(call)), width)
    yield from _section("Not seen", list(undeciphered(call)), width)
    yield from _inside(call, start, width, most)


def _title(call: Call) -> str:
    ids = ", ".join(str(call.ids.get(side, "?")) for side in (Side.PC, Side.SERVER))
    guessed = "; the capture lacks its PPTP messages" if call.guessed else ""
    return f"Call {call.number}: {call.ends.pc} -> {call.ends.server}, call ids {ids}{guessed}"


def _ladder(call: Call, start: float, width: int) -> Iterator[str]:
    for number, step in enumerate(call.steps):
        if number == call.steps.half and call.steps.left_out:
            yield f"  {'…':>9} {call.steps.left_out} rungs are left out"
        yield from _rung(step, start, width)


def _rung(step: Step, start: float, width: int) -> Iterator[str]:
    way = step.sender.value if step.sender else "  "
    head = f"  {step.place.when - start:9.3f} {step.place.number:6} {way} "
    yield from folded(head + step.text, width, len(head) + 2)


def _section(title: str, said: list[str], width: int, indent: int = 6) -> Iterator[str]:
    if said:
        yield f"  {title}"
        for one in said:
            yield from folded(f"    {one}", width, indent)


def _inside(call: Call, start: float, width: int, most: int) -> Iterator[str]:
    count = call.inside.count
    if not count:
        return
    yield f"  Inside ({count} packets)"
    shown = call.inner[: most or None]
    for one in shown:
        yield from _rung(Step(one.place, one.sender, packet_text(one.packet)), start, width)
    if len(shown) < count:
        yield f"    and {count - len(shown)} more"


def _facts(call: Call, most: int) -> dict[str, Json]:
    return {
        "number": call.number,
        "pc": str(call.ends.pc),
        "server": str(call.ends.server),
        "call_ids": {side.name.lower(): number for side, number in call.ids.items()},
        "guessed": call.guessed,
        "ladder": [_step(step) for step in call.steps],
        "ladder_left_out": call.steps.left_out,
        "agreed": dict(agreed(call)),
        "password": plain(password_words(call)),
        "findings": [plain(one) for one in call_findings(call)],
        "insecure": plain(list(insecure(call))),
        "undeciphered": plain(list(undeciphered(call))),
        "inside": [_inner(one) for one in call.inner[: most or None]],
        "packets_inside": call.inside.count,
    }


def _step(step: Step) -> Json:
    sender = step.sender.name.lower() if step.sender else None
    return {
        "packet": step.place.number,
        "time": round(step.place.when, 6),
        "from": sender,
        "text": step.text,
    }


def _inner(one: Inner) -> Json:
    return {
        "packet": one.place.number,
        "time": round(one.place.when, 6),
        "from": one.sender.name.lower(),
        "encrypted": one.encrypted,
        "text": packet_text(one.packet),
    }
