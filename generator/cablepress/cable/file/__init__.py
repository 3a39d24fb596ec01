"""The file: front matter, web chrome, the meta table, and the lines of what stands below it."""
