"""The command line: commands, flags and exit codes; no logic of its own.

Exit codes: 0 done; 1 failed, or something is not on the site, or ``--strict`` with warnings; 2 wrong usage;
130 interrupted.
"""

from __future__ import annotations

import gc
import io
import os
import shlex
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from cablepress import __version__
from cablepress.build.cache import unchanged_build
from cablepress.build.inputs import read_inputs
from cablepress.build.outcome import Options, Outcome, problems_line, summary_line
from cablepress.cli.screen import Screen, echo, echo_json
from cablepress.config import SiteConfig, fits, read_config, schema
from cablepress.errors import DEBUG, CablepressError, Problem
from cablepress.importers import FORM_NAMES

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}

NO_URL = "the site's address is not known, so citations and feeds name none; expected url: https://..."


class _Path(click.Path):
    """A path; an empty one (a variable of the shell that is not set) is not the current folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("'': a name is empty; the current folder is “.”", param, ctx)
        return super().convert(value, param, ctx)


_PATH = _Path(path_type=Path)


@click.group(context_settings=CONTEXT)
@click.option("-f", "--config-file", type=_PATH, default=Path("site.yml"), show_default=True)
@click.option("-q", "--quiet", count=True, help="Say less.")
@click.option("-v", "--verbose", count=True, help="Say more.")
@click.version_option(__version__, "-V", "--version", prog_name="cablepress")
@click.pass_context
def cli(context: click.Context, config_file: Path, quiet: int, verbose: int) -> None:
    """A folder of diplomatic cables becomes a website that needs no server behind it."""
    context.obj = {"config_file": config_file, "screen": Screen(quiet, verbose)}


def _config_options(command: Any) -> Any:
    """The global flags, accepted after the command's name too."""
    for option in (
        click.option("-f", "--config-file", type=_PATH, default=None, help="Default: site.yml."),
        click.option("-q", "--quiet", count=True, help="Say less."),
        click.option("-v", "--verbose", count=True, help="Say more."),
    ):
        command = option(command)
    return command


def _opened(
    context: click.Context, config_file: Path | None, quiet: int, verbose: int, base_url: str | None = None
) -> tuple[SiteConfig, Screen]:
    screen: Screen = context.obj["screen"]
    screen.quiet += quiet
    screen.verbose += verbose
    config = read_config((config_file or context.obj["config_file"]).absolute())
    return (config if base_url is None else config.with_url(base_url)), screen


@cli.command()
@click.argument("folder", type=_PATH)
@click.option("--force", is_flag=True, help="In a folder that holds other things; nothing is overwritten.")
@click.pass_context
def new(context: click.Context, folder: Path, force: bool) -> None:
    """Make a new site in FOLDER, ready to build, with the program that builds it."""
    from cablepress.cli.scaffold import make_site

    for path in make_site(folder, force=force):
        context.obj["screen"].say(f"made {path}")
    there = "" if folder == Path() else f"cd {shlex.quote(str(folder))} && "
    context.obj["screen"].say(f"Next: {there}cablepress build")


@cli.command()
@click.argument("folder", type=_PATH, default=Path())
@click.pass_context
def vendor(context: click.Context, folder: Path) -> None:
    """Put this version of Cablepress, with the digests of all that it needs, into tools/ of the site in FOLDER."""
    from cablepress.cli.vendor import vendor_site

    made, to_do = vendor_site(folder)
    for path in made:
        context.obj["screen"].say(f"made {path}")
    for line in to_do:
        echo(f"warning: {line}", err=True)


_site_dir = click.option("-d", "--site-dir", type=_PATH, help="Where the site goes. Default: public beside site.yml.")
_base_url = click.option(
    "-u",
    "--base-url",
    metavar="URL",
    help="Address of the site; wins over site.yml.",
    callback=lambda context, option, value: _checked_url(value),
)
_jobs = click.option(
    "-j", "--jobs", default="auto", metavar="N|auto", help="Worker processes.", callback=lambda *a: _job_count(a[2])
)
_strict = click.option("-s", "--strict", is_flag=True, help="Warnings make the exit code 1.")
_drafts = click.option("--drafts", is_flag=True, help="Publish drafts too.")


def _checked_url(value: str | None) -> str | None:
    if value and not fits(schema()["properties"]["url"]["pattern"], value):
        raise click.BadParameter(f"{value!r}: expected an address such as https://example.org/")
    return value


def _job_count(value: str) -> int:
    if value == "auto":
        return 0
    if not value.isdecimal() or not 1 <= int(value) <= 256:
        raise click.BadParameter(f"{value!r}: expected auto or a number from 1 to 256")
    return int(value)


