// Package archtest answers whether the module's imports still follow its
// architecture: down only, each native library behind one package, and the
// rules of the game on the standard library alone. The rules are tables
// (rules.go); the checker (check.go) reads a Graph and knows no package by
// name. Imports of test files are not looked at: a test may reach for more.
package archtest
