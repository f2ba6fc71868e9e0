"""The commands of the desk: opening it, and the accounts of a desk that several people share."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from indicia.cli import cli, say
from indicia.desk.role import ROLES
from indicia.errors import UsageError

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@cli.command()
@click.option("--port", default=0, type=click.IntRange(0, 65535), help="0: any free one.")
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@click.option("--accounts", is_flag=True, help="Several people, who sign in.")
@click.option("--host", default="127.0.0.1", metavar="ADDRESS", help="Where to listen.")
@click.option("--name", "names", multiple=True, metavar="HOST", help="Host name (repeatable).")
@click.option("--tls-cert", type=FILE, help="Certificate (PEM).")
@click.option("--tls-key", type=FILE, help="Its key (PEM).")
@click.pass_context
def serve(
    ctx: click.Context,
    port: int,
    no_browser: bool,
    accounts: bool,
    host: str,
    names: tuple[str, ...],
    tls_cert: Path | None,
    tls_key: Path | None,
) -> None:
    """Open the desk in the browser: this machine only, until stopped with Ctrl-C. With accounts and
    a certificate, several people reach it from their own machines."""
    from indicia.desk.server import Sharing, make_desk

    sharing = Sharing(accounts, host, tls_cert, tls_key, names)
    desk = make_desk(ctx.obj["folder"], ctx.obj["actor"], port, sharing)
    once = "sign in at this address" if accounts else "open this address, which works once"
    say(f"the desk is open; {once}:\n{desk.address}")
    if not no_browser and not accounts:
        click.launch(desk.address)
    desk.run()


@cli.group()
def account() -> None:
    """Who may sign in at a desk that is shared (`indicia serve --accounts`)."""


@account.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), required=True, help="What they may do.")
def add_account(name: str, role: str) -> None:
    """Add a person; their password is asked for, or read from standard input."""
    from indicia.desk.account import added, load_accounts, save_accounts

    accounts = load_accounts()
    save_accounts(added(accounts, name, role, _password(f"password of {name}")))
    say(f"{name} may sign in as {role}")


@account.command("list")
def list_accounts() -> None:
    """The accounts: name, role, since when."""
    from indicia.desk.account import load_accounts

    for found in load_accounts().values():
        state = "disabled" if found.disabled else found.role
        click.echo(f"{found.name}\t{state}\t{found.made}")


@account.command("role")
@click.argument("name")
@click.argument("role", type=click.Choice(ROLES))
def change_role(name: str, role: str) -> None:
    """Give a person another role; it holds from their next request."""
    from indicia.desk.account import changed, load_accounts, save_accounts

    save_accounts(changed(load_accounts(), name, role=role))
    say(f"{name} is {role} now")


@account.command("password")
@click.argument("name")
def change_password(name: str) -> None:
    """Give a person another password."""
    from indicia.desk.account import changed, hashed, load_accounts, save_accounts

    accounts = changed(load_accounts(), name)
    password = _password(f"new password of {name}")
    save_accounts(changed(accounts, name, hash=hashed(password)))
    say(f"{name} has another password")


@account.command("disable")
@click.argument("name")
@click.option("--again", is_flag=True, help="Let them in again.")
def disable(name: str, again: bool) -> None:
    """Let a person in no more; what they decided stays theirs."""
    from indicia.desk.account import changed, load_accounts, save_accounts

    save_accounts(changed(load_accounts(), name, disabled=not again))
    say(f"{name} may sign in again" if again else f"{name} may not sign in any more")


def _password(prompt: str) -> str:
    """Asked twice without echo at a terminal, else the first line of standard input."""
    if sys.stdin.isatty():
        return str(click.prompt(prompt, hide_input=True, confirmation_prompt=True, err=True))
    line = sys.stdin.readline().rstrip("\n")
    if not line:
        raise UsageError(f"{prompt}: none was given on standard input")
    return line
