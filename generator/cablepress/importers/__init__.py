"""Archives in other forms → ``content/cables/ID.txt``: a module a form, one store that never overwrites unasked."""

FORM_NAMES = ("html", "tsv", "csv")
"""What ``--format`` takes; here, so that the command line loads no form before it needs one."""
