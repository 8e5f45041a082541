"""The project's own tools as judges of what an agent made (D12): only where the person asks for it."""
