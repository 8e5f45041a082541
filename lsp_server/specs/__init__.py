"""Spec Kit, read leniently: features, requirements, tasks, plans, contracts and the constitution, with their places."""
