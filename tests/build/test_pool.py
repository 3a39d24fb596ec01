"""Tasks in other processes, and what is done alongside."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Callable
from contextlib import suppress

import pytest

from cablepress.build.pool import alongside, few_collections, open_pool, run_few_in_threads, start_apart
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
