"""The header and the top of the body: from the transmission header to Classified By."""
