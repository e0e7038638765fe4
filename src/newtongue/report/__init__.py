"""Runs to tables, figures and one page that carries itself."""
