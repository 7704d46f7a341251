// Package report formats documents for people and for spreadsheets: tables of a
// given width, Markdown, CSV, SVG, and the sentences below them.
//
// A document is data that another package computed, including its verdict and
// warnings; report only formats. It imports the packages of the documents, and only
// commands import it. A rate is never written without its interval and its counts.
package report
