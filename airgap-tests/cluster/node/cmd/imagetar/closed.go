package main

import (
	"debug/elf"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
)

// checkClosed looks every library that a program of the folder asks for up in that folder.
func checkClosed(root string) error {
	present := map[string]bool{}
	wanted := map[string]string{}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		if strings.Contains(entry.Name(), ".so") {
			present[entry.Name()] = true
		}
		if !entry.Type().IsRegular() {
			return nil
		}
		program, err := elf.Open(path)
		if err != nil {
			return nil // not a program
		}
		defer program.Close()
		libraries, err := program.ImportedLibraries()
		if err != nil {
			return nil // statically linked
		}
		for _, library := range libraries {
			wanted[library] = path
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, library := range slices.Sorted(maps.Keys(wanted)) {
		if !present[library] {
			return fmt.Errorf("%s needs %s, which the folder does not hold", wanted[library], library)
		}
	}
	return nil
}

func sortedNames(files map[string][]byte) []string { return slices.Sorted(maps.Keys(files)) }
