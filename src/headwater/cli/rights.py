"""Removal on an owner's demand: ask, prove, decide, see, check a receipt."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import click
import msgspec

from headwater.cli.output import Context, emit, pass_context
from headwater.errors import ContentError, UsageError
from headwater.pages import DemandLine
from headwater.stages.rights import receipt as receipts
from headwater.stages.rights.demand import GROUNDS, METHODS, Demand, Method, make_claim
from headwater.stages.rights.scope import make_scope

json_option = click.option("--json", "as_json", is_flag=True, help="JSON instead of text.")


@click.group()
def rights() -> None:
    """Removal on an owner's demand, with proof and a signed receipt. See docs/rights.md.

    \b
    An owner:      demand, verify, status, receipt, verify-receipt, counter
    The operator:  list, decide, letter, log, export, sweep
    """


@rights.command()
@click.option("--url", "urls", multiple=True, metavar="U", help="A page, here or at the outlet; may be given several times.")
@click.option("--domain", default="", metavar="D", help="Everything of a domain and its subdomains; nothing more is read from there.")
@click.option("--pattern", default="", metavar="P", help="Everything below a folder: an address that ends with /*.")
@click.option("--quote", default="", metavar="WORDS", help="Every report that holds these words (at least six).")
@click.option("--name", default="", metavar="N", help="Who asks.")
@click.option("--email", default="", metavar="E", help="For the receipt and for questions.")
@click.option("--ground", default="copyright", show_default=True, type=click.Choice(GROUNDS), help="Why.")
@click.option("--statement", default="", metavar="T", help="The reason in your words.")
@click.option("--work", default="", metavar="T", help="Which work is meant.")
@click.option("--good-faith", is_flag=True, help="You believe in good faith that the use is not allowed.")
@click.option("--accurate", is_flag=True, help="What you say is accurate, and you are, or act for, the owner.")
@click.option("--eml", type=click.Path(path_type=Path), metavar="FILE", help="A demand that came as a mail message; needs no other option.")
@pass_context
def demand(context: Context, /, eml: Path | None, urls: tuple[str, ...], **said: Any) -> None:
    """Ask for removal. Prints the id, the token for the proof, and the address of the status page."""
    with context.app() as app:
        if eml is not None:
            made = app.rights.letter(_bytes(eml))
        else:
            scope = make_scope(urls, **{field: said.pop(field) for field in ("domain", "pattern", "quote")})
            who = [said.pop(field) for field in ("name", "email", "ground", "statement")]
            made = app.rights.demand(scope, make_claim(*who, **said))
    emit(made)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from error


@rights.command()
@click.argument("demand_id", metavar="ID")
@click.option("--method", type=click.Choice(METHODS), help="How it is proved; without it file, DNS and meta tag are looked for.")
@click.option("--code", default="", metavar="CODE", help="The code of the letter, for --method mail.")
@pass_context
def verify(context: Context, demand_id: str, method: Method | None, code: str) -> int:
    """Look for the proof of ownership; where it is there, the removal runs at once. Exit code 1 where it is not there yet."""
    with context.app() as app:
        found = app.rights.confirm(demand_id, code) if code else asyncio.run(app.verify(demand_id, method))
        emit(_status(found))
        if found.verified is not None:
            return 0
        for look in found.proofs[-len(METHODS) :]:
            click.echo(f"{look.method}: {look.words}", err=True)
        if found.token and not code and method != "mail":
            line = app.rights.status(demand_id).proof_line
            click.echo(f"put this line at https://{found.unproved[0]}/.well-known/headwater.txt and run this again: {line}", err=True)
    return 1


@rights.command()
@click.argument("demand_id", metavar="ID")
@click.option("--accept/--reject", "accept", default=None, help="Remove it, or leave or bring it back.")
@click.option("--reason", default="", metavar="T", help="The statement of reasons; it is shown on the demand's page.")
@pass_context
def decide(context: Context, demand_id: str, accept: bool | None, reason: str) -> None:
    """Decide a demand that nobody proved, or that is disputed."""
    if accept is None:
        raise UsageError("say --accept or --reject")
    with context.app() as app:
        emit(_status(app.rights.decide(demand_id, accept, reason)))


@rights.command()
@click.argument("demand_id", metavar="ID")
@click.option("--statement", required=True, metavar="T", help="Why the demand is wrong.")
@pass_context
def counter(context: Context, demand_id: str, statement: str) -> None:
    """Give a counter-notice: the demand waits for the operator's decision, unless its ownership was proved."""
    with context.app() as app:
        emit(_status(app.rights.counter(demand_id, statement)))


