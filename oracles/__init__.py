"""What imported applications say of themselves, compared with what Backline reads of their text."""
