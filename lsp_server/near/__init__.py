"""What stands near a table, a route or a function: the code that an agent should read with it."""
