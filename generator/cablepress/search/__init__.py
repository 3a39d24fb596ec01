"""Search: lunr's index cut by term, so that a query loads only the files of its own words.

``runs.analyse_chunk`` makes a run of each chunk of cables, ``merge.merge_runs`` the index of all runs, and
``assets.client_files`` the scripts that read it in the browser. docs/search.md describes the files.
"""

import os as _os

# Nothing here multiplies matrices: numpy's threads for that would only spin, one more for each worker and core.
_os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
