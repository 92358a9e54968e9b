import { reportingWitness } from './reporting-witness.ts';

/** The plugin's module name; unlikely enough to be anybody else's. */
export const pluginName = 'strata_reporting_plugin';

const recordingName = 'strata_recording';

/** What the plugin writes, beside itself: one JSON object in a line, each for one `PluginLine`. */
export const linesFile = 'lines.jsonl';

/** When this file is beside the plugin, it names what is to be tested, whatever the command line says (see `placePaths`). */
export const pathsFile = 'paths.json';

/**
 * Writes down what pytest finds and does, as it goes. It lies in the run's own folder, not in the project, and is loaded
 * with `-p`. Works from pytest 6 on Python 3.6 upwards, also with `-p no:terminal`, `-p no:junitxml` and in the workers of
 * xdist, where it hangs what only they know on the reports that they send.
 *
 * Counts are those that pytest's own last line is made of. It keeps what the project's configuration would have written
 * into the project's folder (reports of coverage, JUnit files) from being written, and takes its own folder out of the
 * paths before any test runs.
 */
const recording = `${reportingWitness}${String.raw`PHASES = {"setup": "setupMs", "call": "callMs", "teardown": "teardownMs"}

quoted = json.encoder.encode_basestring_ascii


class _Recorder:
    """Where results come together: writes them down."""

    def __init__(self, config, root):
        self.config = config
        self.root = root
        self.pid = os.getpid()
        self.stream = open(os.path.join(FOLDER, "lines.jsonl"), "ab", 0)
        self.pending = ""
        self.specs = {}
        self.reports = {}
        self.reruns = {}
        self.subtests = {}
        # Tests of which more is to be told than that they passed.
        self.special = set()
        self.counts = {}
        self.room = CAPTURED_IN_ALL
        self.traceback_room = TRACEBACKS_IN_ALL
        self.counting = False
        self.write({"event": "configured", "rootFolder": os.path.relpath(root, str(config.invocation_params.dir))})

    def write(self, line):
        self.flush(json.dumps(line) + "\n")

    def flush(self, text):
        # A test that forks and lets the child go on would otherwise report twice.
        if os.getpid() == self.pid:
            self.stream.write((self.pending + text).encode("ascii"))
        self.pending = ""

    def count(self, report):
        if self.counting:
            status = self.config.hook.pytest_report_teststatus(report=report, config=self.config)
            # What is left is what the terminal's own plugin would have said.
            broken = report.failed and report.when in ("collect", "setup", "teardown")
            category = status[0] if status else "error" if broken else report.outcome
            self.counts[category] = self.counts.get(category, 0) + 1

    def pytest_sessionstart(self):
        self.counting = self.config.pluginmanager.get_plugin("terminalreporter") is None
        # The run's own cache is empty before and gone afterwards: who only fills it has nothing to do.
        options = self.config.option
        if not (getattr(options, "lf", False) or getattr(options, "failedfirst", False)):
            self.retire("lfplugin")
        if not getattr(options, "newfirst", False):
            self.retire("nfplugin")

    def retire(self, name):
        plugin = self.config.pluginmanager.get_plugin(name)
        if plugin is not None:
            self.config.pluginmanager.unregister(plugin)

    def pytest_collectreport(self, report):
        if report.failed:
            self.count(report)
            text = str(report.longrepr)
            test = {"id": report.nodeid, "file": report.nodeid.split("::")[0]}
            test.update(outcome="error", message=text[:MESSAGE], traceback=_middle_out(text, TRACEBACK))
            self.write({"event": "broken", "test": test})
        elif report.skipped:
            self.count(report)
            test = {"id": report.nodeid, "file": report.nodeid.split("::")[0]}
            test.update(outcome="skipped", message=_message(report)[:MESSAGE])
            self.write({"event": "broken", "test": test})

    def pytest_deselected(self, items):
        if self.counting:
            self.counts["deselected"] = self.counts.get("deselected", 0) + len(items)

    def pytest_collection_finish(self, session):
        if self.config.option.collectonly:
            for item in session.items:
                line = {"event": "item", "id": item.nodeid, "name": item.name}
                line.update(_place(item.location))
                line["markers"] = list(dict.fromkeys(marker.name for marker in item.iter_markers()))
                spec = getattr(item, "callspec", None)
                if spec is not None:
                    line["parameters"] = _plain_parameters(spec)
                self.write(line)
        else:
            self.specs = {item.nodeid: item.callspec for item in session.items if hasattr(item, "callspec")}
            self.special.update(self.specs)
        self.write({"event": "collected", "count": len(session.items)})

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids):
        self.write({"event": "collected", "count": len(ids)})

    def pytest_runtest_logstart(self, nodeid):
        # Together with the end of the test before: one write for each test.
        self.flush('{"event":"started","id":%s}\n' % quoted(nodeid))

    def pytest_runtest_logreport(self, report):
        nodeid = report.nodeid
        if self.counting:
            self.count(report)
        reports = self.reports.get(nodeid)
        if reports is None:
            reports = self.reports[nodeid] = []
        more = report.__dict__
        if report.outcome == "passed" and "wasxfail" not in more and "context" not in more:
            reports.append(report)
            if "strata_parameters" in more:
                self.special.add(nodeid)
            return
        self.special.add(nodeid)
        if "context" in more:
            self.subtests.setdefault(nodeid, []).append(report)
        elif report.outcome == "rerun":
            self.reruns[nodeid] = self.reruns.get(nodeid, 0) + 1
            del self.reports[nodeid]
        else:
            reports.append(report)
            if report.when not in PHASES:
                self.finish(nodeid)

    def pytest_exception_interact(self, call, report):
        if hasattr(report, "when") and report.when in PHASES:
            report.strata_cause = _cause(call.excinfo, self.root)

    def pytest_runtest_logfinish(self, nodeid):
        self.finish(nodeid)

    def finish(self, nodeid):
        reports = self.reports.pop(nodeid, None)
        if not reports:
            return
        if len(reports) == 3 and nodeid not in self.special:
            # Most tests have just passed, and said nothing: what they are is told in a fraction of the time.
            setup, call, teardown = reports
            file, line, _ = teardown.location
            in_order = setup.when == "setup" and call.when == "call" and teardown.when == "teardown"
            if in_order and file and line is not None and line >= 0 and not teardown.sections:
                durations = (setup.duration * 1e9, call.duration * 1e9, teardown.duration * 1e9)
                told = (quoted(nodeid), quoted(file), line + 1) + durations
                self.pending += '{"event":"passed","id":%s,"file":%s,"line":%d,"phasesNs":[%d,%d,%d]}\n' % told
                return
        if nodeid not in self.specs:
            self.special.discard(nodeid)
        self.pending += '{"event":"finished","test":%s}\n' % json.dumps(self.test(nodeid, reports))

    def test(self, nodeid, reports):
        last = reports[-1]
        test = {"id": nodeid, "outcome": "passed"}
        test.update(_place(last.location))
        phases = test["phases"] = {}
        broken = skipped = unexpected = None
        for report in reports:
            phase = PHASES.get(report.when)
            if phase is not None:
                phases[phase] = report.duration * 1000
            if report.failed:
                if broken is None or report.when == "call":
                    broken = report
            elif report.skipped:
                skipped = skipped or report
            elif hasattr(report, "wasxfail"):
                unexpected = report
        subtests = self.subtests.pop(nodeid, [])
        if subtests:
            test["subtests"] = len(subtests)
            if broken is None:
                broken = next((report for report in subtests if report.failed), None)
        if broken is not None:
            test["outcome"] = "error" if broken.when in ("setup", "teardown") else "failed"
            traceback = _middle_out(str(broken.longrepr or ""), TRACEBACK)
            self.traceback_room -= len(traceback)
            if self.traceback_room > 0:
                test["traceback"] = traceback
            cause = getattr(broken, "strata_cause", None)
            if cause is not None:
                test["cause"] = cause
        elif skipped is not None:
            test["outcome"] = "xfailed" if hasattr(skipped, "wasxfail") else "skipped"
        elif unexpected is not None:
            test["outcome"] = "xpassed"
        elif all(report.when in ("setup", "teardown") for report in reports):
            test.update(outcome="error", message="it was set up and never called")
        decisive = broken or skipped or unexpected
        if decisive is not None:
            test["message"] = _message(decisive)[:MESSAGE]
        if nodeid in self.reruns:
            test["reruns"] = self.reruns.pop(nodeid)
        spec = self.specs.get(nodeid)
        parameters = getattr(reports[0], "strata_parameters", None) if spec is None else _plain_parameters(spec)
        if parameters is not None:
            test["parameters"] = parameters
        if last.sections:
            self.add_captured(test, last.sections)
        return test

    def add_captured(self, test, sections):
        captured = {}
        for title, text in sections:
            words = title.split()
            if len(words) > 1 and words[0] == "Captured" and words[1] in ("stdout", "stderr", "log"):
                captured[words[1]] = captured.get(words[1], "") + text
        for kind, text in captured.items():
            kept = _middle_out(text, CAPTURED)
            if len(kept) > self.room:
                test["isCut"] = True
                continue
            self.room -= len(kept)
            test.setdefault("captured", {})[kind] = kept
            if len(text) > CAPTURED:
                test["isCut"] = True

    def pytest_keyboard_interrupt(self, excinfo):
        # pytest's own stop after broken files or enough failures: the exit code says it.
        if excinfo.typename == "Interrupted":
            return
        reason = getattr(excinfo.value, "msg", None) or excinfo.typename
        self.write({"event": "interrupted", "reason": str(reason)[:MESSAGE]})

    def pytest_internalerror(self, excrepr):
        lines = [line for line in str(excrepr).splitlines() if line.strip()] or ["unknown error"]
        self.write({"event": "broke", "reason": lines[-1].strip()[:MESSAGE]})

    def pytest_unconfigure(self):
        reporter = self.config.pluginmanager.get_plugin("terminalreporter")
        counts = dict(self.counts)
        if reporter is not None:
            for category, found in reporter.stats.items():
                counted = [one for one in found if getattr(one, "count_towards_summary", True)]
                counts[category] = len(counted)
        counts.pop("", None)
        self.write({"event": "ended", "counts": counts})
        self.stream.close()


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config):
    _write_no_files(early_config.known_args_namespace)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    _refuse_what_runs_no_test(config)
    _write_no_files(config.option)
    # Not an argument: without the terminal's plugin pytest does not know it.
    config.option.color = "no"
    _leave_the_paths()
    root = str(getattr(config, "rootpath", None) or config.rootdir)
    paths = os.path.join(FOLDER, "paths.json")
    if os.path.exists(paths):
        with open(paths, encoding="utf-8") as file:
            config.args = json.load(file)
    if hasattr(config, "workerinput"):
        config.pluginmanager.register(_Witness(root), "strata_witness")
        return
    config.pluginmanager.register(_Recorder(config, root), "strata_recorder")
`}`;

/** The plugin's files, by name. What `-p` names is compiled by way of its syntax tree; what that imports, in half the time. */
export const pluginFiles: Readonly<Record<string, string>> = {
  [`${pluginName}.py`]: `"""PYTEST_DONT_REWRITE"""\nfrom ${recordingName} import *\n`,
  [`${recordingName}.py`]: recording,
};
