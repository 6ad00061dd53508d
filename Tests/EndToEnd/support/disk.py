"""A small disk of a test's own, and how to fill it."""

import os
import subprocess


def mount_small(folder, megabytes):
    """Mounts a file system of that size; returns whether that is possible here: only root can."""
    folder.mkdir(exist_ok=True)
    return os.getuid() == 0 and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", folder], capture_output=True
    ).returncode == 0


def unmount(folder):
    subprocess.run(["umount", "-l", folder], check=True)


def fill(file):
    """Writes until not a sector is left."""
    with open(file, "wb", buffering=0) as ballast:
        for size in (65_536, 4_096, 512):
            try:
                while True:
                    ballast.write(b"\0" * size)
            except OSError:
                pass
