"""Wires the stages: two passes over the cables in worker processes, the cache, the search index.

Nothing is imported here: ``build.cache`` alone is what a build with nothing to do loads.
"""
