"""The only package that opens what people wrote: cables and Markdown files."""
