"""Tasks in other processes, and what is done alongside."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from cablepress.build.pool import (
    ProcessPool,
    alongside,
    few_collections,
    fork_early,
    open_pool,
    run_few_in_threads,
    run_in_threads,
    start_apart,
)
from cablepress.errors import CablepressError


def _worker(_: int) -> int:
    return os.getpid()


def _square(number: int) -> int:
    return number * number


def test_results_come_in_the_order_of_the_tasks() -> None:
    with open_pool(2, []) as pool:
        assert list(pool.run(_square, range(40))) == [number * number for number in range(40)]


def test_a_few_tasks_are_done_here_and_many_elsewhere() -> None:
    with open_pool(2, []) as pool:
        assert set(pool.run(_worker, range(3))) == {os.getpid()}
        assert os.getpid() not in set(pool.run(_worker, range(40)))


def _fail(number: int) -> int:
    raise CablepressError(f"{number} is too large")


def _end(number: int) -> None:
    os._exit(number)


def _is_deaf(_: int) -> bool:
    return signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, [])


_DEAF = """
import signal, sys
if __name__ == "__main__":
    from cablepress.build.pool import open_pool, start_server
    from test_pool import _is_deaf
    if "early" in sys.argv:
        start_server([])
    with open_pool(2, [], warm="warm" in sys.argv) as pool:
        print(set(pool.run(_is_deaf, range(40))), _is_deaf(0))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no fork server")
@pytest.mark.parametrize("how", ["early", "warm", "late"])
def test_ctrl_c_is_never_heard_where_modules_are_loaded(tmp_path: Path, how: str) -> None:
    """It goes to all processes of a terminal: one that was just loading modules answered with a traceback."""
    script = tmp_path / "deaf.py"
    script.write_text(_DEAF, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    said = subprocess.run(
        [sys.executable, script, how], capture_output=True, text=True, env=environment, timeout=60, check=True
    )
    assert said.stdout == "{True} False\n"


def test_one_task_may_be_done_apart() -> None:
    """In a process that was started before; what it raises comes with its result."""
    with open_pool(2, [], warm=True) as pool:
        worker, failed = start_apart(pool, _worker, 1), start_apart(pool, _fail, 7)
        assert worker is not None
        assert failed is not None
        assert worker() != os.getpid()
        with pytest.raises(CablepressError, match="7 is too large"):
            failed()


def test_a_task_apart_whose_process_was_ended_is_named() -> None:
    with open_pool(2, []) as pool:
        ended = start_apart(pool, _end, 1)
        assert ended is not None
        with pytest.raises(CablepressError, match="ended from outside"):
            ended()


def test_without_processes_nothing_is_done_apart() -> None:
    with open_pool(1, []) as pool:
        assert start_apart(pool, _worker, 1) is None


def test_few_tasks_for_numpy_are_done_in_threads() -> None:
    """In the order of the tasks; many in processes."""
    with open_pool(2, []) as pool:
        assert list(run_few_in_threads(pool, _square, range(4))) == [0, 1, 4, 9]
        assert set(run_few_in_threads(pool, _worker, range(4))) == {os.getpid()}
        assert os.getpid() not in set(run_few_in_threads(pool, _worker, range(40)))


def test_threads_take_tasks_a_few_ahead() -> None:
    """Results of many tasks would pile up otherwise; there is always one thread."""
    drawn: list[int] = []
    results = run_in_threads(_square, (drawn.append(number) or number for number in range(200)), spare=1_000)
    assert next(results) == 0
    assert len(drawn) < 10
    assert list(results) == [number * number for number in range(1, 200)]


@pytest.mark.parametrize("parallel", [True, False])
def test_what_runs_alongside_gives_its_result(parallel: bool) -> None:
    with alongside(lambda go_on: 7, parallel=parallel) as result:
        assert result() == 7


def test_what_runs_alongside_is_in_a_thread_of_its_own() -> None:
    with alongside(lambda go_on: threading.get_ident(), parallel=True) as result:
        assert result() != threading.get_ident()


@pytest.mark.parametrize("parallel", [True, False])
def test_trouble_alongside_is_raised_with_the_result(parallel: bool) -> None:
    def fail(go_on: Callable[[], None]) -> None:
        raise ValueError("too large")

    with pytest.raises(ValueError, match="too large"), alongside(fail, parallel=parallel) as result:
        result()


def test_what_runs_alongside_stops_when_the_rest_has_failed() -> None:
    """It would go on for ever otherwise: leaving the block waits for its thread."""
    begun = threading.Event()
    ended: list[Exception] = []

    def endless(go_on: Callable[[], None]) -> None:
        begun.set()
        try:
            while True:
                go_on()
        except CablepressError as error:
            ended.append(error)
            raise

    def interrupt() -> None:
        begun.wait()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), alongside(endless, parallel=True):
        interrupt()
    assert len(ended) == 1


