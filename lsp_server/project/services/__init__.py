"""Who serves which table, and how the project writes its code."""
