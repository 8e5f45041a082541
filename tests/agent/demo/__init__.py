"""`make demo-agent`: the agent at work in an editor, with a script in the place of the model."""
