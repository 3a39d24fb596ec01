"""Run tasks in worker processes, a few ahead, with results in the order of the tasks.

Those of other machines are in :mod:`cablepress.build.cluster`.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from functools import partial
from importlib import import_module
from itertools import chain, islice
from types import FrameType
from typing import Any, Final, Generic, Protocol, TypeVar

from cablepress.errors import CablepressError

Task = TypeVar("Task")
Result = TypeVar("Result")
Waiting = TypeVar("Waiting")

_AHEAD: Final = 3
"""Tasks in hand per worker: enough to keep all busy, few enough that their arguments do not pile up."""

_FEW: Final = 6
"""So many tasks are done at once here: starting processes would take longer (a build after one edit)."""

_GARBAGE: Final = 50_000
"""Objects made between two searches for cycles in a build: it makes many objects, and few cycles.

Those few are whole pages of lists, which templates leave: a tenth of the searches takes 300 MB more in a large archive.
"""


_GRACE: Final = 10.0
"""Seconds for which processes that were ended are waited for."""

_METHOD: Final = "forkserver" if sys.platform != "win32" else "spawn"


class Pool(Protocol):
    """Something that runs tasks."""

    def run(self, function: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """``function`` of each task, in the order of ``tasks``; tasks are drawn only when there is room."""

    def end(self) -> None:
        """There will be no more tasks: processes may end while there is other work to do here."""


def run_few_in_threads(pool: Pool, function: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
    """Like ``pool.run``, for work that numpy does: few tasks go to threads, since starting processes takes longer."""
    tasks = iter(tasks)
    first = list(islice(tasks, _FEW + 1))
    if len(first) > _FEW or isinstance(pool, InlinePool):
        yield from pool.run(function, chain(first, tasks))
        return
    yield from run_in_threads(function, first)


def run_in_threads(function: Callable[[Task], Result], tasks: Iterable[Task], *, spare: int = 0) -> Iterator[Result]:
    """``function`` of each task, in a thread for each core but the ``spare`` ones; for work that numpy does."""
    threads = max(cores() - spare, 1)
    waiting: deque[Future[Result]] = deque()
    with ThreadPoolExecutor(threads) as executor:
        for task in tasks:
            waiting.append(executor.submit(function, task))
            if len(waiting) >= threads * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


class InlinePool:
    """Runs everything in this process (``-j 1``)."""

    def run(self, function: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """See :meth:`Pool.run`."""
        return map(function, tasks)

    def end(self) -> None:
        """See :meth:`Pool.end`."""


class WorkerPool(ABC, Generic[Waiting]):
    """Runs tasks elsewhere, a few ahead. Functions must be importable, tasks and results picklable.

    Where that is, subclasses say: :meth:`submit`, :meth:`result` and :meth:`room`.
    """

    def run(self, function: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """See :meth:`Pool.run`."""
        tasks = iter(tasks)
        first = list(islice(tasks, _FEW + 1))
        if len(first) <= _FEW:
            yield from map(function, first)
        else:
            yield from self._run(function, chain(first, tasks))

    def _run(self, function: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        waiting: deque[Waiting] = deque()
        try:
            for task in tasks:
                waiting.append(self.submit(function, task))
                if len(waiting) >= self.room() * _AHEAD:
                    yield self.result(waiting.popleft())
            while waiting:
                yield self.result(waiting.popleft())
        finally:
            self.give_up(waiting)

    def end(self) -> None:
        """See :meth:`Pool.end`."""

    @abstractmethod
    def submit(self, function: Callable[[Task], Any], task: Task) -> Waiting:
        """Begin ``function`` of ``task``; gives what :meth:`result` takes."""

    @abstractmethod
    def result(self, waiting: Waiting) -> Any:
        """The result of a task that was submitted, once it is there."""

    @abstractmethod
    def room(self) -> int:
        """How many tasks can be done at a time."""

    @abstractmethod
    def give_up(self, waiting: Iterable[Waiting]) -> None:
        """Nobody asks for the results of these any more."""


class ProcessPool(WorkerPool[Future[Any]]):
    """Runs tasks in ``jobs`` processes of this machine."""

    def __init__(self, jobs: int, *, warm: bool = False, early: ProcessPoolExecutor | None = None) -> None:
        self._jobs = jobs
        self.is_warm = warm
        """Whether a process is there already, or about to be."""
        self._early = early
        """Another process, for little that is to be done apart."""
        self._executor: ProcessPoolExecutor | None = None
        """From the first task on: it has a process of its own that looks after it."""
        self._lock = threading.Lock()

    def executor(self) -> ProcessPoolExecutor:
        """The processes; there is none until a task is given to them."""
        with self._lock:
            if self._executor is None:
                context = multiprocessing.get_context(_METHOD)
                self._executor = ProcessPoolExecutor(self._jobs, mp_context=context, initializer=_begin)
            return self._executor

    def executors(self) -> list[ProcessPoolExecutor]:
        """Those that are there."""
        return [executor for executor in (self._executor, self._early) if executor is not None]

    def submit(self, function: Callable[[Task], Any], task: Task) -> Future[Any]:
        """See :meth:`WorkerPool.submit`."""
        with _ended(), _uninterrupted():
            _have_server()
            return self.executor().submit(function, task)

    def submit_apart(self, function: Callable[[Task], Any], tasks: Sequence[Task]) -> list[Future[Any]]:
        """The same of ``tasks``; a few go to the process that is there, if one is: others would have to be started."""
        if self._early is None or len(tasks) > _FEW:
            return [self.submit(function, task) for task in tasks]
        with _ended():
            return [self._early.submit(function, task) for task in tasks]

    def result(self, waiting: Future[Any]) -> Any:
        """See :meth:`WorkerPool.result`."""
        with _ended():
            return waiting.result()

    def room(self) -> int:
        """See :meth:`WorkerPool.room`."""
        return self._jobs

    def end(self) -> None:
        """See :meth:`Pool.end`."""
        for executor in self.executors():
            executor.shutdown(wait=False)

    def give_up(self, waiting: Iterable[Future[Any]]) -> None:
        """See :meth:`WorkerPool.give_up`. The build has failed, and its processes are ended with what they were to do.

        Nothing is cancelled: where processes have died, a thread of Python 3.11 fails at the first task that was,
        says so, and leaves the rest as it is.
        """


class Begun(Generic[Result]):
    """Tasks that other processes have begun."""

    def __init__(self, pool: ProcessPool, waiting: Sequence[Future[Any]]) -> None:
        self._pool = pool
        self._waiting = waiting

    def are_done(self) -> bool:
        """Whether all results are there."""
        return all(future.done() for future in self._waiting)

    def results(self) -> Iterator[Result]:
        """In the order of the tasks; waits for each."""
        return map(self._pool.result, self._waiting)


def begin_apart(pool: Pool, function: Callable[[Task], Result], tasks: Sequence[Task]) -> Begun[Result] | None:
    """Begin ``function`` of each of a few ``tasks`` in processes of this machine; ``None`` where none is there yet.

    For work that takes modules which this process need not load where another one has them.
    """
    if not isinstance(pool, ProcessPool) or not pool.is_warm:
        return None
    return Begun(pool, pool.submit_apart(function, tasks))


def start_apart(pool: Pool, function: Callable[[Task], Result], task: Task) -> Callable[[], Result] | None:
    """What waits for the result of ``function``, begun in another process of this machine; ``None`` where none is."""
    if not isinstance(pool, ProcessPool):
        return None
    return partial(pool.result, *pool.submit_apart(function, [task]))


def _start_one(pool: ProcessPool) -> None:
    """Have a process started, which takes half a second."""
    _have_server()
    with suppress(RuntimeError):  # the build ended already
        pool.executor().submit(_nothing)


def _nothing() -> None:
    """A task that does nothing."""


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ctrl-C, or a request to end, waits for the end of the block, in which a process may be started.

    One of which nobody knows yet would not be ended: it would find gone what it was to use, and say so at length.
    """
    if threading.current_thread() is not threading.main_thread():  # others are never interrupted
        yield
        return
    came: list[tuple[int, FrameType | None]] = []
    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    handled = {number: handler for number in numbers if callable(handler := signal.getsignal(number))}
    for number in handled:
        signal.signal(number, lambda number, frame: came.append((number, frame)))
    try:
        yield
    finally:
        for number, handler in handled.items():
            signal.signal(number, handler)
        for number, frame in came:
            handled[number](number, frame)


