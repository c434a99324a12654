"""What git is told so that it merges and shows records by their meaning: names of settings and their values, as literals."""

NAME = "pcrm"
"""The driver's name, as `.gitattributes` says it: `merge=pcrm diff=pcrm`."""

PATTERNS: tuple[str, ...] = ("customers/**/*.md", "projects/**/*.md")
"""The files that are records; pcrm.yml, templates and pages of the site are merged as ordinary text."""

ATTRIBUTES: tuple[str, ...] = tuple(f"{pattern} merge={NAME} diff={NAME}" for pattern in PATTERNS)
"""The lines of `.gitattributes`."""

DRIVER_ARGUMENTS = "%O %A %B --marker-size %L --path %P"
"""What git fills in: the files of base, ours and theirs, the length of a marker, the record's path (quoted by git)."""

# A word, as a key of front matter is; bytes above ASCII are letters of other scripts.
_KEY = r"[^][ \t#|>*+`~!&@%:,.(){}'\"<\\/=-][^][ \t:|`]*"
XFUNCNAME = rf"^(#{{1,6}}[ \t].*|{_KEY}:([ \t].*)?)$"
"""What the header of a hunk shows: the nearest heading (a log entry's too) or key of front matter above it."""

MERGE_SETTINGS: tuple[tuple[str, str], ...] = (
    (f"merge.{NAME}.name", "pcrm: records by meaning"),
    (f"merge.{NAME}.driver", f"pcrm git merge-driver {DRIVER_ARGUMENTS}"),
    # Where two branches have several common ancestors, git merges those first. Conflicts in there would hide in the base.
    (f"merge.{NAME}.recursive", "binary"),
)
DIFF_SETTINGS: tuple[tuple[str, str], ...] = (
    (f"diff.{NAME}.textconv", "pcrm git textconv"),
    (f"diff.{NAME}.cachetextconv", "true"),
    (f"diff.{NAME}.xfuncname", XFUNCNAME),
)
SETTINGS: tuple[tuple[str, str], ...] = (*MERGE_SETTINGS, *DIFF_SETTINGS)
"""All of them, as `git config` takes them."""
