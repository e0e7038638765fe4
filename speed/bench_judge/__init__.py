"""How fast the judge is beside three simple ways to judge, all in one run on one machine.

    make bench-judge [LANGUAGES="python lua"] [ARGUMENTS="--rounds 7"]

Contenders (contenders.py), each over the same programs, in rounds whose order rotates:
  A  in the manner of MultiPL-E's evaluator: one thread per core minus one (at least one), a new
     process for each step, polled every 0.1 s, 1 KiB of each stream read per poll. Where its
     evaluator of a language waits instead of polling, A does so too (settings.yaml: `waits`).
  B  a temporary file and subprocess.run, with as many threads as ours has workers.
  C  the same in bubblewrap, one for each program.
  ours  newtongue.judge.judge_all with a Pool of all cores, an empty store and no known verdict.
Where no ratio is asked for, B alone is run beside ours (settings.yaml: `others`).
A, B and C run the same binaries as ours with the commands of MultiPL-E's evaluators; a language
that these have no command for here (or one that misjudges a whole program, as `go test` does) is
run by its own file's commands. A and B keep the user's warm caches; ours starts from nothing.

Programs (programs.py): in Python, HumanEval's canonical solutions and mutants that fail; elsewhere
look-up stubs of multipl-e-humaneval's problems, then of multipl-e-mbpp's until there are enough,
and wrong twins. Our harness answers on a channel that the others don't have, so they get each
program as newtongue exports it to MultiPL-E's tools: the same text, whose channel leads to
/dev/null, so that the exit code alone decides. All must give the same verdict on every program.

Times: from the first program to the last verdict. Before ours, the pool has started and the
canaries have passed; that fixed cost stands in a column of its own. What each worker must prove
before its first program (three more canaries), and the start of its interpreter, is inside. CPU
time is that of the whole process tree, this process included; what ends without being waited for is
adopted and counted.
Not counted: the kernel's own threads, and what a killed pid namespace had not yet reaped; up to a
hundredth of a second of each worker's canaries is counted as if programs had used it.

Files: settings.yaml (commands, bars), programs.py and mutants.py, commands.py, contenders.py,
ours.py, rounds.py, resources.py (CPU time, memory), extras.py (many programs, the scheduler alone,
the cost of isolation), shares.py (whose CPU time), canned_worker.py, table.py (bars,
RESULTS.md), __main__.py.
"""
