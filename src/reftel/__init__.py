"""reftel turns a heap of diplomatic cables into a reading room."""
