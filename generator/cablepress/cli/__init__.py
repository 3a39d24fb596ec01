"""The command line: commands, progress, new sites."""
