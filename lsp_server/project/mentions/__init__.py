"""Where code speaks of what it means only by a text or a convention: what no other Python server can follow."""
