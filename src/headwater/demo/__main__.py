"""`python -m headwater.demo`: the demo press alone, to read its pages or to reproduce a bug report."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from headwater.demo.clock import Clock
from headwater.demo.press import Press
from headwater.errors import HeadwaterError


def main(arguments: Sequence[str] | None = None) -> int:
    """Serves until interrupted; the exit code is 0 then, and that of the error where the press cannot open."""
    parser = argparse.ArgumentParser(prog="python -m headwater.demo", description="Serve the demo press on this machine.")
    parser.add_argument("--port", type=int, default=0, help="port to listen on (default: any that is free)")
    parser.add_argument("--speed", type=float, default=60.0, help="press seconds a second (default: 60)")
    options = parser.parse_args(arguments)
    if options.speed <= 0 or not 0 <= options.port <= 65535:
        parser.error("--speed must be above 0 and --port between 0 and 65535")
    try:
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(_serve(options.port, options.speed))
    except HeadwaterError as error:
        print(f"headwater.demo: {error}", file=sys.stderr)
        return error.exit_code
    return 0


async def _serve(port: int, speed: float) -> None:
    async with Press(Clock.opening(datetime.now(UTC), speed), port) as press:
        print(f"{press.directory_url}  {len(press.outlets)} outlets; stop with Ctrl-C", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    raise SystemExit(main())
