"""The agent behind the actions: what it is asked, what it may see, and what becomes of what it says."""