@rights.command()
@click.argument("demand_id", metavar="ID")
@pass_context
def status(context: Context, demand_id: str) -> None:
    """How far a demand has come."""
    with context.app() as app:
        emit(_status(app.rights.open(demand_id)))


def _status(found: Demand) -> dict[str, Any]:
    moments = {name: getattr(found, name) for name in ("received", "verified", "hidden", "erased", "deadline")}
    return {"id": found.id, "state": found.state, **moments, "about": found.about, "matched": found.matched, "reasons": found.reasons}


@rights.command("list")
@json_option
@pass_context
def list_(context: Context, as_json: bool) -> None:
    """All demands; the undecided ones with least time left first."""
    with context.app() as app:
        found = app.rights.list()
        now = app.rights.now()
    for line in found:
        emit(line) if as_json else click.echo(_line(line, (line.deadline - now).total_seconds() / 3600))
    if not found and not as_json:
        click.echo("No demands yet.")


def _line(line: DemandLine, left: float) -> str:
    waiting = line.state in ("received", "disputed") or (line.state == "hidden" and line.verified is None)
    clock = (f"{left:.1f} h left" if left > 0 else f"OVERDUE by {-left:.1f} h") if waiting else ""
    return f"{line.id}  {line.state:9} {clock:16} {line.about} ({line.matched} reports{', ' + line.ground if line.ground else ''})"


@rights.command()
@click.argument("demand_id", metavar="ID")
@click.option("--out", type=click.Path(path_type=Path), metavar="F", help="Write it to a file.")
@pass_context
def receipt(context: Context, demand_id: str, out: Path | None) -> None:
    """The signed receipt of a removal."""
    with context.app() as app:
        found = app.rights.receipt(demand_id)
    text = msgspec.json.format(msgspec.json.encode(found)).decode() + "\n"
    if out is None:
        click.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8")
        click.echo(f"saved {out}; check it with `headwater rights verify-receipt {out}`")


@rights.command("verify-receipt")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--key", metavar="K", help="The installation's public key, from its log page: hexadecimal or base64.")
def verify_receipt(file: Path, key: str | None) -> None:
    """Check a receipt: needs neither store nor network. Exit code 1 where the signature does not hold."""
    try:
        document = msgspec.json.decode(_bytes(file), type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise ContentError(f"{file} is no receipt: {error}") from error
    signer = receipts.verify(document, key)
    click.echo(f"the signature holds: {document.get('id')}, {document.get('scope')}, erased {document.get('erased')}")
    click.echo(f"signed by {signer}" + ("" if key else ": compare this with the key on the installation's log page, or give it with --key"))


@rights.command()
@click.argument("demand_id", metavar="ID")
@pass_context
def letter(context: Context, demand_id: str) -> None:
    """The letter that proves a domain by mail, for an operator without a mail server setting to send by hand."""
    with context.app() as app:
        found = app.rights.open(demand_id)
        if len(found.sites) != 1:
            raise UsageError("a letter proves one domain, and this demand is about several or none")
        click.echo(app.rights.proof_letter(found, found.sites[0]).as_string(), nl=False)


@rights.command()
@click.option("--verify", "check", is_flag=True, help="Check that no entry was changed or left out.")
@pass_context
def log(context: Context, check: bool) -> int:
    """The public log of removals, one JSON object a line."""
    with context.app() as app:
        key = app.rights.log().key
        entries: list[dict[str, Any]] = []
        while part := app.rights.log(len(entries)).entries:
            entries += part
    if check:
        fault = receipts.breaks(entries)
        click.echo(fault or f"{len(entries)} entries, unbroken; key {key}")
        return 1 if fault else 0
    for entry in entries:
        emit(entry)
    return 0


@rights.command()
@pass_context
def export(context: Context) -> None:
    """The demands in the fields of public archives of notices, without personal data or content, one JSON object a line."""
    with context.app() as app:
        for row in app.rights.notices():
            emit(row)


@rights.command()
@pass_context
def sweep(context: Context) -> None:
    """Remove again whatever is in the store although it was removed."""
    with context.app() as app:
        click.echo(f"{app.sweep()} articles removed")
