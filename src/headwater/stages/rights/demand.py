"""A demand for removal: what it says, how far it has come, and when its time is over. Pure."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Literal

from headwater.errors import UsageError
from headwater.model import Noun
from headwater.stages.rights.scope import Scope

Ground = Literal["copyright", "privacy", "other"]
State = Literal["received", "verified", "hidden", "erased", "rejected", "disputed"]
Method = Literal["dns", "well-known", "meta", "mail"]

GROUNDS: tuple[Ground, ...] = ("copyright", "privacy", "other")
METHODS: tuple[Method, ...] = ("dns", "well-known", "meta", "mail")
PROMISE = timedelta(hours=24)
ALARMS = (timedelta(hours=12), timedelta(hours=6), timedelta(hours=1))
"""Times left at which an undecided demand is called to the operator's attention."""
MAX_STATEMENT = 20_000
_MAIL = re.compile(r"[^\s@<>,;]{1,64}@[^\s@<>,;]{1,255}")


class Claim(Noun, frozen=True, kw_only=True):
    """Who asks, for what reason. Personal data: kept until the demand is settled, shown to the operator alone.

    The four statements are those that 17 U.S.C. 512(c)(3) and Art. 16 of Regulation (EU) 2022/2065 ask for.
    """

    name: str
    email: str
    ground: Ground = "copyright"
    statement: str = ""
    role: Literal["owner", "agent", "person"] = "owner"
    work: str = ""
    good_faith: bool = False
    accurate: bool = False
    signature: str = ""


class Proof(Noun, frozen=True, kw_only=True):
    """A look for the token. `found` is the host it was found for; `words` say what was seen."""

    at: datetime
    method: Method
    found: bool
    words: str


class Demand(Noun, frozen=True, kw_only=True):
    """One demand. `token` goes into the proof; `code` is only ever sent by mail. Times are None until they have come.

    by        who started it: the "owner" (form, API, command, mail) or the "source" (its page is gone or asks not to be kept)
    reasons   the statement of reasons of a decision
    about     the scope in words that name no page; sites: its hosts. Both stay when the scope itself is erased
    hosts     hosts that were proved, for a demand about several
    copies    (outlet, address) of copies elsewhere, for the owner to know; they are not touched
    """

    id: str
    token: str
    code: str = ""
    scope: Scope
    claim: Claim | None
    by: Literal["owner", "source"] = "owner"
    state: State = "received"
    received: datetime
    verified: datetime | None = None
    hidden: datetime | None = None
    erased: datetime | None = None
    decided: datetime | None = None
    method: Method | Literal["operator", "source", ""] = ""
    reasons: str = ""
    counter: str = ""
    about: str = ""
    sites: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    copies: tuple[tuple[str, str], ...] = ()
    proofs: tuple[Proof, ...] = ()
    watched: bool = False
    alarmed: int = 0
    matched: int = 0

    @property
    def deadline(self) -> datetime:
        return self.received + PROMISE

    @property
    def settled(self) -> bool:
        return self.state in ("erased", "rejected")

    @property
    def unproved(self) -> tuple[str, ...]:
        """Hosts of the scope that nobody has proved yet."""
        return tuple(host for host in self.sites if host not in self.hosts)


def make_claim(name: str, email: str, ground: str, statement: str, **more: object) -> Claim:
    """The claim of a person. Raises UsageError that names what is missing."""
    name, email = " ".join(name.split())[:200], email.strip()[:320]
    if not name:
        raise UsageError("say who you are: --name")
    if not _MAIL.fullmatch(email):
        raise UsageError(f"{email[:80]!r} is no e-mail address: it is needed for the receipt and for questions")
    if ground not in GROUNDS:
        raise UsageError(f"the ground is one of {', '.join(GROUNDS)}, not {ground[:40]!r}")
    if len(statement) > MAX_STATEMENT:
        raise UsageError(f"the statement has {len(statement)} characters; at most {MAX_STATEMENT} are read")
    return Claim(name=name, email=email, ground=ground, statement=statement.strip(), **more)  # type: ignore[arg-type]


def missing(claim: Claim) -> tuple[str, ...]:
    """What a notice still lacks to be complete in law. A proof of ownership makes up for all of it."""
    wanted = [
        (claim.statement, "why the removal is asked for"),
        (claim.work or claim.ground != "copyright", "which work is meant (a title or address)"),
        (claim.good_faith, "the statement that you believe in good faith that the use is not allowed"),
        (claim.accurate, "the statement that the notice is accurate and that you are, or act for, the owner"),
        (claim.signature or claim.name, "a signature"),
    ]
    return tuple(words for there, words in wanted if not there)


_MOVES: dict[State, frozenset[State]] = {
    "received": frozenset({"verified", "hidden", "rejected", "disputed"}),
    "verified": frozenset({"hidden"}),
    "hidden": frozenset({"erased", "rejected", "disputed", "verified"}),
    "disputed": frozenset({"verified", "hidden", "rejected"}),
    "rejected": frozenset(),
    "erased": frozenset(),
}


def may_move(state: State, to: State) -> bool:
    """Whether a demand in `state` can come to `to`. What is erased stays erased; what was rejected takes a new demand."""
    return to in _MOVES[state]


def alarms_due(demand: Demand, now: datetime) -> int:
    """How many of the alarms are due for an undecided demand; 0 for one that runs by itself."""
    if demand.settled or demand.verified is not None:
        return 0
    left = demand.deadline - now
    return sum(left <= alarm for alarm in ALARMS) + (left <= timedelta(0))
