"""A build by a Dask cluster on loopback: the same bytes as here, and plain words when it cannot be."""

from __future__ import annotations

import os
import pickle
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import distributed
import pytest
from click.testing import CliRunner
from support import cable_text, tree_digests

from cablepress.build.cluster import open_cluster
from cablepress.build.cluster_task import Shared, WorkerError, forget, objections, offer_terms, program, run_task
from cablepress.build.flow import build_site
from cablepress.build.outcome import Options
from cablepress.build.parse_task import ParseTask, parse_chunk
from cablepress.cli.commands import cli
from cablepress.config import read_config
from cablepress.errors import CablepressError, OutputError
from cablepress.publish.site_folder import MARKER, STAGING, PageWriter, SiteFolder

pytestmark = pytest.mark.xdist_group("cluster")

CABLES = 2_000

SAME_PATH = "all machines must see the site at the same path"


class Cluster:
    """A scheduler and its workers, each a process of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.workers: list[subprocess.Popen[bytes]] = []
        self.scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", self._file)
        self.address = ""

    @property
    def _file(self) -> str:
        return str(self._folder / "scheduler.json")

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dask", *arguments, "--dashboard-address", "127.0.0.1:0"]
        return subprocess.Popen(command, cwd=self._folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def start_workers(self, number: int) -> None:
        """Start so many workers, and wait until they are there."""
        options = "--nthreads", "1", "--no-nanny", "--host", "127.0.0.1", "--local-directory", str(self._folder)
        for _ in range(number):
            self.workers.append(self._start("worker", "--scheduler-file", self._file, *options))
        with distributed.Client(scheduler_file=self._file, timeout=60, set_as_default=False) as client:
            client.wait_for_workers(number, timeout=60)
            self.address = client.scheduler.address

    def ask(self, question: Callable[[], Any]) -> list[Any]:
        """The answers of all workers."""
        with distributed.Client(self.address, set_as_default=False) as client:
            return list(client.run(question).values())

    def stop(self) -> None:
        for process in [*self.workers, self.scheduler]:
            process.kill()
            process.wait()


@contextmanager
def cluster_of(workers: int, folder: Path) -> Iterator[Cluster]:
    started = Cluster(folder)
    try:
        started.start_workers(workers)
        yield started
    finally:
        started.stop()


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of short cables that cite each other."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "site.yml").write_text("title: By many hands\noutput:\n  text: false\n  json: false\n")
    cables = folder / "content" / "cables"
    cables.mkdir(parents=True)
    for number in range(1, CABLES + 1):
        cable_id = f"07STRELSAU{number}"
        text = f"Post {number % 7} reports on matter {number % 31} of {number}."
        ref = f"07 STRELSAU {number // 2 + 1}"
        (cables / f"{cable_id}.txt").write_text(cable_text(cable_id, text=text, ref=ref, number=f"{number:04}"))
    return folder


def build(
    root: Path, out: Path, scheduler: str = "", watch: Callable[[str, int, int], None] = lambda *_: None
) -> bytes:
    """Build with an empty cache; gives the list of all files with their digests."""
    build_site(read_config(root / "site.yml"), Options(out, clean=True, scheduler=scheduler), watch)
    return (out / "SHA256SUMS").read_bytes()


@pytest.fixture(scope="module")
def published(root: Path) -> Path:
    """The site as this machine builds it."""
    build(root, root / "public")
    return root / "public"


@pytest.fixture(scope="module")
def reference(published: Path) -> bytes:
    return (published / "SHA256SUMS").read_bytes()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster_of(2, tmp_path_factory.mktemp("cluster")) as started:
        yield started


def test_two_workers_build_the_same_bytes(cluster: Cluster, root: Path, reference: bytes, tmp_path: Path) -> None:
    """Both render, progress is told, and nothing of the build is kept afterwards."""
    told: list[tuple[str, int, int]] = []
    made = build(root, tmp_path / "public", cluster.address, lambda *step: told.append(step))
    assert made == reference
    assert ("Writing cables", CABLES, CABLES) in told
    compiled = cluster.ask(lambda: len(sys.modules["cablepress.theme.environment"]._compiled))
    assert len(compiled) == 2
    assert min(compiled) > 0
    assert cluster.ask(lambda: len(sys.modules["cablepress.build.render_task"]._open_rows)) == [0, 0]
    assert sorted(path.name for path in (root / ".cablepress").glob("work-*")) == []


def test_the_same_bytes_when_a_worker_is_killed(cluster: Cluster, root: Path, reference: bytes, tmp_path: Path) -> None:
    """In the middle of its work, which the other does again."""

    def kill(stage: str, done: int, total: int) -> None:
        if stage == "Writing cables" and done > CABLES // 4 and cluster.workers[0].poll() is None:
            os.kill(cluster.workers[0].pid, signal.SIGKILL)
            cluster.workers[0].wait()

    assert build(root, tmp_path / "public", cluster.address, kill) == reference
    assert cluster.workers[0].poll() == -signal.SIGKILL
    assert not (tmp_path / "public" / STAGING).exists()


def test_a_lost_cluster_leaves_what_was_published(cluster: Cluster, root: Path, published: Path) -> None:
    """The build fails in plain words; the last of the tests with this cluster."""
    before = tree_digests(published)

    def kill(stage: str, done: int, total: int) -> None:
        cluster.scheduler.kill()
        cluster.scheduler.wait()

    with pytest.raises(CablepressError, match=r"^tcp://127.*: the cluster was lost while it built; what was published"):
        build(root, published, cluster.address, kill)
    assert tree_digests(published) == before


@pytest.fixture
def here() -> Iterator[Any]:
    """A scheduler in this process, without workers."""
    with distributed.LocalCluster(
        n_workers=0, processes=False, dashboard_address="127.0.0.1:0", protocol="tcp"
    ) as made:
        yield made


@pytest.fixture
def one(here: Any) -> Any:
    """The same with one worker."""
    here.scale(1)
    here.wait_for_workers(1)
    return here


@pytest.fixture
def shared(tmp_path: Path) -> Shared:
    return Shared((tmp_path,), (tmp_path,))


def _square(number: int) -> int:
    return number * number


def _fail(number: int) -> int:
    raise OutputError(f"public: number {number}: no room")


def test_results_come_in_the_order_of_the_tasks(one: Any, shared: Shared) -> None:
    """And errors of a task as they are."""
    with open_cluster(one.scheduler_address, shared) as pool:
        assert list(pool.run(_square, range(40))) == [number * number for number in range(40)]
        with pytest.raises(OutputError, match="public: number 0: no room"):
            list(pool.run(_fail, range(40)))


def test_nobody_answers(monkeypatch: pytest.MonkeyPatch, shared: Shared) -> None:
    """After a while it says so."""
    monkeypatch.setattr("cablepress.build.cluster.CONNECT", 0.2)
    with (
        pytest.raises(CablepressError, match=r"^tcp://127.0.0.1:9: no Dask scheduler answers"),
        open_cluster("tcp://127.0.0.1:9", shared),
    ):
        pass


@pytest.mark.parametrize("address", ["127.0.0.1", "gopher://127.0.0.1:9", "127.0.0.1:port"])
def test_no_address_of_a_scheduler(address: str, shared: Shared) -> None:
    expected = f"^{re.escape(address)}: Dask cannot connect to this address; expected tcp://HOST:PORT"
    with pytest.raises(CablepressError, match=expected), open_cluster(address, shared):
        pass


def test_no_workers(here: Any, monkeypatch: pytest.MonkeyPatch, shared: Shared) -> None:
    """Some may be about to come; when none does it says how they are started."""
    monkeypatch.setattr("cablepress.build.cluster.CONNECT", 1)
    expected = f"the cluster has no workers; start some: dask worker {here.scheduler_address}$"
    with pytest.raises(CablepressError, match=expected), open_cluster(here.scheduler_address, shared):
        pass


def test_all_workers_go(one: Any, monkeypatch: pytest.MonkeyPatch, shared: Shared) -> None:
    """Others may come; when none does the build fails."""
    monkeypatch.setattr("cablepress.build.cluster.LOOK", 0.1)
    monkeypatch.setattr("cablepress.build.cluster.DESERTED", 0.3)
    with open_cluster(one.scheduler_address, shared) as pool:
        results = pool.run(_square, range(1000))
        assert next(results) == 0
        one.scale(0)
        with pytest.raises(CablepressError, match="no worker is left, and none came in 0 s; what was published"):
            list(results)


def test_a_worker_that_cannot_work_for_the_build(one: Any, monkeypatch: pytest.MonkeyPatch, shared: Shared) -> None:
    """It is named, with its reason, before anything is done."""
    monkeypatch.setattr("cablepress.build.cluster.offer_terms", lambda _: offer_terms(shared)._replace(token="another"))
    expected = rf"^(inproc|tcp)://[^ ]+: sees another folder at {shared.written[0]}\n.* cannot build the site$"
    with pytest.raises(CablepressError, match=expected), open_cluster(one.scheduler_address, shared):
        pass


def test_what_a_worker_objects_to(tmp_path: Path) -> None:
    """Other folders, folders that it cannot see, other versions; nothing where all is the same."""
    terms = offer_terms(Shared((tmp_path,), (tmp_path, tmp_path / "versions")))
    assert objections(terms) == ()
    (tmp_path / "token").write_text("of another build")
    assert objections(terms) == (f"sees another folder at {tmp_path}",)
    gone = terms._replace(shared=Shared((tmp_path / "work",), (tmp_path / "cables",)))
    assert objections(gone) == (
        f"does not see the folder {tmp_path / 'work'} (No such file or directory); {SAME_PATH}",
        f"does not see the folder {tmp_path / 'cables'}",
    )
    other = terms._replace(shared=Shared((), ()), program={**program(), "Python": "2.7", "themes": "0" * 64})
    assert objections(other) == (
        f"has Python 3.{sys.version_info.minor}; expected 2.7, as on the machine that builds",
        "has other themes; install the same on all machines and start the workers again",
    )


def test_a_worker_that_may_not_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As another user, or on a disk that is mounted for reading."""

    def refuse(**_: object) -> None:
        raise PermissionError(13, "Permission denied")

    terms = offer_terms(Shared((tmp_path,), ()))
    monkeypatch.setattr("tempfile.TemporaryFile", refuse)
    assert objections(terms) == (f"cannot write in {tmp_path} (Permission denied)",)


