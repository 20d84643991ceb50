"""The group of commands, and how errors reach the user: one line that says what is wrong, never a traceback without --verbose."""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path

import click

from headwater import __version__
from headwater.cli import catalogue, feeds, measure, read, rights, serve, stateless, upkeep
from headwater.cli.output import Context
from headwater.errors import HeadwaterError, NotYetError
from headwater.settings import data_folder, load

NOT_YET: dict[str, str] = {}
"""Commands of the contract that a later version brings: they say so instead of looking like a typing error."""


class Commands(click.Group):
    """A group that knows which commands are still to come."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in NOT_YET:
            raise NotYetError(f"`headwater {cmd_name}` ({NOT_YET[cmd_name]}) is not in this version")
        return super().get_command(ctx, cmd_name)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--data", metavar="DIR", help="The one folder that holds everything. Default: $HEADWATER_DATA, else your user-data folder.")
@click.option("--config", metavar="FILE", type=click.Path(path_type=Path), help="Settings in TOML; see docs/operating.md.")
@click.option("--quiet", is_flag=True, help="No progress, only results and errors.")
@click.option("--verbose", is_flag=True, help="More progress, and tracebacks of unexpected faults.")
@click.version_option(__version__, prog_name="headwater")
@click.pass_context
def commands(ctx: click.Context, data: str | None, config: Path | None, quiet: bool, verbose: bool) -> None:
    """Gather the world's news, group it into stories, and follow every report to its primary source.

    \b
    Start here:
      headwater serve --demo              an invented press, to look around
      headwater add https://outlet.example/
      headwater serve                     then open the address it prints
    """
    ctx.obj = Context(
        folder=data_folder(data),
        folder_given=bool(data or os.environ.get("HEADWATER_DATA")),
        settings=load(config),
        quiet=quiet,
        verbose=verbose,
    )


for module in (serve, feeds, catalogue, read, stateless, measure, upkeep, rights):
    for command in module.COMMANDS:
        commands.add_command(command)


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code. What goes wrong is one line on standard error."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        result = commands.main(given, prog_name="headwater", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return 2
    except click.ClickException as error:
        return _say(error.format_message().replace("\n", " "), 2)
    except HeadwaterError as error:
        return _say(" ".join(str(error).split()), error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        return _say("stopped", 130)
    except BrokenPipeError:
        # The reader of our output has gone (`headwater export … | head`): nobody is left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        return _say(f"{error.filename or 'the system'}: {error.strerror or error}", 1)
    except Exception as error:  # noqa: BLE001 - the last line of defence: the user gets one line, the fault stays visible with --verbose
        if "--verbose" in given:
            traceback.print_exc()
        return _say(f"unexpected fault ({type(error).__name__}: {error}); run again with --verbose and report it", 1)
    return result if isinstance(result, int) else 0


def _say(words: str, code: int) -> int:
    click.echo(f"headwater: {words}", err=True)
    return code
