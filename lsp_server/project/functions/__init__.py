"""Functions across files: their parameters, what they call, what wraps them."""
