"""Archives in other forms → ``content/cables/ID.txt``: a module a form, one store that never overwrites unasked."""

FORM_NAMES = (
    "cablepress", "html", "history-lab", "history-lab-json", "aad", "records", "scraper", "tsv", "csv", "plusd", "text",
)  # fmt: skip
"""What ``--format`` takes; here, so that the command line loads no form before it needs one."""
