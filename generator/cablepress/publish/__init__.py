"""The only package that writes or deletes in a site, and puts it where it is read."""
