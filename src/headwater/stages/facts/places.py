"""Mentions of places and where on Earth they are."""

from __future__ import annotations

from collections.abc import Sequence

from headwater.model import Name, Place
from headwater.stages.facts.lexicon import places


def find_places(names: Sequence[Name]) -> tuple[Place, ...]:
    """The places among `names`, in order, with the country where it is known."""
    known = places()
    found = []
    for name in names:
        if name.type == "place":
            entry = known.get(name.id)
            found.append(
                Place(
                    start=name.start,
                    end=name.end,
                    text=name.text,
                    id=name.id,
                    name=entry.name if entry else name.text,
                    country=entry.country if entry else "",
                )
            )
    return tuple(found)
