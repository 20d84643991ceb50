"""The group of commands, and how errors reach the user: one line that says what is wrong, never a traceback without --verbose."""

from __future__ import annotations

import os
import sys
import traceback
from importlib import import_module
from pathlib import Path

import click

from headwater import __version__
from headwater.cli.output import Context
from headwater.errors import HeadwaterError
from headwater.settings import data_folder, load

COMMANDS: dict[str, tuple[str, str]] = {
    "add": ("feeds", "Subscribe to feeds, sitemaps, sites, or all feeds of an OPML file."),
    "article": ("read", "Show one article and its steps upstream."),
    "backup": ("upkeep", "Copy the store into a file while it is in use."),
    "bench": ("measure", "CPU time of every stage, articles a second, and peers."),
    "brief": ("read", "The day in about twelve stories, every sentence cited."),
    "catalogue": ("catalogue", "Browse the built-in list of the world's feeds."),
    "check": ("upkeep", "Look through the store for faults."),
    "export": ("read", "Write out articles, stories, links, quotes, figures, names."),
    "extract": ("stateless", "Read pages into clean articles, one JSON object a line."),
    "feed": ("stateless", "Read feed documents, one JSON row a file."),
    "ingest": ("feeds", "Read files and folders into the store."),
    "remove": ("feeds", "Unsubscribe from a source."),
    "reread": ("upkeep", "Read kept captures again with today's code."),
    "restore": ("upkeep", "Put a backup in the place of the store."),
    "rights": ("rights", "Removal on an owner's demand, with proof and receipt."),
    "saga": ("read", "Show one saga: stories of weeks and months, in order."),
    "search": ("read", 'Find articles: words, "a phrase", -without, outlet:, lang:.'),
    "serve": ("serve", "Fetch, read and serve until stopped with Ctrl-C."),
    "sources": ("read", "List the sources with their health, trouble first."),
    "stories": ("read", "List stories, those with most independent reports first."),
    "story": ("read", "Show one story with its lineage."),
    "update": ("feeds", "Fetch all that is due once, or the named sources now."),
}
"""Name -> (module of `headwater.cli` that has it, what it does in a line). Named here so that a command loads only what it uses."""


class Commands(click.Group):
    """A group whose commands are loaded when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- the signature is click's
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"headwater.cli.{COMMANDS[cmd_name][0]}"), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, says) for name, (_, says) in COMMANDS.items()])


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
