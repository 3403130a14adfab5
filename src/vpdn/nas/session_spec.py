"""What the data path is told of a call when it comes: the template's word, and who watches it."""

from __future__ import annotations

from vpdn.datapath.engine import SessionSpec
from vpdn.nas.calls import SessionIds
from vpdn.nas.config import VirtualTemplate, VpdnGroup
from vpdn.nas.services import Services


def session_spec(
    services: Services, ids: SessionIds, template: VirtualTemplate, group: VpdnGroup
) -> SessionSpec:
    """Addresses, keys and the peer's limits come later."""
    mppe = template.ppp.mppe
    clear, wire = services.captures.wanted(ids.interface)
    return SessionSpec(
        ids.call,
        ids.peer_call,
        ids.peer,
        receive_window=group.window,
        mss=template.adjust_mss,
        inward=services.filters.named(template.access_in),
        outward=services.filters.named(template.access_out),
        police_in=template.police_in,
        police_out=template.police_out,
        require_encryption=mppe is not None and mppe.required,
        capture_clear=clear,
        capture_wire=wire,
    )
