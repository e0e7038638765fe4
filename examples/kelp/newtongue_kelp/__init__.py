"""A plug-in of newtongue: one language, its probes, and the interpreter that runs it."""
