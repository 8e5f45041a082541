"""Changes to the user's files as values, how they are made, and the gates that judge them."""
