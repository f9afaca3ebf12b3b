package boot

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

// supervisor starts the components as children; the first that ends, ends the node. A node that limps would let a
// test wait for its timeout instead of failing with the reason.
type supervisor struct {
	logs  string
	ended chan error
}

func newSupervisor(logs string) (*supervisor, error) {
	return &supervisor{logs: logs, ended: make(chan error, 16)}, os.MkdirAll(logs, 0o755)
}

func (s *supervisor) start(name string, command string, arguments ...string) error {
	log, err := os.Create(filepath.Join(s.logs, name+".log"))
	if err != nil {
		return err
	}
	child := exec.Command(command, arguments...)
	child.Stdout, child.Stderr = log, log
	if err := child.Start(); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	go func() {
		err := child.Wait()
		s.ended <- fmt.Errorf("%s ended (%v): %s", name, err, lastLine(log.Name()))
	}()
	return nil
}

// run supervises a part of this very process.
func (s *supervisor) run(name string, part func() error) {
	go func() { s.ended <- fmt.Errorf("%s ended: %v", name, part()) }()
}

// await polls a condition until it holds, a component ends or the time is over.
func (s *supervisor) await(ctx context.Context, what string, limit time.Duration, holds func() bool) error {
	deadline := time.NewTimer(limit)
	defer deadline.Stop()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case err := <-s.ended:
			return err
		case <-ctx.Done():
			return ctx.Err()
		case <-deadline.C:
			return fmt.Errorf("%s has not happened within %s", what, limit)
		case <-tick.C:
		}
	}
	return nil
}

func lastLine(file string) string {
	content, err := os.ReadFile(file)
	if err != nil {
		return err.Error()
	}
	end := len(content)
	for end > 0 && content[end-1] == '\n' {
		end--
	}
	start := end
	for start > 0 && content[start-1] != '\n' && end-start < 1000 {
		start--
	}
	return string(content[start:end])
}

// AsInit runs this program again as a child and collects every orphan meanwhile: in a container it is process 1, and
// the shims of containerd leave their dead to it. Process 1 can not do both, because collecting orphans would take
// away the exit statuses the supervisor waits for.
func AsInit(arguments []string) int {
	signals := make(chan os.Signal, 16)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM)
	child, err := os.StartProcess("/proc/self/exe", arguments, &os.ProcAttr{
		Files: []*os.File{os.Stdin, os.Stdout, os.Stderr},
		Env:   os.Environ(),
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, "hexr-node:", err)
		return 1
	}
	go func() {
		for received := range signals {
			_ = child.Signal(received)
		}
	}()
	for {
		var status syscall.WaitStatus
		pid, err := syscall.Wait4(-1, &status, 0, nil)
		if err == syscall.EINTR {
			continue
		}
		if err != nil {
			return 1
		}
		if pid == child.Pid {
			return status.ExitStatus()
		}
	}
}