def _build(config: SiteConfig, options: Options, screen: Screen) -> Outcome:
    """Build, unless nothing changed: which is known long before parser and templates are loaded."""
    inputs = read_inputs(config, options)
    result = unchanged_build(config, options, inputs)
    if result is None:
        from cablepress.build.workers import start_early

        early = start_early(config, options, len(inputs.cables.files))
        from cablepress.build.flow import build_site

        with screen.progress() as progress:
            result = build_site(config, options, progress, inputs=inputs, early=early)
        # The process ends soon: nobody need look for cycles among the records of all cables once more.
        gc.freeze()
    return result


@cli.command()
@_site_dir
@_base_url
@click.option("-c", "--clean", is_flag=True, help="Build everything anew.")
@_strict
@_jobs
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    default="",
    help="Dask cluster that does the work, such as tcp://host:8786; needs cablepress[dask] and a shared folder.",
)
@_drafts
@_config_options
@click.pass_context
def build(
    context: click.Context,
    /,
    site_dir: Path | None,
    base_url: str | None,
    clean: bool,
    strict: bool,
    jobs: int,
    scheduler: str,
    drafts: bool,
    **opened: Any,
) -> None:
    """Build the site."""
    if scheduler and jobs:
        raise click.UsageError("--jobs counts processes of this machine, --scheduler uses a cluster; give one of them")
    config, screen = _opened(context, base_url=base_url, **opened)
    out = (site_dir or config.root / "public").absolute()
    result = _build(config, Options(out, jobs, clean, drafts, scheduler), screen)
    screen.problems(result.problems)
    if not config.url:
        screen.warn(f"{config.file}: warning url-missing: {NO_URL}")
    screen.say(summary_line(result))
    context.exit(exit_code(result.problems, strict=strict))


