package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestTheSameFolderGivesTheSameBytes(t *testing.T) {
	var archives [][]byte
	for _, order := range [][]string{{"a", "b"}, {"b", "a"}} {
		root, out := t.TempDir(), filepath.Join(t.TempDir(), "image.tar")
		for _, name := range order {
			if err := os.WriteFile(filepath.Join(root, name), []byte(name), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Chtimes(filepath.Join(root, "a"), time.Now(), time.Unix(int64(len(archives)), 0)); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink("a", filepath.Join(root, "link")); err != nil {
			t.Fatal(err)
		}
		if _, err := write("hexr.test/x:1", root, out, map[string]any{}); err != nil {
			t.Fatal(err)
		}
		content, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		archives = append(archives, content)
	}
	if !bytes.Equal(archives[0], archives[1]) {
		t.Error("the archives differ")
	}
}

func TestAProgramWithoutItsLibraryIsRefused(t *testing.T) {
	shell, err := filepath.EvalSymlinks("/bin/sh")
	if err != nil {
		t.Skip("NOT RUN: /bin/sh: " + err.Error())
	}
	program, err := os.ReadFile(shell)
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	if err := os.WriteFile(filepath.Join(root, "sh"), program, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := checkClosed(root); err == nil || !strings.Contains(err.Error(), "which the folder does not hold") {
		t.Errorf("got %v", err)
	}
}
