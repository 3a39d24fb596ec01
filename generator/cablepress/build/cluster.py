"""Tasks on a Dask cluster: the same as in processes of this machine, over folders that all machines share.

Dask does the work of it: it deals out tasks, and gives those of a worker that died to another. Imported only when a
build is asked to use a cluster, since Dask is an extra.
"""

from __future__ import annotations

import asyncio
import logging
import pickle
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, Final

from cablepress.build.cluster_task import Shared, Terms, WorkerError, forget, objections, offer_terms, run_task
from cablepress.build.pool import Pool, Task, WorkerPool
from cablepress.errors import CablepressError

try:
    import distributed
    from distributed.comm import CommClosedError, connect
except ImportError as error:
    raise CablepressError("--scheduler needs Dask; install it: pip install 'cablepress[dask]'") from error

CONNECT: Final = 10.0
"""Seconds that a scheduler has to answer, and a cluster to have a worker."""

DESERTED: Final = 60.0
"""Seconds that a build waits for a worker when the last one is gone: who watches over workers starts another soon."""

LOOK: Final = 5.0
"""Seconds between two looks whether the cluster is still there, while a result is waited for; workers come and go."""

_KEPT: Final = "what was published before stays as it is"

_RETRIES: Final = 1
"""A task that failed is tried again so often: its machine may be at fault."""


class ClusterPool(WorkerPool[Any]):
    """Runs tasks on all workers of the scheduler at ``address``, which agree to ``terms``."""

    def __init__(self, client: distributed.Client, address: str, terms: Terms) -> None:
        self._client = client
        self._address = address
        self._terms = terms
        self._threads = 1
        self._looked_at = float("-inf")
        self._deserted_at = 0.0
        """Since when there is no worker; 0 while there is one."""

    def ask(self) -> None:
        """Ask all workers whether they can work for this build.

        Raises:
            CablepressError: some cannot; it says which, and why.
        """
        with self._answering():
            answers: Mapping[str, Any] = self._client.run(objections, self._terms, on_error="return")
        lines = [f"{worker}: {said}" for worker, answer in sorted(answers.items()) for said in _said(answer)]
        if lines:
            raise CablepressError("\n".join([*lines, f"{self._address}: these workers cannot build the site"]))

    def submit(self, function: Callable[[Task], Any], task: Task) -> Any:
        """See :meth:`WorkerPool.submit`. Dask sees bytes, so it looks for nothing of its own in them."""
        data = pickle.dumps(task, pickle.HIGHEST_PROTOCOL)
        with self._answering():
            return self._client.submit(run_task, self._terms, function, data, pure=False, retries=_RETRIES)

    def result(self, waiting: Any) -> Any:
        """See :meth:`WorkerPool.result`.

        Raises:
            CablepressError: the cluster is gone, or the workers that began this task.
        """
        with self._answering():
            while True:
                error = self._error_of(waiting)
                if error is not None:
                    _explain(error)
                    return waiting.result()  # raises it, with the worker's traceback
                # Its worker may die before it hands the result over: then the task is done again.
                with suppress(distributed.TimeoutError):
                    return waiting.result(timeout=DESERTED)

    def room(self) -> int:
        """See :meth:`WorkerPool.room`."""
        if time.monotonic() - self._looked_at >= LOOK:
            with self._answering():
                self._look()
        return max(self._threads, 1)

    def give_up(self, waiting: Iterable[Any]) -> None:
        """See :meth:`WorkerPool.give_up`."""
        futures = list(waiting)
        if futures and self._client.status == "running":
            with suppress(OSError, RuntimeError):
                self._client.cancel(futures, force=True)

    def forget(self) -> None:
        """The workers let go of what they keep for this build."""
        if self._client.status == "running":
            with suppress(OSError, RuntimeError):
                self._client.run(forget, on_error="ignore")

    def _error_of(self, waiting: Any) -> BaseException | None:
        """The error of a task, once it is done; ``None`` when there is none."""
        while True:
            with suppress(distributed.TimeoutError):
                error: BaseException | None = waiting.exception(timeout=LOOK)
                return error
            self._look()

    def _look(self) -> None:
        """Count the workers; raises when there has been none for too long."""
        self._threads = sum(self._client.nthreads().values())
        now = self._looked_at = time.monotonic()
        if self._threads:
            self._deserted_at = 0.0
        elif not self._deserted_at:
            self._deserted_at = now
        elif now - self._deserted_at >= DESERTED:
            raise CablepressError(f"{self._address}: no worker is left, and none came in {DESERTED:.0f} s; {_KEPT}")

    @contextmanager
    def _answering(self) -> Iterator[None]:
        """What Dask raises when the scheduler is gone becomes one plain message."""
        try:
            yield
        except (distributed.CancelledError, OSError, RuntimeError) as error:
            lost = isinstance(error, distributed.CancelledError | CommClosedError)
            if not lost and self._client.status == "running":
                raise
            raise CablepressError(f"{self._address}: the cluster was lost while it built; {_KEPT}") from error