@cli.command()
@click.option("--format", "output", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--write-anchors", is_flag=True, help="Record all anchors as published, in the anchor manifest.")
@_strict
@_jobs
@_config_options
@click.pass_context
def check(context: click.Context, /, output: str, write_anchors: bool, strict: bool, jobs: int, **opened: Any) -> None:
    """Say what is doubtful in the archive; write no site."""
    from cablepress.build.flow import check_site

    config, screen = _opened(context, **opened)
    with screen.progress() as progress:
        problems = check_site(config, jobs, progress, write_anchors=write_anchors)
    if output == "json":
        echo_json([problem._asdict() for problem in problems])
    else:
        for problem in problems:
            if problem.level != "info" or not screen.quiet:
                echo(str(problem))
        screen.say(problems_line(problems))
    context.exit(exit_code(problems, strict=strict))


@cli.command("import")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option(
    "--format", "form", type=click.Choice(FORM_NAMES), default=None, help="Form of the sources. Default: recognised."
)
@click.option(
    "--release", metavar="LABEL", default="", help="A day or a name: the older of two texts stays, as a version."
)
@click.option("--update", is_flag=True, help="Overwrite texts that differ.")
@click.option("-n", "--dry-run", is_flag=True, help="Say what would happen; write nothing.")
@_config_options
@click.pass_context
def import_command(
    context: click.Context,
    /,
    sources: tuple[str, ...],
    form: str | None,
    release: str,
    update: bool,
    dry_run: bool,
    **opened: Any,
) -> None:
    """Import cables from SOURCE: a file, a folder, a zip or tar, compressed or not, or - for standard input.

    Each becomes a text file in the folder of cables. What is there is not overwritten unless --update or --release
    says so.
    """
    from cablepress.importers.flow import Folders, Told, import_archive, summary_line_of
    from cablepress.importers.store import Wanted

    config, screen = _opened(context, **opened)
    folders = Folders(config.root / config.content.cables, config.root / config.content.versions)
    with screen.progress() as progress:
        result = import_archive(
            sources,
            folders,
            Wanted(update=update, release=release, dry_run=dry_run),
            Told(screen.say, screen.problem, progress),
            form=form or "",
            standard_input=sys.stdin.buffer,
        )
    screen.say(summary_line_of(result))
    context.exit(int(result.failed))


@cli.command()
@click.option("-a", "--dev-addr", default="127.0.0.1", show_default=True, metavar="HOST", help="Address to serve at.")
@click.option("-p", "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0: any free port.")
@click.option("-o", "--open", "open_browser", is_flag=True, help="Open a browser.")
@click.option("--no-livereload", is_flag=True, help="Serve, watch and build, but leave the browser alone.")
@_drafts
@_config_options
@click.pass_context
def serve(
    context: click.Context,
    /,
    dev_addr: str,
    port: int,
    open_browser: bool,
    no_livereload: bool,
    drafts: bool,
    **opened: Any,
) -> None:
    """Serve the site on this machine; build again and reload the browser when something changes."""
    from cablepress.preview import Preview, serve_site

    config, screen = _opened(context, **opened)
    preview = Preview(
        config_file=config.root / config.file,
        host=dev_addr,
        port=port,
        open_browser=open_browser,
        livereload=not no_livereload,
        drafts=drafts,
    )
    serve_site(preview, screen.say)


@cli.command()
@_site_dir
@_base_url
@_strict
@_jobs
@click.option("-m", "--message", default="", help="Message of the commit.")
@click.option("-r", "--remote", default="", help="Git remote; wins over site.yml.")
@click.option("-b", "--branch", default="", help="Branch; wins over site.yml.")
@click.option("--no-build", is_flag=True, help="Push the site as it was built last.")
@click.option("--no-history", is_flag=True, help="Leave one commit on the branch.")
@_config_options
@click.pass_context
def deploy(
    context: click.Context,
    /,
    site_dir: Path | None,
    base_url: str | None,
    strict: bool,
    jobs: int,
    message: str,
    remote: str,
    branch: str,
    no_build: bool,
    no_history: bool,
    **opened: Any,
) -> None:
    """Build, then push the site to its branch (gh-pages)."""
    from cablepress.publish.deploy import Deployment, deploy_site, with_address

    config, screen = _opened(context, base_url=base_url, **opened)
    config, note = with_address(config, remote)
    if note and not no_build:
        screen.say(note)
    out = (site_dir or config.root / "public").absolute()
    if not no_build:
        result = _build(config, Options(out, jobs), screen)
        screen.problems(result.problems)
        screen.say(summary_line(result))
        if code := exit_code(result.problems, strict=strict):
            screen.say("Not deployed: the problems above come first.")
            context.exit(code)
    screen.say(deploy_site(config, out, Deployment(message, remote, branch, no_history), screen.say))


@cli.command()
@click.argument("place", metavar="FOLDER|ADDRESS")
@click.option("--against", metavar="SUMS", default="", help="A list of files from elsewhere: a file or an address.")
@click.option("--key", metavar="FILE", default="", help="SSH public key by which the list must be signed.")
@click.option("--format", "output", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("-q", "--quiet", count=True, help="Say less.")
@click.pass_context
def verify(context: click.Context, /, place: str, against: str, key: str, output: str, quiet: int) -> None:
    """Compare a site with the list of its files.

    Says which files were changed, are missing or were added, and which are links; exit code 1 when there is any.
    """
    from cablepress.publish.verify import as_data, summary, verify_site

    screen: Screen = context.obj["screen"]
    screen.quiet += quiet
    with screen.progress() as progress:
        report = verify_site(place, against=against, key=key, progress=progress)
    if output == "json":
        echo_json(as_data(report))
    else:
        for found in report.findings:
            echo(str(found))
        for note in report.notes:
            screen.say(f"note: {note}")
        screen.say(summary(report))
    context.exit(int(bool(report.findings)))


def exit_code(problems: Sequence[Problem], *, strict: bool) -> int:
    """1 when something is not on the site (an ``error``), or with ``strict`` for any warning."""
    bad = ("error", "warning") if strict else ("error",)
    return int(any(problem.level in bad for problem in problems))


def _interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def main(arguments: Sequence[str] | None = None) -> None:
    """Entry point of the command ``cablepress``."""
    _prepare_process()
    try:
        code = cli.main(args=arguments, prog_name="cablepress", standalone_mode=False)
    except (click.exceptions.Abort, KeyboardInterrupt):
        click.echo("cablepress: interrupted", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader of our output (head, less) has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        if os.environ.get(DEBUG) and not isinstance(error, (CablepressError, OSError)):
            raise
        echo(_said_of(error), err=True)
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)


def _prepare_process() -> None:
    """Signals end the program in good order; a terminal without the letters of a message gets escapes.

    Processes that it starts load what they need, and not the command line.
    """
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        # Whoever started it with nohup wants it to outlive the terminal.
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _interrupt)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    # A worker process runs the main module once more, for functions that are in it, if it knows where that is. None of
    # ours are: each would load click and all commands for nothing.
    program = sys.modules["__main__"]
    program.__spec__ = None
    vars(program).pop("__file__", None)


def _said_of(error: Exception) -> str:
    """What the person at the terminal is told of an error: never a traceback."""
    if isinstance(error, CablepressError):
        return str(error)
    if isinstance(error, OSError):
        where = os.fsdecode(error.filename) if isinstance(error.filename, (str, bytes, os.PathLike)) else ""
        return "cablepress: " + ": ".join(part for part in (error.strerror or str(error), where) if part)
    if isinstance(error, MemoryError):
        return "cablepress: out of memory; --jobs 1 needs the least"
    hint = f"Please report it, with what it prints when {DEBUG}=1 is in the environment."
    return f"cablepress: a fault of the program: {type(error).__name__}: {error}\n{hint}"


if __name__ == "__main__":
    main()
