/** The plugin's module name; unlikely enough to be anybody else's. */
export const pluginName = 'strata_collection_plugin';

/**
 * Writes down what pytest collected. What it prints instead depends on the project's own `-q` and `-v`.
 * Works from pytest 6 on Python 3.6 upwards; it is put into the run's temporary folder, not into the project.
 */
export const collectionPlugin = `
import json
import os

_deselected = 0
_errors = []


def pytest_deselected(items):
    global _deselected
    _deselected += len(items)


def pytest_collectreport(report):
    if report.failed:
        lines = [line for line in str(report.longrepr).splitlines() if line.strip()]
        reasons = [line[1:].strip() for line in lines if line.startswith("E ")]
        reason = (reasons or lines or ["unknown error"])[-1]
        _errors.append("%s cannot be collected: %s" % (report.nodeid, reason))


def pytest_sessionfinish(session):
    path = os.environ.get("STRATA_COLLECTED")
    if path is None or hasattr(session.config, "workerinput"):
        return
    answer = {
        "tests": [item.nodeid for item in getattr(session, "items", None) or []],
        "deselected": _deselected,
        "errors": _errors,
    }
    with open(path, "w", encoding="utf-8") as file:
        json.dump(answer, file)
`;
