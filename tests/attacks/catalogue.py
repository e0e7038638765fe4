"""Every kind of attack and what makes it: a test of tests/sandbox, or attacks of the tables here.

`python -m tests.attacks.catalogue` prints it with the languages of each. Completions that fake
success are not in it: their tables say all (cheats_*.py).
"""

from __future__ import annotations

import sys
from collections.abc import Mapping

from tests.attacks import in_bash, in_c, in_javascript, in_lua, in_python

TABLES = {
    "Python": in_python.ATTACKS,
    "C": in_c.ATTACKS,
    "JavaScript": in_javascript.ATTACKS,
    "Bash": in_bash.ATTACKS,
    "Lua": in_lua.ATTACKS,
}

STUDIED: Mapping[str, tuple[str, ...]] = {
    "fork bomb": ("test_a_fork_bomb_leaves_nothing", "fork bomb", "fork bomb of pipes"),
    "memory bomb": (
        "test_a_memory_bomb_is_stopped",
        "test_a_memory_bomb_of_many_processes_is_stopped",
        "memory bomb",
        "memory bomb of tables",
        "memory bomb of many processes",
    ),
    "one huge file": ("test_the_disk_fills_and_is_fresh_again", "disk bomb"),
    "many large files": ("test_the_disk_fills_and_is_fresh_again", "disk bomb"),
    "many empty files": ("test_inodes_run_out", "inode bomb"),
    "output flood": (
        "test_an_output_flood_is_cut_off",
        "test_both_streams_are_drained_at_once",
        "output bomb",
        "output bomb without a line's end",
    ),
    "endless loop": ("test_a_busy_loop_ends_at_the_cpu_limit", "endless match"),
    "endless sleep": ("test_sleep_ends_at_the_wall_limit", "sleep"),
    "ignoring signals": ("test_a_busy_loop_that_ignores_signals", "ignores signals"),
    "daemon": ("test_a_daemon_dies_with_the_program", "daemon that ignores signals"),
    "reading /etc/shadow": ("test_secrets_are_not_there", "reads files of the machine"),
    "secret in the environment": (
        "test_the_environment_is_clean",
        "reads secrets from environments",
    ),
    "writing to /usr": ("test_the_system_is_read_only", "writes outside its folder"),
    "root's home": ("test_secrets_are_not_there", "writes outside its folder"),
    "TCP connection": ("test_the_network_is_refused", "connects"),
    "name look-up": ("looks a name up",),
    "TCP server": ("listens",),
    "abstract Unix socket": (
        "test_a_unix_socket_of_the_machine_is_out_of_reach",
        "connects a socket of a pair elsewhere",
    ),
    "kill everything": ("test_kill_everything_reaches_nobody",),
    "kill the parent": (
        "test_kill_everything_reaches_nobody",
        "signals processes of the machine",
    ),
    "ptrace": (
        "test_forbidden_calls_end_the_program",
        "traces another process",
        "asks to be traced",
    ),
    "other processes in /proc": (
        "test_only_init_and_the_program_are_in_sight",
        "looks into processes through /proc",
    ),
    "memory of init": (
        "test_only_init_and_the_program_are_in_sight",
        "reads another process's memory",
    ),
    "unshare": (
        "test_forbidden_calls_end_the_program",
        "enters namespaces",
        "every forbidden system call",
    ),
    "clone into namespaces": ("test_refused_calls_fail", "enters namespaces"),
    "mount": ("test_forbidden_calls_end_the_program", "every forbidden system call"),
    "keyctl": ("test_forbidden_calls_end_the_program", "every forbidden system call"),
    "bpf": ("every forbidden system call",),
    "io_uring": ("every forbidden system call",),
    "the i386 system calls": (
        "test_the_i386_table_is_no_way_around",
        "another table of system calls",
    ),
    "setuid program": ("test_setuid_programs_give_nothing", "becomes another user"),
    "inherited descriptor": ("test_no_descriptor_is_inherited_and_stdin_is_empty",),
    "many descriptors": ("test_open_files_are_bounded_and_no_core_is_left",),
    "core dump": ("test_open_files_are_bounded_and_no_core_is_left",),
    "left in /dev/shm": ("leaves shared memory",),
    "System V shared memory": ("test_refused_calls_fail", "every forbidden system call"),
    "link out of the scratch folder": (
        "test_secrets_are_not_there",
        "puts links where the next program's files go",
    ),
    "typing into the terminal": ("types into the terminal",),
    "deep recursion": ("stack bomb",),
    "setting the clock": ("sets the clock", "every forbidden system call"),
    "priority": ("takes priority",),
    "raising limits": ("test_limits_of_init_are_out_of_reach", "raises its limits"),
    "memfd": ("test_refused_calls_fail", "every forbidden system call"),
    "memory through the scratch folder": ("test_the_disk_fills_and_is_fresh_again", "disk bomb"),
}
"""What the study that the sandbox was built after had tried."""

MORE: Mapping[str, tuple[str, ...]] = {
    "threads": ("thread bomb", "process bomb", "test_the_number_of_processes_is_bounded"),
    "zombies": ("zombie bomb",),
    "endless exec": ("exec bomb",),
    "outrunning kill": ("fork chain that outruns kill", "adopts its orphans"),
    "hiding CPU time": (
        "test_cpu_time_of_children_counts",
        "works on in a thread after its end",
        "works on with its streams closed",
        "stops its parent and works on",
    ),
    "hiding memory": (
        "test_memory_without_an_address_space_limit",
        "memory bomb of shared buffers",
        "memory bomb of code",
        "memory of processes whose first thread ended",
        "shared memory that is in no page table",
        "memory in the buffers of sockets",
    ),
    "what all programs of a user share": ("takes every watch on files",),
    "stopping the group": ("stops its group",),
    "signals to the machine": ("signals processes of the machine",),
    "another program's scratch folder": (
        "test_a_program_does_not_reach_another_one_s_scratch_folder_or_processes",
        "searches for what is not its own",
        "leaves files that are hard to remove",
    ),
    "the kernel's files": ("writes to the kernel's files",),
    "links, hard and moved": ("links to what is not its own",),
    "libraries and programs of others": ("runs what is not its own",),
    "user ids and modes": ("becomes another user", "gives a file the rights of its owner"),
    "sockets without the call socket": ("connects a socket of a pair elsewhere",),
    "the filter": (
        "catches the signal of a forbidden call",
        "removes its filter",
        "another form of system calls",
        "lets a child try what is forbidden",
        "another program's forbidden calls",
    ),
    "the compiler": (
        "test_a_failed_build_is_not_run",
        "compiles a file of the machine",
        "assembles a file of the machine",
        "compiles itself",
        "compiles without end",
        "compiles a macro bomb",
        "compiles to more than the disk holds",
    ),
    "the verdict channel": (
        "test_all_else_is_no_answer",
        "test_the_verdict_channel_is_not_offered_to_the_build",
        "test_a_program_that_waits_for_a_nonce_it_did_not_earn",
        "fills the pipe of the nonce",
        "reads its own records back",
    ),
}


def lines() -> list[str]:
    """The catalogue as a table: kind, languages that have it in a table, tests of its own."""
    rows = []
    for kind, names in (STUDIED | MORE).items():
        tests = [name for name in names if name.startswith("test_")]
        made = [title for title, table in TABLES.items() if any(a.name in names for a in table)]
        rows.append(f"{kind:36} {', '.join(made) or '-':34} {' '.join(tests) or '-'}")
    return rows


if __name__ == "__main__":
    sys.stdout.write("\n".join(lines()) + "\n")
