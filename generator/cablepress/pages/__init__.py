"""What each page of the site says: records for the templates, Markdown, feeds, ``ID.json``."""
