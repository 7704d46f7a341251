// Package browsertest opens pages from disk in a headless Chromium, for tests. It
// answers whether a page works as a person would use it: it collects what the page
// reports to its console and everything that it requests, and runs axe-core's checks of
// accessibility.
//
// `make setup` installs the browser and axe-core; KUMITE_BROWSER names another Chromium.
// A test fails if either is missing.
package browsertest
