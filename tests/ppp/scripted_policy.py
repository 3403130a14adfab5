"""A policy that answers from a script and remembers what it was told."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import IPv4Address

from vpdn.ppp.policy import Ack, Judgement, Options, Refusal
from vpdn.wire.ipcp import IpAddress

ASK: Options = (IpAddress(IPv4Address("10.0.0.1")),)
LESS: Options = ()
HERS: Options = (IpAddress(IPv4Address("10.0.0.2")),)


@dataclass(slots=True)
class ScriptedPolicy:
    asks: Options = ASK
    judgements: list[Judgement] = field(default_factory=list)
    refusal: Refusal | None = None
    judged: list[Options] = field(default_factory=list)
    hints: list[Options] = field(default_factory=list)
    rejects: list[Options] = field(default_factory=list)

    def request(self) -> Options:
        return self.asks

    def judge(self, asked: Options) -> Judgement:
        self.judged.append(asked)
        return self.judgements.pop(0) if self.judgements else Ack()

    def naked(self, hints: Options) -> Refusal | None:
        self.hints.append(hints)
        return self.refusal

    def rejected(self, options: Options) -> Refusal | None:
        self.rejects.append(options)
        self.asks = LESS
        return self.refusal
