"""Attacks on the sandbox in Bash, and with the programs that every machine has."""

from __future__ import annotations

from dataclasses import replace

from newtongue.sandbox.base import Command, Job
from tests.attacks.base import ASLEEP, BUSY, Attack
from tests.sandbox.programs import BASH, SMALL

NEEDS = {BASH: "apt install bash"}


def job(text: str, attack: Attack) -> Job:
    """The program that runs an attack's text."""
    return Job("test", {"main.sh": text.encode()}, Command((BASH, "main.sh"), attack.limits))


ATTACKS = (
    # -- bombs ---------------------------------------------------------------
    Attack(
        "fork bomb",
        "while :; do ( while :; do :; done ) & done 2> /dev/null",
        "timeout",
        limits=BUSY,
    ),
    Attack(
        "fork bomb of pipes",
        "b() { b | b & }; while :; do b; done 2> /dev/null",
        "timeout",
        limits=replace(BUSY, wall=0.5),  # a shell that can't fork sleeps
    ),
    Attack("exec bomb", 'exec bash "$0"', "timeout", limits=BUSY),
    Attack(
        "memory bomb",
        "x=x; while :; do x+=$x; done",
        "exit 2",
        err="annot allocate",
        limits=replace(SMALL, cpu=5, memory=64 << 20),
    ),
    Attack(
        "disk bomb",
        "cat /dev/zero > x; cat /dev/zero > /tmp/y",
        "exit 1",
        err="No space left",
    ),
    Attack(
        "inode bomb",
        "for (( i = 0; i < 99999; i++ )); do : > /tmp/$i || exit 7; done",
        "exit 7",
        err="No space left",
        limits=replace(SMALL, cpu=5),
    ),
    Attack("output bomb", "yes; yes >&2", "output"),
    Attack(
        "output bomb without a line's end",
        "exec tr '\\0' x < /dev/zero >&2",
        "output",
    ),
    # -- signals and processes -----------------------------------------------
    Attack(
        "ignores signals",
        "trap '' $(seq 1 31); while :; do :; done",
        "timeout",
        limits=BUSY,
    ),
    Attack("stops its group", "kill -STOP 0", "timeout", limits=ASLEEP),
    Attack(
        "daemon that ignores signals",
        """
trap '' HUP INT TERM
setsid nohup sh -c 'touch ready; while :; do sleep 1; done' @MARK@ < /dev/null > /dev/null 2>&1 &
disown -a
until test -e ready; do :; done
""",
        bare="process",
    ),
    Attack(
        "signals processes of the machine",
        """
for pid in @PID@ -@PID@ 1 $PPID; do kill -STOP -- $pid; done
renice 19 @PID@; taskset -p 1 @PID@
echo alive
""",
        out="alive\n",
    ),
    # -- what is not its own -------------------------------------------------
    Attack(
        "reads files of the machine",
        """
for way in "" /.host /proc/*/root /proc/*/cwd/../.. /dev/fd/*/..; do cat "$way@SECRET@"; done
cat /etc/shadow /etc/sudoers /root/.ssh/* /home/*/.ssh/*
""",
        "exit 1",
        out="",
    ),
    Attack(
        "reads secrets from environments",
        "env | grep -c SECRET; cat /proc/*/environ | tr '\\0' '\\n' | grep -c SECRET",
        "exit 1",
        out="0\n0\n",
    ),
    Attack(
        "looks into processes through /proc",
        """
shopt -s nullglob
echo /proc/[0-9]*
for name in environ mem maps auxv pagemap; do head -c 1 /proc/1/$name && echo $name; done
ls /proc/1/fd /proc/1/root/ && echo in
readlink /proc/1/{exe,cwd,root}
""",
        "exit 1",
        out="/proc/1 /proc/2\n",
    ),
    Attack(
        "writes outside its folder",
        """
for folder in @FOLDER@ / /usr /etc /dev /dev/shm /proc /.host; do
  touch $folder/@MARK@ && echo in
done
for file in /etc/passwd /bin/sh /usr/bin/env /proc/sys/kernel/core_pattern; do
  : >> $file && echo in
done
exit 0
""",
        out="",
    ),
    Attack(
        "puts links where the next program's files go",
        """
rm -r main.sh .tmp
ln -s /etc/passwd main.py; ln -s @FOLDER@ .tmp; ln -s / root; ln -s loop loop
touch /tmp/@MARK@; ln /bin/sh sh; mv root /@MARK@; cat loop root/@SECRET@; chmod 0 .
""",
        out="",
    ),
    # -- the network and the kernel ------------------------------------------
    Attack(
        "connects",
        """
for where in tcp/127.0.0.1/@PORT@ udp/127.0.0.1/@UDP@ tcp/localhost/@PORT@; do
  echo x > /dev/$where && echo sent
done
exit 0
""",
        out="",
        bare="tcp udp",
    ),
    Attack(
        "enters namespaces",
        """
unshare -r id; unshare -m id; nsenter -t 1 -a id; chroot / id; mount -t tmpfs x /tmp
mount --bind / /tmp; umount -l /proc; ip netns add x; swapon main.sh; exit 0
""",
        out="",
    ),
    Attack(
        "becomes another user",
        "su -c id; sudo -n id; cp /usr/bin/id x; chmod 6755 x; ./x -u; mknod sda b 8 0; exit 0",
        out="65534\n",
    ),
    Attack(
        "raises its limits",
        """
for limit in c e l q r t u v n f; do
  now=$(ulimit -H -$limit)
  [[ $now == unlimited ]] || ulimit -$limit unlimited && [[ $now != unlimited ]] && echo $limit
done
exit 0
""",
        out="",
    ),
)
