"""``python -m cablepress`` is the command ``cablepress``."""

from cablepress.cli.commands import main

if __name__ == "__main__":
    main()
