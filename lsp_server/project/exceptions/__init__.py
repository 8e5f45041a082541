"""What functions let out, and the status that an exception carries."""
