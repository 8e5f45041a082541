"""What keeps a model from doing harm: pure judgements, and two small files in the user's own state folder."""
