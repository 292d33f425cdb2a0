package handlers

// checkSuiteEvent: somebody pressed "Re-run" on all checks of a commit.
var checkSuiteEvent = reader{event: "check_suite", repository: true, read: readRerun}
