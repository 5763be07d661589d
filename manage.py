#!/usr/bin/env python
"""Run Webmino's commands: `manage.py help` lists them."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from webmino import environment

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "webmino.settings")
    # Settings are read before the command is known.
    os.environ.update(environment.of_command("".join(sys.argv[1:2])))
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        # The sentence is for who set the environment; where it was found is not.
        sys.exit(str(error))
