"""Demands as others see them: a line of a list, and a notice in the fields of public archives."""

from __future__ import annotations

from typing import Any

from headwater.pages import DemandLine
from headwater.removal import reference
from headwater.stages.rights.demand import Demand


def line(found: Demand) -> DemandLine:
    """A demand in a list, without personal data or addresses of pages."""
    return DemandLine(
        id=found.id,
        state=found.state,
        about=found.about,
        by=found.by,
        ground=found.claim.ground if found.claim else "",
        matched=found.matched,
        method=found.method,
        received=found.received,
        verified=found.verified,
        hidden=found.hidden,
        erased=found.erased,
        decided=found.decided,
        deadline=found.deadline,
    )


def notice(found: Demand) -> dict[str, Any]:
    """A demand in the fields that public archives of notices use, without personal data, text or addresses."""
    return {
        "type": "DMCA" if found.claim and found.claim.ground == "copyright" else "Other",
        "date_received": found.received,
        "date_sent": found.received,
        "action_taken": {"erased": "Yes", "hidden": "Partial", "rejected": "No"}.get(found.state, "Unspecified"),
        "reasons": found.reasons,
        "works": [{"description": found.about, "infringing_urls": [], "domains": list(found.sites)}],
        "reference": reference(found.id),
    }
