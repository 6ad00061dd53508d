"""Waiting for a condition, never for a while."""

import time

PATIENCE = 20.0
"""Seconds until a condition that has not come true counts as a failure; long, for slow machines."""


def wait_until(condition, what, patience=PATIENCE, interval=0.02):
    """Returns the first truthy value of `condition()`; fails with `what` when patience is over."""
    deadline = time.monotonic() + patience
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {patience:g} s in vain for {what}")
        time.sleep(interval)
