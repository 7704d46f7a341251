// Package report writes documents for people and for spreadsheets: tables that
// fold to a width, Markdown, CSV, SVG, and the sentences beside them.
//
// A document is data that another package computed, with its verdict and its
// warnings in it; report decides nothing and computes nothing but text. It knows
// the documents, and only commands know it. A rate is never written without its
// interval and its counts.
package report
