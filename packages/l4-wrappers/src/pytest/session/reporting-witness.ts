/**
 * The first half of the plugin (see `pluginFiles`): what it does where the tests run. In a worker of xdist that is
 * another process than the one that reports.
 */
export const reportingWitness = String.raw`"""PYTEST_DONT_REWRITE"""
import json
import os
import sys

import pytest

FOLDER = os.path.dirname(__file__)
MESSAGE = 2000
TRACEBACK = 8000
CAPTURED = 4000
CAPTURED_IN_ALL = 2000000
TRACEBACKS_IN_ALL = 8000000
LARGEST_INT = 2 ** 53


def _middle_out(text, limit):
    if len(text) <= limit:
        return text
    half = limit // 2
    return "%s\n[... %d characters left out ...]\n%s" % (text[:half], len(text) - 2 * half, text[-half:])


def _leave_the_paths():
    while FOLDER in sys.path:
        sys.path.remove(FOLDER)
    folders = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    if FOLDER in folders:
        folders = [folder for folder in folders if folder != FOLDER]
        if folders:
            os.environ["PYTHONPATH"] = os.pathsep.join(folders)
        else:
            del os.environ["PYTHONPATH"]


def _write_no_files(options):
    reports = getattr(options, "cov_report", None)
    if isinstance(reports, dict):
        for kind in [kind for kind in reports if kind and not kind.startswith("term")]:
            del reports[kind]
    if getattr(options, "xmlpath", None):
        options.xmlpath = None
    # pytest-benchmark makes its folder even when there is nothing to keep.
    if getattr(options, "benchmark_storage", None) == "file://./.benchmarks" and not os.path.exists(".benchmarks"):
        options.benchmark_storage = "file://" + os.path.join(FOLDER, "benchmarks")


RUNS_NO_TEST = {
    "setupplan": "--setup-plan",
    "setuponly": "--setup-only",
    "collectonly": "--collect-only",
    "showfixtures": "--fixtures",
    "show_fixtures_per_test": "--fixtures-per-test",
    "markers": "--markers",
    "cacheshow": "--cache-show",
    "version": "--version",
    "help": "--help",
}


def _refuse_what_runs_no_test(config):
    # Configuration and environment turn options on too. Only the wrapper itself asks for a collection, in clear.
    for name, option in RUNS_NO_TEST.items():
        given = getattr(config.option, name, None)
        if given and not (name == "collectonly" and option in config.invocation_params.args):
            raise pytest.UsageError(option + " runs no test")


def _plain_parameters(spec):
    values = {}
    for name, value in spec.params.items():
        kind = type(value)
        if kind is str and len(value) <= 200 or value is None or kind is bool:
            values[name] = value
        elif kind is int and -LARGEST_INT < value < LARGEST_INT:
            values[name] = value
        elif kind is float and value - value == 0:
            values[name] = value
    return {"id": spec.id, "values": values}


def _cause(excinfo, root):
    cause = {"type": excinfo.typename}
    entry = excinfo.tb
    while entry is not None:
        code = entry.tb_frame.f_code
        path = os.path.abspath(code.co_filename)
        if path.startswith(root + os.sep) and "-packages" + os.sep not in path:
            cause["file"] = os.path.relpath(path, root)
            cause["line"] = entry.tb_lineno
            cause["function"] = code.co_name
        entry = entry.tb_next
    return cause


def _place(location):
    file, line = location[0], location[1]
    place = {}
    if file:
        place["file"] = file
    if line is not None and line >= 0:
        place["line"] = line + 1
    return place


def _message(report):
    if hasattr(report, "wasxfail") and not report.failed:
        text = str(report.wasxfail)
        return text[len("reason: "):] if text.startswith("reason: ") else text
    longrepr = report.longrepr
    if isinstance(longrepr, tuple):
        text = str(longrepr[2])
        return text[len("Skipped: "):] if text.startswith("Skipped: ") else text
    crash = getattr(longrepr, "reprcrash", None)
    return str(crash.message) if crash is not None else "" if longrepr is None else str(longrepr)


class _Witness:
    """In a worker of xdist: hangs on the reports what does not travel to the main process otherwise."""

    def __init__(self, root):
        self.root = root

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item, call):
        outcome = yield
        if call.when == "setup":
            spec = getattr(item, "callspec", None)
            if spec is not None:
                outcome.get_result().strata_parameters = _plain_parameters(spec)
        if call.excinfo is not None:
            report = outcome.get_result()
            if report.failed:
                report.strata_cause = _cause(call.excinfo, self.root)


`;
