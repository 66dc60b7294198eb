package main

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"

	"github.com/spf13/cobra"
)

// newCommand is the program as cobra knows it. Variables come from getenv;
// start gets what was asked for.
func newCommand(getenv func(string) string, start func(context.Context, options) error) *cobra.Command {
	var f flags
	f.conn.define()
	groups := slices.Concat([]flagGroup{f.own.group(), f.contexts.group()}, f.conn.groups, []flagGroup{f.log.group(), f.profiles.group()})

	cmd := &cobra.Command{
		Use:           "etcdscope [flags] [PREFIX]",
		SilenceErrors: true, // main prints the one line
		SilenceUsage:  true,
		RunE: func(cmd *cobra.Command, args []string) error {
			if version, _ := cmd.Flags().GetBool("version"); version {
				return printVersion(cmd)
			}
			o, err := f.options(args, getenv)
			if err != nil {
				return err
			}
			return start(cmd.Context(), o)
		},
	}
	cmd.CompletionOptions.DisableDefaultCmd = true
	for _, g := range groups {
		cmd.Flags().AddFlagSet(g.FlagSet)
	}
	other := newFlagGroup("Other")
	other.BoolP("help", "h", false, "show this help")
	other.Bool("version", false, "show versions: its own, Go, etcd client")
	cmd.Flags().AddFlagSet(other.FlagSet)

	cmd.SetFlagErrorFunc(func(_ *cobra.Command, err error) error {
		return fmt.Errorf("%w: see etcdscope --help", err)
	})
	cmd.SetHelpFunc(func(cmd *cobra.Command, _ []string) {
		_, _ = fmt.Fprint(cmd.OutOrStdout(), helpText(append(groups, other)))
	})
	return cmd
}

func printVersion(cmd *cobra.Command) error {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{}
	}
	_, err := fmt.Fprint(cmd.OutOrStdout(), versionText(info))
	return err
}