def test_a_worker_that_comes_later_is_asked_too(tmp_path: Path) -> None:
    """Once a build; it runs nothing when it has objections."""
    terms = offer_terms(Shared((tmp_path,), ()))
    assert run_task(terms, _square, pickle.dumps(3)) == 9
    later = terms._replace(token="another")
    with pytest.raises(WorkerError, match="sees another folder"):
        run_task(later, _square, pickle.dumps(3))
    forget()
    (tmp_path / "token").unlink()
    with pytest.raises(WorkerError, match="does not see the folder"):
        run_task(terms, _square, pickle.dumps(3))


def test_dask_is_an_extra(make_site: Callable[..., Path], tmp_path: Path) -> None:
    """Without it everything else works, and --scheduler says how it is installed."""
    site = make_site()
    blocked = "import sys; sys.modules['distributed'] = None; from cablepress.cli.commands import main; main()"
    command = [sys.executable, "-c", blocked, "build"]
    done = subprocess.run([*command, "--scheduler", "tcp://127.0.0.1:9"], cwd=site, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (1, "--scheduler needs Dask; install it: pip install 'cablepress[dask]'\n")
    assert not (site / "public").exists()
    assert subprocess.run(command, cwd=site, capture_output=True).returncode == 0


def test_jobs_are_of_this_machine(make_site: Callable[..., Path]) -> None:
    command = ["build", "-f", str(make_site() / "site.yml"), "--jobs", "2", "--scheduler", "tcp://127.0.0.1:9"]
    result = CliRunner().invoke(cli, command)
    assert result.exit_code == 2
    assert "--jobs counts processes of this machine" in result.output


def test_a_task_that_is_done_twice_leaves_the_same(make_site: Callable[..., Path], tmp_path: Path) -> None:
    """Each attempt writes files of its own, and those that are kept take their names in one step."""
    site = make_site()
    config = read_config(site / "site.yml")
    task = ParseTask(site, ("content/cables/07STRELSAU612.txt",), False, True, config.search)
    task = task._replace(spill=tmp_path / "spill", run=tmp_path / "run", data=tmp_path / "data")
    with ThreadPoolExecutor(4) as executor:
        assert len(set(executor.map(parse_chunk, [task] * 8))) == 1
    assert sorted(path.name for path in tmp_path.iterdir() if path != site) == ["data", "run", "spill"]
    folder = SiteFolder(tmp_path / "public")
    folder.begin()
    first, second = (PageWriter(tmp_path / "public", "c0").write("index.html", b"the same") for _ in range(2))
    assert first.staged != second.staged
    folder.commit([second])
    assert sorted(path.name for path in (tmp_path / "public").iterdir()) == [MARKER, "index.html"]
