"""pcrm: a plain-text, git-backed notebook for project customer relationship management."""

__version__ = "0.1.0"
