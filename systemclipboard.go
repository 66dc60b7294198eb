//go:build !darwin

package main

// systemClipboards are the programs that are always there.
func systemClipboards() [][]string { return nil }
