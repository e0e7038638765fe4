"""Sets of problems, found by name: our own, HumanEval, MBPP, MultiPL-E's."""
