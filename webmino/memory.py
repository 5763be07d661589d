"""What a process that serves has loaded before its first visitor, which it keeps as long as it lives."""

import gc
from importlib import import_module

from django.conf import settings


def settle() -> None:
    """Read all the pages, then let the collector leave alone what is loaded.

    Else each reads them for its first visitor, and one page in ten waits while the collector looks through
    130,000 objects of which none can go. What is left alone before a fork is shared by the processes.
    """
    import_module(settings.ROOT_URLCONF)
    gc.collect()
    gc.freeze()
