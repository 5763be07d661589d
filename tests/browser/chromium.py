"""Where a Chromium is."""

import os
import shutil
from pathlib import Path

# The shell has no window to draw: pages cost a third less.
CHROMIUM_NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)


def installed_chromium(kept_by_playwright: str | None = None) -> str | None:
    """The path of an installed Chromium: CHROMIUM, else the system's, else the one that Playwright keeps."""
    installed = [os.environ.get("CHROMIUM"), *map(shutil.which, CHROMIUM_NAMES), kept_by_playwright]
    return next((path for path in installed if path and Path(path).is_file()), None)
