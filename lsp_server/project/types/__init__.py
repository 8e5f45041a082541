"""Annotations, resolved to types."""