@contextmanager
def _ended() -> Iterator[None]:
    try:
        yield
    except BrokenProcessPool as error:
        raise CablepressError("a worker process was ended from outside; out of memory? Try --jobs 1") from error


@contextmanager
def alongside(function: Callable[[Callable[[], None]], Result], *, parallel: bool) -> Iterator[Callable[[], Result]]:
    """``function`` at work in a thread while the block runs; the block gets what waits for its result.

    ``function`` is given something to call now and then: it raises when the block has failed, since there is
    nothing to be done any more. Without ``parallel`` all is done when the result is asked for.
    """
    halted = threading.Event()

    def go_on() -> None:
        if halted.is_set():
            raise CablepressError("given up, since another part of the build failed")

    if not parallel:
        yield lambda: function(go_on)
        return
    with ThreadPoolExecutor(1) as executor:
        future = executor.submit(function, go_on)
        try:
            yield future.result
        except BaseException:
            halted.set()
            raise


def start_server(preload: Sequence[str]) -> None:
    """Start the process from which the processes of :func:`open_pool` come, if it is not there yet."""
    if _METHOD == "forkserver":
        from multiprocessing import forkserver  # there is none on Windows

        forkserver.set_forkserver_preload(list(preload))
        _have_server()


def _have_server() -> None:
    """See that the fork server runs, in which Ctrl-C is never heard, nor in processes that come from it.

    It reaches all processes of a terminal; one that is loading modules would answer with a traceback.
    """
    if _METHOD != "forkserver":
        return
    from multiprocessing import forkserver, resource_tracker  # there is none on Windows

    # First, since it opens the ears of this thread when it is done.
    resource_tracker.ensure_running()
    with _deaf():
        forkserver.ensure_running()


