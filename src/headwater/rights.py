"""Rights: the use cases of owners and of the operator, from a demand to its receipt."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

from msgspec.structs import replace

from headwater import notices
from headwater.errors import BusyError, HeadwaterError, NotFoundError, UsageError
from headwater.model import Noun
from headwater.pages import DemandLine, DemandPage, LogPage
from headwater.removal import Remover, Tell, entry, reference
from headwater.settings import Settings
from headwater.sources import ownership
from headwater.sources.http import Fetcher
from headwater.stages.rights import proof, receipt
from headwater.stages.rights.demand import Claim, Demand, Method, Proof, alarms_due, missing
from headwater.stages.rights.letter import read_letter
from headwater.stages.rights.scope import Scope, covers
from headwater.store import Store
from headwater.store.database import hold

RIGHTS_LOCK = "rights.lock"
MAX_OPEN = 1_000
"""Undecided demands at a time, of everybody; more are refused until some are decided."""
MAX_OF_ONE = 20
"""Undecided demands of one e-mail address."""
MAX_UNPROVED = 200
"""An unproved demand about more articles than this is not hidden by itself when its time is over: the operator is called instead."""
MAX_PROOFS = 500
_PROOFS_KEPT = 5
WATCH = timedelta(minutes=1)
_SOONEST = timedelta(seconds=2)
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
CLAIM_KEPT = timedelta(days=90)


class Acknowledgement(Noun, frozen=True, kw_only=True):
    """What who asks gets at once. `signature` is over the other fields (see `stages.rights.receipt`), so that it can be held against us."""

    id: str
    token: str
    status_url: str
    received: str
    deadline: str
    about: str
    missing: tuple[str, ...]
    key: str
    signature: str


class Rights:
    """Demands and what becomes of them. Safe from several threads; what takes long is carried out by one process at a time."""

    def __init__(self, store: Store, remover: Remover, settings: Settings, now: Callable[[], datetime]) -> None:
        self._store, self._ledger = store, store.ledger
        self._remover = remover
        self._settings = settings
        self._now = now
        # Called whenever something was hidden: what is kept in memory must not outlive it.
        self.on_hidden: Callable[[], None] = lambda: None

    def now(self) -> datetime:
        return self._now()

    # ---- asking ----

    def demand(self, scope: Scope, claim: Claim) -> Acknowledgement:
        """Take a demand in. Raises UsageError where there are too many undecided ones."""
        waiting = self._ledger.demands(("received", "disputed"))
        if len(waiting) >= MAX_OPEN:
            raise UsageError("there are too many undecided demands at the moment: prove that the domain is yours, or write to the operator")
        if sum(d.claim is not None and d.claim.email.lower() == claim.email.lower() for d in waiting) >= MAX_OF_ONE:
            raise UsageError(
                f"{MAX_OF_ONE} demands of this address are undecided already: one demand may name many pages, or a whole domain"
            )
        now = self._now()
        asked = Demand(
            id=f"HW-{now:%Y}-{_code(10)}",
            token="-".join(_code(4) for _ in range(4)),
            code="-".join(_code(4) for _ in range(3)),
            scope=scope,
            claim=claim,
            received=now,
            about=scope.words,
            sites=scope.hosts,
            matched=len(self._store.removals.matching(scope)),
        )
        found = f"{asked.matched} report{'s' if asked.matched != 1 else ''} here match{'es' if asked.matched == 1 else ''} it."
        self._ledger.put(asked, f"Request received. {found}", entry(asked, "received", now))
        return self._acknowledged(asked)

    def letter(self, raw: bytes) -> Acknowledgement:
        """Take in a demand that came as a mail message. Raises ContentError or UsageError."""
        read = read_letter(raw, self._base().partition("://")[2])
        return self.demand(read.scope, read.claim)

    def _acknowledged(self, asked: Demand) -> Acknowledgement:
        said: dict[str, Any] = {
            "id": asked.id,
            "token": asked.token,
            "status_url": f"{self._base()}/rights/{asked.id}",
            "received": _iso(asked.received),
            "deadline": _iso(asked.deadline),
            "about": asked.about,
            "missing": missing(asked.claim) if asked.claim else (),
        }
        return Acknowledgement(**receipt.sign(said, self._ledger.secret("sign")))

    def _base(self) -> str:
        chosen = self._settings
        return chosen.address.rstrip("/") or f"http://{'localhost' if chosen.host == '127.0.0.1' else chosen.host}:{chosen.port}"

    # ---- proving ----

    async def verify(self, demand: str, method: Method | None, fetcher: Fetcher, tell: Tell | None = None) -> Demand:
        """Look for the token at every host of the demand, in one way or in all; with all hosts proved the removal runs at once.

        Raises UsageError where it cannot be proved this way, or was looked for too often.
        """
        asked = self._ledger.get(demand)
        if asked.verified is not None or asked.state == "rejected":
            return asked
        if not asked.sites:
            raise UsageError("no domain proves a demand about a quotation: it waits for the operator's decision")
        if len(asked.proofs) and self._now() - asked.proofs[-1].at < _SOONEST:
            raise UsageError("it was looked for a moment ago: try again in a few seconds")
        for host in asked.unproved:
            for way in [method] if method else ["well-known", "dns", "meta"]:
                found, words = await self._look(asked, host, way, fetcher)  # type: ignore[arg-type]
                asked = self._looked(asked, host, way, found, words)  # type: ignore[arg-type]
                if found:
                    break
        return self._carry(self._proved(asked, method), tell)

    async def _look(self, asked: Demand, host: str, way: Method, fetcher: Fetcher) -> tuple[bool, str]:
        if way == "dns":
            return await ownership.in_dns(host, asked.id, asked.token, self._settings.dns)
        if way == "well-known":
            return await ownership.in_file(fetcher, host, asked.id, asked.token)
        if way == "meta":
            return await ownership.in_page(fetcher, host, asked.id, asked.token)
        return False, await self._write_to(asked, host)

    async def _write_to(self, asked: Demand, host: str) -> str:
        """Send the code to a mailbox that only the domain's owner reads; what was done."""
        mail = self.proof_letter(asked, host)
        if not self._settings.smtp:
            raise UsageError(
                "no mail server is set (settings smtp and sender), so no letter was sent: prove it by file, DNS or meta tag, or send the"
                f" letter by hand (`headwater rights letter {asked.id}`)"
            )
        await ownership.send(self._settings.smtp, self._settings.sender or f"postmaster@{host}", [str(mail["To"])], mail)
        return f"a letter with the code was sent to {mail['To']}"

    def proof_letter(self, asked: Demand, host: str) -> EmailMessage:
        """The letter that proves ownership of `host` by being read there."""
        mail = EmailMessage()
        domain = host.partition(":")[0]
        mail["From"] = self._settings.sender or "headwater@localhost"
        mail["To"] = f"{proof.MAILBOXES[0]}@{domain}"
        mail["Subject"] = f"Removal request {asked.id}: is this domain yours?"
        mail.set_content(
            f"Somebody asked us to remove {asked.about} from our pages and named your domain.\n\n"
            f"If this is your wish, open {self._base()}/rights/{asked.id} and enter this code:\n\n    {asked.code}\n\n"
            "If it is not, do nothing: without the code nothing is removed on this letter's account.\n"
        )
        return mail

    def confirm(self, demand: str, code: str, tell: Tell | None = None) -> Demand:
        """The code of the letter was given. Raises UsageError where it is the wrong one, or there are several hosts."""
        asked = self._ledger.get(demand)
        if asked.verified is not None:
            return asked
        if len(asked.sites) != 1:
            raise UsageError("a letter proves one domain, and this demand is about several or none: use the file or DNS")
        if len(asked.proofs) >= MAX_PROOFS or not proof.code_is(code, asked.code):
            self._looked(asked, asked.sites[0], "mail", False, "a wrong code was given")
            raise UsageError("this is not the code of the letter")
        asked = self._looked(asked, asked.sites[0], "mail", True, "the code of the letter was given")
        return self._carry(self._proved(asked, "mail"), tell)

    def _looked(self, asked: Demand, host: str, way: Method, found: bool, words: str) -> Demand:
        proofs = (*asked.proofs[-_PROOFS_KEPT:], Proof(at=self._now(), method=way, found=found, words=words[:300]))
        hosts = (*asked.hosts, host) if found and host not in asked.hosts else asked.hosts
        asked = replace(self._ledger.get(asked.id), proofs=proofs, hosts=hosts, watched=True)
        self._ledger.put(asked)
        return asked

    def _proved(self, asked: Demand, method: Method | None) -> Demand:
        if asked.unproved or asked.verified is not None:
            return asked
        way = next((p.method for p in reversed(asked.proofs) if p.found), method or "well-known")
        return self._verified(asked, way, f"Ownership proved ({way}).")

    def _verified(self, asked: Demand, method: Any, words: str, reasons: str = "") -> Demand:
        now = self._now()
        asked = replace(
            asked, state="verified", verified=now, method=method, watched=False, reasons=reasons, decided=now if reasons else None
        )
        self._ledger.put(asked, words, entry(asked, "verified", now))
        return asked

    # ---- deciding ----

    def decide(self, demand: str, accept: bool, reason: str, tell: Tell | None = None) -> Demand:
        """The operator's decision on a demand that nobody proved, with its statement of reasons. Raises UsageError."""
        asked, reason = self._ledger.get(demand), " ".join(reason.split())[:2_000]
        if not reason:
            raise UsageError("a decision needs its reason: --reason")
        if asked.settled or (asked.verified is not None and accept):
            raise UsageError(f"demand {demand} is {asked.state}: nothing is left to decide")
        if accept:
            return self._carry(self._verified(asked, "operator", "Accepted by the operator.", reason), tell)
        if asked.verified is not None:
            raise UsageError("its ownership was proved: what is being erased for an owner is not brought back by a decision")
        now = self._now()
        if asked.hidden is not None:
            self._remover.show(asked)
        refused = replace(self._ledger.get(demand), state="rejected", decided=now, reasons=reason, watched=False)
        self._ledger.put(refused, "Rejected by the operator, with the reason below.", entry(refused, "rejected", now))
        return refused

    def counter(self, demand: str, statement: str) -> Demand:
        """A counter-notice: somebody says that the demand is wrong. It stops what nobody has proved, until the operator decides."""
        asked, words = self._ledger.get(demand), " ".join(statement.split())[:5_000]
        if not words:
            raise UsageError("say why the demand is wrong")
        if asked.verified is not None or asked.settled:
            raise UsageError("the demand was proved or decided: a new publication of the text is the owner's to make")
        now = self._now()
        disputed = replace(asked, state="disputed", counter=words)
        self._ledger.put(disputed, "A counter-notice came in; the operator decides.", entry(disputed, "disputed", now))
        return disputed

    # ---- what a source says ----

    def withdrawn(self, articles: Mapping[str, str]) -> None:
        """{article id: why}: their own pages are gone or ask not to be kept. Removed by the same path, without anybody asking."""
        for article, why in articles.items():
            number = self._store.removals.number(article)
            if number is None:
                continue
            [target] = self._store.removals.targets([number])
            now = self._now()
            scope = Scope(kind="url", urls=tuple(dict.fromkeys((target.article.url, target.article.canonical_url, *target.addresses))))
            taken = Demand(
                id=f"HW-{now:%Y}-{_code(10)}",
                token="",
                scope=scope,
                claim=None,
                by="source",
                state="verified",
                received=now,
                verified=now,
                method="source",
                reasons=why,
                about="1 page of " + ", ".join(scope.hosts[:3]),
                sites=scope.hosts,
                matched=1,
            )
            self._ledger.put(taken, f"Withdrawn at its source: {why}.", entry(taken, "withdrawn", now))
            self._carry(taken, None)

    # ---- carrying out ----

    def _carry(self, demand: Demand, tell: Tell | None) -> Demand:
        """Hide and erase what is proved. Where another process does it at this moment, that one does this, too."""
        if demand.verified is None or demand.settled:
            return demand
        fresh = demand.hidden is None
        if fresh:
            demand = self._remover.hide(demand, tell)
            self.on_hidden()
        self._pause_sources(demand)
        try:
            with closing(hold(self._store.folder, shared=False, name=RIGHTS_LOCK)):
                return self._remover.erase(demand, tell, fresh=fresh)
        except BusyError:
            return demand

    def _pause_sources(self, demand: Demand) -> None:
        """Nothing more is read from a domain whose owner wants none of it kept."""
        if demand.scope.kind != "domain":
            return
        with self._store.transaction():
            for source in self._store.sources.all():
                if covers(demand.scope, (source.url,)):
                    self._store.sources.put(replace(source, state="paused", last_error=f"paused at the owner's demand {demand.id}"))

    def tick(self) -> Iterator[str]:
        """What time brings: begun removals are taken up, alarms are raised, and what nobody decided is hidden when its time is over.

        Gives one line for each thing that the operator should know.
        """
        now = self._now()
        for demand in self._ledger.demands(("verified", "hidden")):
            if demand.verified is not None:
                try:
                    self._carry(demand, None)
                except HeadwaterError as problem:
                    yield str(problem)
        for demand in self._ledger.demands(("received", "disputed")):
            yield from self._due(demand, now)
        for demand in self._ledger.demands(("erased", "rejected")):
            ended = demand.erased or demand.decided
            if demand.claim is not None and ended is not None and now - ended > CLAIM_KEPT:
                self._ledger.put(replace(demand, claim=None, counter=""))

    def _due(self, demand: Demand, now: datetime) -> Iterator[str]:
        due = alarms_due(demand, now)
        if due <= demand.alarmed:
            return
        self._ledger.put(replace(demand, alarmed=due))
        left = (demand.deadline - now).total_seconds() / 3600
        if left > 0:
            yield f"demand {demand.id} ({demand.about}) is undecided, {left:.1f} hours are left: `headwater rights decide {demand.id} …`"
        elif demand.state == "disputed":
            yield f"demand {demand.id} is disputed and its 24 hours are over: decide it now"
        elif demand.matched > MAX_UNPROVED:
            yield f"demand {demand.id} is unproved, about {demand.matched} reports, and its 24 hours are over: decide it now"
        else:
            self._remover.hide(replace(demand, alarmed=due))
            yield f"demand {demand.id} ({demand.about}) was undecided after 24 hours: its reports are hidden until you decide"

    def watched(self) -> list[str]:
        """Demands whose proof is looked for every minute, because somebody asked to."""
        now = self._now()
        return [
            demand.id
            for demand in self._ledger.demands(("received",))
            if demand.watched and demand.sites and now < demand.deadline and now - demand.proofs[-1].at >= WATCH
        ]

    # ---- reading ----

    def status(self, demand: str) -> DemandPage:
        """What the demand's page shows: no personal data, no content."""
        found = self._ledger.get(demand)
        return DemandPage(
            line=notices.line(found),
            token=found.token if found.state == "received" else "",
            proof_line=proof.proof_line(found.id, found.token) if found.token else "",
            unproved=found.unproved if found.verified is None else (),
            looked=tuple((p.at, p.words) for p in found.proofs[-3:]),
            events=tuple((datetime.fromtimestamp(e.at, UTC), e.words) for e in self._ledger.events(demand)),
            copies=found.copies,
            reasons=found.reasons,
            receipt=self._ledger.receipt(demand),
            reference=reference(demand),
            now=self._now(),
        )

    def list(self) -> tuple[DemandLine, ...]:
        """All demands, the undecided ones with least time left first."""
        found = self._ledger.demands()
        return tuple(notices.line(d) for d in sorted(found, key=lambda d: (d.settled, d.deadline)))

    def undecided(self) -> tuple[Demand, ...]:
        """The operator's queue: what nobody has proved and nobody has decided, whole."""
        return tuple(d for d in self._ledger.demands(("received", "disputed", "hidden")) if d.verified is None)

    def open(self, demand: str) -> Demand:
        """The whole demand, for the operator. Raises NotFoundError."""
        return self._ledger.get(demand)

    def receipt(self, demand: str) -> dict[str, Any]:
        """The signed receipt. Raises NotFoundError where nothing was erased yet."""
        self._ledger.get(demand)
        found = self._ledger.receipt(demand)
        if found is None:
            raise NotFoundError(f"demand {demand} has no receipt yet: it is given when everything is erased")
        return found

    def log(self, after: int = 0, limit: int = 200) -> LogPage:
        """The public log."""
        return LogPage(entries=tuple(self._ledger.log(max(0, after), limit)), total=self._ledger.log_size(), key=self._ledger.public_key)

    def notices(self) -> Iterator[dict[str, Any]]:
        """All demands in the fields of public archives of notices."""
        return map(notices.notice, self._ledger.demands())


def _code(length: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(length))


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
