// Package archtest answers whether the module's imports follow its architecture:
// imports go down only, one package owns each native library, and the rules of
// the game use only the standard library. It also limits the size of the commands and
// requires a package comment, an example and external tests of the packages that other
// programs use. The rules are tables in rules.go; the checker in check.go reads a Graph
// and knows no package by name. Imports of test files are not checked.
package archtest
