"""Makes wheels of the installed pytest and what it needs, for a pip that has no index. Usage: repack.py FOLDER"""

import importlib.metadata
import os
import re
import sys
import zipfile


def needed(name, seen):
    """The distributions that `name` needs here, itself included; extras left out."""
    if name in seen:
        return
    try:
        distribution = importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        return
    seen[name] = distribution
    for requirement in distribution.requires or []:
        if "extra ==" not in requirement:
            needed(re.match(r"[A-Za-z0-9._-]+", requirement).group(), seen)


def modules(distribution):
    """The files that belong to a distribution. Debian's packages list none, but name their modules."""
    listed = distribution.files or []
    root = str(distribution.locate_file(""))
    tops = (distribution.read_text("top_level.txt") or "").split()
    tops += [str(file).split("/")[0] for file in listed if "-info" not in str(file) and not str(file).startswith("..")]
    for top in sorted(set(tops) | {distribution.metadata["Name"].lower()}):
        path = os.path.join(root, top)
        for single in (path, path + ".py"):
            if os.path.isfile(single):
                yield single, os.path.relpath(single, root)
        for folder, _, files in os.walk(path):
            for file in files:
                if not file.endswith(".pyc"):
                    yield os.path.join(folder, file), os.path.relpath(os.path.join(folder, file), root)


def repack(distribution, folder):
    name = distribution.metadata["Name"].replace("-", "_")
    stem = f"{name}-{distribution.version}"
    with zipfile.ZipFile(os.path.join(folder, f"{stem}-py3-none-any.whl"), "w") as wheel:
        for path, inside in modules(distribution):
            wheel.write(path, inside)
        info = f"{stem}.dist-info"
        metadata = distribution.read_text("METADATA") or distribution.read_text("PKG-INFO")
        wheel.writestr(f"{info}/METADATA", metadata)
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: repack\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")


os.makedirs(sys.argv[1])
found = {}
needed("pytest", found)
for distribution in found.values():
    repack(distribution, sys.argv[1])
