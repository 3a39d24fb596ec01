"""What a site gives to hosts and other programs: records, feeds, deployment."""
