"""Files that people write beside their code: found with care, and read with the place of each part."""
