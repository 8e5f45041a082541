"""Tests, fixtures and the applications they exercise."""