def _said(answer: object) -> Iterable[str]:
    """What a worker said of itself, or what became of the question."""
    if isinstance(answer, ImportError):
        return [f"Cablepress is not installed there, or is another version ({answer})"]
    if isinstance(answer, Exception):
        return [f"cannot be asked ({type(answer).__name__}: {answer})"]
    return [str(said) for said in answer] if isinstance(answer, tuple | list) else []


def _explain(error: BaseException) -> None:
    """Raise what ``error`` of a task means in plain words, when it is one of the cluster."""
    if isinstance(error, distributed.KilledWorker):
        words = "each worker that began this task has ended, one after the other; out of memory? Their logs say more"
        raise CablepressError(f"{error.args[0]}: {words}") from error
    if isinstance(error, WorkerError | ImportError):
        raise CablepressError(f"a worker that came while the site was built cannot work for it: {error}") from error


@contextmanager
def open_cluster(address: str, shared: Shared) -> Iterator[Pool]:
    """A pool of all workers of the Dask scheduler at ``address``; ``shared`` are the folders that they must see.

    Raises:
        CablepressError: no scheduler answers, it has no workers, or one of them cannot work for this build.
    """
    with _quiet(), _connected(address) as client:
        pool = ClusterPool(client, address, offer_terms(shared))
        pool.ask()
        try:
            yield pool
        finally:
            pool.forget()


@contextmanager
def _connected(address: str) -> Iterator[distributed.Client]:
    _knock(address)
    client = distributed.Client(address, timeout=CONNECT, name="cablepress", set_as_default=False)
    try:
        _await_worker(client, address)
        yield client
    finally:
        # What it could not say farewell to is gone; why the build failed is what people must learn.
        with suppress(OSError, RuntimeError):
            client.close(timeout=CONNECT)


def _knock(address: str) -> None:
    """Connect, and no more: a client that could not would wait for itself when the program ends."""

    async def knock() -> None:
        arguments = distributed.Security().get_connection_args("client")
        await (await connect(address, timeout=CONNECT, **arguments)).close()

    try:
        asyncio.run(knock())
    except OSError as error:
        message = f"no Dask scheduler answers within {CONNECT:.0f} s; is it running there?"
        raise CablepressError(f"{address}: {message}") from error
    except (ImportError, RuntimeError, TypeError, ValueError) as error:
        message = (
            f"Dask cannot connect to this address; expected tcp://HOST:PORT, or tls:// where TLS is set up ({error})"
        )
        raise CablepressError(f"{address}: {message}") from error


def _await_worker(client: distributed.Client, address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=CONNECT)
    except distributed.TimeoutError as error:
        raise CablepressError(f"{address}: the cluster has no workers; start some: dask worker {address}") from error


@contextmanager
def _quiet() -> Iterator[None]:
    """Dask's own log is not for the person at the terminal, who is told in plain words."""
    log = logging.getLogger("distributed")
    before = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(before)
