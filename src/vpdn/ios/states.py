"""IOS' names for the states of RFC 2637 and RFC 1661."""

from __future__ import annotations

from vpdn.ppp.fsm import State
from vpdn.pptp.outputs import CallState, ControlState

CONTROL_STATES = {
    ControlState.IDLE: "wt-sccrq",
    ControlState.WAIT_CTL_REPLY: "wt-sccrp",
    ControlState.ESTABLISHED: "estabd",
    ControlState.WAIT_STOP_REPLY: "wt-stprp",
    ControlState.CLOSED: "terminal",
}
CALL_STATES = {
    CallState.IDLE: "idle",
    CallState.WAIT_REPLY: "wt-rply",
    CallState.WAIT_ANSWER: "wt-vacc",
    CallState.WAIT_CONNECT: "wt-cnnct",
    CallState.WAIT_DISCONNECT: "wt-disc",
    CallState.ESTABLISHED: "estabd",
    CallState.CLOSED: "terminal",
}
PPP_STATES = {
    State.INITIAL: "Not negotiated",
    State.STARTING: "Not negotiated",
    State.CLOSED: "Closed",
    State.STOPPED: "Listen",
    State.CLOSING: "TERMsent",
    State.STOPPING: "TERMsent",
    State.REQ_SENT: "REQsent",
    State.ACK_RCVD: "ACKrcvd",
    State.ACK_SENT: "ACKsent",
    State.OPENED: "Open",
}
