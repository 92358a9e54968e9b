/**
 * Asks an interpreter what the tests see of it, as one line of JSON: the output of `get_environment`. Isolated neither from
 * PYTHONPATH nor from .pth files. Works on Python 3.6, too.
 *
 * A project that is installed in editable mode is found by what its installer wrote down (PEP 610), and its modules by the
 * MAPPING of setuptools' finders (setuptools/command/editable_wheel.py). Of any other import hook nobody knows where it
 * takes modules from.
 */
export const environmentProbe = String.raw`
import hashlib, json, os, sys, sysconfig
from urllib.parse import unquote
reports = sys.argv[1]
distributions, editable, hooks = [], [], set()

def add_editable(path, source):
    # A module is mapped to its path without the suffix.
    place = os.path.realpath(path if os.path.exists(path) else os.path.dirname(path))
    if os.path.isabs(path) and os.path.exists(place):
        editable.append(place)
    else:
        hooks.add(source)

def look_into(distribution, name):
    try:
        with open(os.path.join(distribution, "direct_url.json"), encoding="utf-8") as file:
            told = json.load(file)
        if told.get("dir_info", {}).get("editable"):
            path = told["url"]
            add_editable(unquote(path[len("file://"):]) if path.startswith("file:///") else path, name)
    except (FileNotFoundError, NotADirectoryError):
        pass
    except Exception:
        hooks.add(name)

folders = [os.path.realpath(path) for path in sys.path if path]
for folder in folders:
    if not os.path.isdir(folder):
        continue
    for name in os.listdir(folder):
        path = os.path.join(folder, name)
        if name.endswith((".dist-info", ".egg-info", ".egg-link", ".pth")) and os.path.exists(path):
            distributions.append("%s %d" % (name, os.stat(path).st_mtime_ns))
            look_into(path, name)

# Python's own, and those by which setuptools and virtualenv replace distutils: they find nothing of anybody else's.
harmless = {"_frozen_importlib", "_frozen_importlib_external", "zipimport", "_distutils_hack", "_virtualenv"}
for hook in sys.meta_path + sys.path_hooks:
    module = str(getattr(hook, "__module__", None) or type(hook).__module__)
    if module in harmless:
        continue
    try:
        finder = sys.modules[module]
        for path in finder.MAPPING.values():
            add_editable(path, module)
        for paths in finder.NAMESPACES.values():
            for path in paths:
                add_editable(path, module)
        if not module.startswith("__editable__"):
            hooks.add(module)
    except Exception:
        hooks.add(module)

libraries = {os.path.realpath(sysconfig.get_paths()[name]) for name in ("stdlib", "platstdlib")}

def is_own(folder):
    installed = {"site-packages", "dist-packages"}.intersection(folder.split(os.sep))
    return bool(installed) or folder in libraries or os.path.dirname(folder) in libraries

# What differs with every process says nothing about what the tests see.
passing = {"_", "SHLVL", "PWD", "OLDPWD", "INVOCATION_ID", "JOURNAL_STREAM", "STRATA_COMMAND"}
given = sorted((name, value.replace(reports, "")) for name, value in os.environ.items() if name not in passing)
modules = [folder for folder in folders if os.path.exists(folder) and not is_own(folder) and folder != reports]
print(json.dumps({
    "executable": sys.executable, "version": sys.version, "platform": sys.platform,
    "distributions": sorted(distributions), "modulePaths": modules + sorted(set(editable)),
    "importHooks": sorted(hooks), "addedOptions": os.environ.get("PYTEST_ADDOPTS", ""),
    "environmentHash": hashlib.sha256(repr(given).encode("utf-8", "surrogateescape")).hexdigest(),
}))
`;
