package main

import (
	"os"
	"slices"
	"strings"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

// logFile is what --log-file and --log-level ask for: what etcdscope does, a
// JSON object a line. It is added to what the file has; nobody else may read
// it, if it is a file of ours. Values, passwords and tokens never get into it (source.Config.Log).
type logFile struct {
	name, level string
}

// logLevels are all there are, from the fewest lines to the most.
var logLevels = []string{"error", "warn", "info", "debug"}

func (l *logFile) group() flagGroup {
	g := newFlagGroup("A log of what etcdscope does")
	g.StringVar(&l.name, "log-file", "", "`FILE` to add it to; without, there is none")
	g.StringVar(&l.level, "log-level", "info", "`LEVEL` "+strings.Join(logLevels, ", ")+" (every call)")
	return g
}

func (l *logFile) check() error {
	if !slices.Contains(logLevels, l.level) {
		return badArgsf("--log-level %s: %s are what there is", l.level, strings.Join(logLevels, ", "))
	}
	return nil
}

// during has do write to the log.
func (l *logFile) during(do func(*zap.Logger) error) error {
	if l.name == "" {
		return do(zap.NewNop())
	}
	f, err := os.OpenFile(l.name, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return badArgsf("--log-file: %w: name a file that can be written", err)
	}
	defer func() { _ = f.Close() }() // a log that isn't whole is no reason to fail
	closeToOthers(f)
	level, err := zapcore.ParseLevel(l.level)
	if err != nil {
		return badArgsf("--log-level: %w", err)
	}
	log := zap.New(zapcore.NewCore(logEncoder(), zapcore.Lock(f), level))
	log.Info("etcdscope begins", zap.Int("pid", os.Getpid()), zap.String("version", buildVersion()))
	err = do(log)
	log.Info("etcdscope ends", zap.Int("exit", exitCode(err)))
	return err
}

// closeToOthers has nobody else read what was there before with another mode. A
// device or pipe stays as it is, and of somebody else's file we can't change it.
func closeToOthers(f *os.File) {
	if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
		_ = f.Chmod(0o600)
	}
}

// logEncoder writes JSON, in which no byte of a server's can do harm to the
// terminal that shows it.
func logEncoder() zapcore.Encoder {
	c := zap.NewProductionEncoderConfig()
	c.EncodeTime, c.EncodeDuration = zapcore.RFC3339NanoTimeEncoder, zapcore.StringDurationEncoder
	c.TimeKey = "time"
	return zapcore.NewJSONEncoder(c)
}
