"""Theme folders → Jinja environment, assets, strings.

Nothing is imported here: ``theme.folders`` is of use without a template engine.
"""
