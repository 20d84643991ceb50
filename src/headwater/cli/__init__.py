"""The command line: arguments in, an app method, the result out. Exit 0 done; 1 the work failed; 2 wrong usage or unreadable input."""

from headwater.cli.main import main

__all__ = ["main"]