def test_cycles_are_searched_for_seldom_and_then_as_before() -> None:
    """Also after a block that fails."""
    before = gc.get_threshold()
    with few_collections():
        assert gc.get_threshold()[0] > before[0]
    assert gc.get_threshold() == before
    with suppress(ZeroDivisionError), few_collections():
        _ = 1 // 0
    assert gc.get_threshold() == before


def _end_in_the_middle(size: int) -> bytes:
    """End this process when half of the result has been sent, as a kill may."""

    def send_half(connection: Connection, data: bytes) -> None:
        os.write(connection.fileno(), bytes(data)[: len(data) // 2])
        os.kill(os.getpid(), signal.SIGKILL)

    Connection._send = send_half  # type: ignore[attr-defined]
    return bytes(size)


def _end_with(data: bytes) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def give_up_after_half_a_result() -> None:
    """A build that is interrupted while a worker is dead that had begun to send; run in a process of its own."""
    with open_pool(2, []) as pool:
        assert isinstance(pool, ProcessPool)
        pool.submit(_end_in_the_middle, 100_000)
        while not all(process.exitcode is not None for process in list(pool.executor()._processes.values())):
            time.sleep(0.01)
        raise KeyboardInterrupt


def give_up_with_tasks_unsent() -> None:
    """A build whose workers die while it sends them more than a pipe holds; run in a process of its own."""
    with open_pool(2, []) as pool:
        list(pool.run(_end_with, [bytes(1_000_000)] * 20))


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
@pytest.mark.parametrize("end", [give_up_after_half_a_result, give_up_with_tasks_unsent])
def test_a_build_ends_whatever_its_processes_left_behind(end: Callable[[], None]) -> None:
    """SIGTERM to the whole group kills processes anywhere; the parent must not wait for the rest of what they did."""
    script = f"import test_pool; test_pool.{end.__name__}()"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    run = [sys.executable, "-c", script]
    done = subprocess.run(run, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode != 0
    assert "KeyboardInterrupt" in done.stderr or "a worker process was ended from outside" in done.stderr


_FORKED = """
import os, signal, sys
from cablepress.build.pool import fork_early, open_pool, start_apart, begin_apart
from test_pool import _end, _is_deaf, _worker

def loaded(name):
    return name in sys.modules

if __name__ == "__main__":
    early = fork_early(["wave"], ["colorsys"])
    mine = loaded("wave"), loaded("colorsys")
    with open_pool(2, [], warm=True, early=early) as pool:
        theirs = [start_apart(pool, loaded, name)() for name in ("wave", "colorsys", "test_pool")]
        first = start_apart(pool, _worker, 0)()
        few = set(begin_apart(pool, _worker, [0] * 3).results())
        many = set(begin_apart(pool, _worker, [0] * 40).results()) | set(pool.run(_worker, range(40)))
        print(mine, theirs, start_apart(pool, _is_deaf, 0)(), few == {first}, first in many, os.getpid() in many)
"""


def _said_by(tmp_path: Path, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    script = tmp_path / "program.py"
    script.write_text(program, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    command = [sys.executable, script, *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60, check=False)


@pytest.mark.skipif(sys.platform != "linux", reason="others do not bear a fork")
def test_a_process_that_is_forked_early_does_the_little_that_is_done_apart(tmp_path: Path) -> None:
    """It has what was loaded, and loads what it will need; many tasks go to others."""
    assert _said_by(tmp_path, _FORKED).stdout == "(True, False) [True, True, True] True True False False\n"


_FORKED_AND_ENDED = """
import os, signal, sys, time
from cablepress.build.pool import fork_early, open_pool, start_apart
from test_pool import _worker

def sleep(seconds):
    time.sleep(seconds)

if __name__ == "__main__":
    early = fork_early([], [])
    if "unused" in sys.argv:
        raise ValueError("no pool was opened")
    with open_pool(2, [], warm=True, early=early) as pool:
        process = start_apart(pool, _worker, 0)()
        print(process, flush=True)
        begun = start_apart(pool, sleep, 600)
        if "killed" in sys.argv:
            os.kill(os.getpid(), signal.SIGKILL)
        if "ended" in sys.argv:
            os.kill(process, signal.SIGTERM)
            begun()
        raise ValueError("the build failed")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="others do not bear a fork")
@pytest.mark.parametrize(
    ("how", "said"),
    [("unused", "no pool was"), ("failed", "the build failed"), ("ended", "ended from outside"), ("killed", "")],
)
def test_a_process_that_is_forked_early_ends_with_the_build(tmp_path: Path, how: str, said: str) -> None:
    """Whatever ends that; and its end is the build's, which never waits for it."""
    done = _said_by(tmp_path, _FORKED_AND_ENDED, how)
    assert done.returncode != 0
    assert said in done.stderr
    process = int(done.stdout or 0)
    while process and _is_there(process):
        time.sleep(0.01)


def _is_there(process: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except OSError:
        return False


def test_nothing_is_forked_where_threads_are() -> None:
    """The child would hold their locks for ever."""
    stop = threading.Event()
    other = threading.Thread(target=stop.wait)
    other.start()
    try:
        assert fork_early([], []) is None
    finally:
        stop.set()
        other.join()