@contextmanager
def _deaf() -> Iterator[None]:
    """Processes that are started in this block never hear of Ctrl-C."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def fork_early(shared: Sequence[str], preload: Sequence[str]) -> ProcessPoolExecutor | None:
    """A process for :func:`open_pool`, forked from this one at once, which loads the modules ``preload``.

    Python is not started again, and what is loaded here is there; ``shared`` are loaded first, since both need them.
    That is for a program that has just begun: it has one thread, no lock and no file that a child would go on to hold.
    ``None`` where it has more threads, or the system is one whose libraries do not bear a fork.
    """
    if sys.platform != "linux" or threading.active_count() > 1:
        return None
    _load(shared)
    executor = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("fork"), initializer=_begin)
    with _uninterrupted(), _deaf():
        executor.submit(_load, preload)  # the process is there now, before there is a thread
    return executor


def _load(modules: Sequence[str]) -> None:
    """Load what tasks will need."""
    for name in modules:
        import_module(name)


@contextmanager
def open_pool(
    jobs: int, preload: Sequence[str], *, warm: bool = False, early: ProcessPoolExecutor | None = None
) -> Iterator[Pool]:
    """A pool for ``jobs`` processes; ``preload`` are the modules that they need.

    With ``warm`` one is started at once, while there is other work to do here. ``early`` is the process of
    :func:`fork_early` in its place; it ends with the pool. Others come from a fork server, never by forking this
    process: it may have threads (the live preview has).
    """
    if jobs <= 1:
        yield InlinePool()
        return
    if _METHOD == "forkserver":
        multiprocessing.get_context(_METHOD).set_forkserver_preload(list(preload))
    pool = ProcessPool(jobs, warm=warm, early=early)
    first = threading.Thread(target=_start_one, args=(pool,), daemon=True)
    try:
        if warm and not early:
            first.start()
        yield pool
    except BaseException:
        if first.ident is not None:
            first.join(_GRACE)  # a process that is about to be is not known yet, and could not be ended
        for executor in pool.executors():
            _abandon(executor)
        raise
    for executor in pool.executors():
        executor.shutdown(cancel_futures=True)


def _abandon(executor: ProcessPoolExecutor) -> None:
    """End the processes at once, whatever state they are in: what they were at is not wanted any more.

    They may be dead by now, since SIGTERM often goes to a whole group. Python 3.11 then waits for ever: to send a
    task that nobody takes (python/cpython#94777), and for the rest of a result of which half came. There is no
    public way out of either; where the hooks are not there, it waits as it does.
    """
    tasks: Any = getattr(executor, "_call_queue", None)
    results: Any = getattr(executor, "_result_queue", None)
    processes = getattr(executor, "_processes", None)
    manager = getattr(executor, "_executor_manager_thread", None)
    executor.shutdown(wait=False)  # nothing is cancelled, see ProcessPool.give_up
    for process in list(processes.values() if processes else ()):
        process.kill()
    with suppress(AttributeError):
        tasks.cancel_join_thread()
    with suppress(AttributeError, OSError):
        results._writer.close()  # ours was the last one: whoever waits for more is told that there is none
    if manager is not None:
        manager.join(_GRACE)


@contextmanager
def few_collections() -> Iterator[None]:
    """In this process too cycles are searched for seldom while the block runs: it holds the records of all cables."""
    before = gc.get_threshold()
    gc.set_threshold(_GARBAGE)
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)


def to_stay() -> None:
    """No search for cycles looks at what there is by now, until :func:`few_collections` ends.

    In a large archive these are millions of objects; each search would go through all of them. They go as ever when
    nobody holds them any more: the records of an archive are in no cycle.
    """
    gc.freeze()


def _begin() -> None:
    """What a worker does first."""
    gc.freeze()
    gc.set_threshold(_GARBAGE)
    _leave_interrupts()


def _leave_interrupts() -> None:
    """Ctrl-C reaches all processes of a terminal; the parent alone answers it, and ends the workers in good order.

    When the parent was killed there is nobody left to do that: a worker then ends by itself.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # one that was forked has the parent's answer
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: multiprocessing.process.BaseProcess) -> None:
    parent.join()
    os._exit(1)


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
