"""Python source to problems, and problems to prompts and programs of a language."""
