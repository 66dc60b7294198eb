//go:build linux

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
)

// children are the parts of this program that run in a process of their own,
// by name. Each prints what it found as JSON.
func children() map[string]func(context.Context, []string) (any, error) {
	return map[string]func(context.Context, []string) (any, error){
		"tree":     treeChild,
		"cheapest": cheapestChild,
		"events":   eventsChild,
		"puts":     putsChild,
		"values":   valuesChild,
		"find":     findChild,
	}
}

func runChild(ctx context.Context, name string, args []string) error {
	child, ok := children()[name]
	if !ok {
		return fmt.Errorf("no child %q", name)
	}
	found, err := child(ctx, args)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(found)
}

// number reads an argument that this program has given itself.
func number(arg string) int {
	n, err := strconv.Atoi(arg)
	if err != nil {
		panic(err)
	}
	return n
}
