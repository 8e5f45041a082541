"""Services written or completed for a table: what is to be written (plan), and the text of it (render)."""
