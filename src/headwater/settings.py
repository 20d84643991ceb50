"""Settings: from the defaults, then the TOML file, then the command line. One data folder holds everything else."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Annotated

import msgspec
import platformdirs

from headwater.errors import UsageError
from headwater.model import Noun
from headwater.stages.story import Ranking

Seconds = Annotated[float, msgspec.Meta(ge=0, le=31_536_000)]


class Settings(Noun, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every setting with its default. Each is described in docs/operating.md.

    contact   address (https:// or mailto:) that outlets can write to; it is sent with every fetch and shown on the removal page
    host, port  where `serve` listens
    names     further host names under which the pages are served, for a proxy on the same machine
    gap       seconds between two requests to one host
    timeout   seconds that one fetch may take in all
    max_bytes decoded size of a response above which it is refused
    parallel  number of fetches under way at once, over all hosts
    workers   processes that read; 0 reads files in this process, and what comes from the network in one worker
    allow_hosts  "host:port" of private addresses that may be fetched (all other private addresses never are)
    private_networks  whether the addresses of one's own network and machine may be fetched too
    public_url  address (https://…) under which the pages can be reached from outside; hubs send news there (WebSub). "": no hub is asked
    keep_captures  whether what is fetched is kept as web archives in the data folder, to be read again by `headwater reread`
    recheck   seconds after which a fresh article is looked at again for changes; later looks come at growing gaps
    rephrase_url    address of an OpenAI-compatible endpoint ("http://127.0.0.1:11434/v1") that may reword the brief; "": none is asked
    rephrase_model  the model it is asked for
    rephrase_key    its key, if it wants one; the environment variable HEADWATER_REPHRASE_KEY comes before it
    address   the address under which readers reach the pages, for links in letters and answers; "" is made from host and port
    dns       "address" or "address:port" of the name server asked for proofs of ownership; "" asks the system's
    smtp      "host:port" of the mail server that sends letters of proof; "" sends none
    sender    the address that letters are sent from
    poll      seconds between two looks at a source, whatever was learned about it; 0: as learned
    encoder   folder with an encoder of sentences (model.onnx, tokenizer.json), asked about headlines in doubt; "": none
    rank_half_life  hours after which a story needs twice the independent reports to keep its place on the front page; 0: age does not count
    rank_spread     what twice the languages count there, against twice the independent reports
    rank_reach      what twice the countries of its outlets count there
    rank_breadth    what twice the outlets count there, copies included
    """

    contact: str = ""
    host: str = "127.0.0.1"
    port: Annotated[int, msgspec.Meta(ge=0, le=65_535)] = 8420
    names: tuple[str, ...] = ()
    gap: Seconds = 1.0
    timeout: Annotated[float, msgspec.Meta(gt=0, le=600)] = 30.0
    max_bytes: Annotated[int, msgspec.Meta(ge=1024, le=1 << 30)] = 15 * 1024 * 1024
    parallel: Annotated[int, msgspec.Meta(ge=1, le=1_000)] = 16
    workers: Annotated[int, msgspec.Meta(ge=0, le=256)] = 0
    allow_hosts: tuple[str, ...] = ()
    private_networks: bool = False
    public_url: str = ""
    keep_captures: bool = False
    recheck: Seconds = 1800.0
    poll: Seconds = 0.0
    rephrase_url: str = ""
    rephrase_model: str = ""
    rephrase_key: str = ""
    encoder: str = ""
    rank_half_life: Annotated[float, msgspec.Meta(ge=0, le=10_000)] = 12.0
    rank_spread: Annotated[float, msgspec.Meta(ge=0, le=10)] = 0.5
    rank_reach: Annotated[float, msgspec.Meta(ge=0, le=10)] = 0.25
    rank_breadth: Annotated[float, msgspec.Meta(ge=0, le=10)] = 0.25
    address: str = ""
    dns: str = ""
    smtp: str = ""
    sender: str = ""
    demo: bool = False

    @property
    def ranking(self) -> Ranking:
        """How the front page is ordered."""
        return Ranking(half_life=self.rank_half_life, spread=self.rank_spread, reach=self.rank_reach, breadth=self.rank_breadth)


def data_folder(given: str | None) -> Path:
    """The data folder: as given, else `$HEADWATER_DATA`, else the platform's folder for user data."""
    chosen = given or os.environ.get("HEADWATER_DATA")
    return Path(chosen).expanduser() if chosen else Path(platformdirs.user_data_dir("headwater", appauthor=False))


def load(path: Path | None) -> Settings:
    """Settings of a TOML file; the defaults without one. Raises UsageError naming the setting that is wrong."""
    if path is None:
        return Settings()
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
        return msgspec.convert(values, Settings)
    except OSError as error:
        raise UsageError(f"cannot read the settings file {path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is not valid TOML: {error}") from error
    except msgspec.ValidationError as error:
        raise UsageError(f"{path}: {error}") from error
