"""Archives in other forms → ``content/cables/ID.txt``: a module a form, one store that never overwrites unasked."""

FORM_NAMES = (
    "sqlite", "cablepress", "mail", "html", "history-lab", "history-lab-json", "aad", "records", "sql", "scraper",
    "tsv", "csv", "json", "plusd", "text",
)  # fmt: skip
"""What ``--format`` takes; here, so that the command line loads no form before it needs one."""
