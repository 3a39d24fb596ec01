"""All cables together: records, terms and their lists, addresses, published anchors. Pure."""
