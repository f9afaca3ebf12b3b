// Command imagetar writes a folder as a container image archive that `docker load` and `ctr images import` take. The
// same folder gives the same bytes: entries sorted, owned by root, dated 1970. It refuses a folder whose programs need
// a library that is not in it, so an image that was put together from packages cannot be found wanting at run time.
package main

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

type list []string

func (l *list) String() string { return strings.Join(*l, " ") }

func (l *list) Set(value string) error {
	*l = append(*l, value)
	return nil
}

func main() {
	name := flag.String("name", "", "repository:tag")
	root := flag.String("root", "", "folder that becomes the image's only layer")
	out := flag.String("out", "", "archive to write")
	user := flag.String("user", "", "user of the first process")
	var entrypoint, command, environment, volumes, ports list
	flag.Var(&entrypoint, "entrypoint", "word of the entry point (repeat)")
	flag.Var(&command, "cmd", "word of the default command (repeat)")
	flag.Var(&environment, "env", "NAME=value (repeat)")
	flag.Var(&volumes, "volume", "path that is a volume (repeat)")
	flag.Var(&ports, "port", "port such as 6443/tcp (repeat)")
	flag.Parse()
	config := map[string]any{"Env": environment}
	set := func(key string, value any, given bool) {
		if given {
			config[key] = value
		}
	}
	set("Entrypoint", entrypoint, len(entrypoint) > 0)
	set("Cmd", command, len(command) > 0)
	set("Volumes", asSet(volumes), len(volumes) > 0)
	set("ExposedPorts", asSet(ports), len(ports) > 0)
	set("User", *user, *user != "")
	id, err := write(*name, *root, *out, config)
	if err != nil {
		fmt.Fprintln(os.Stderr, "imagetar:", err)
		os.Exit(1)
	}
	fmt.Println("sha256:" + id)
}

func asSet(values list) map[string]struct{} {
	set := map[string]struct{}{}
	for _, value := range values {
		set[value] = struct{}{}
	}
	return set
}

// write returns the image's id, which is the digest of its configuration.
func write(name, root, out string, config map[string]any) (id string, err error) {
	if name == "" || root == "" || out == "" {
		return "", errors.New("-name, -root and -out are needed")
	}
	if err := checkClosed(root); err != nil {
		return "", err
	}
	temporary := out + ".partial"
	defer os.Remove(temporary)
	layer, err := os.Create(temporary + ".layer")
	if err != nil {
		return "", err
	}
	defer os.Remove(layer.Name())
	defer layer.Close()
	digest := sha256.New()
	if err := writeLayer(io.MultiWriter(layer, digest), root); err != nil {
		return "", err
	}
	layerDigest := hex.EncodeToString(digest.Sum(nil))
	configuration, err := json.Marshal(map[string]any{
		"architecture": "amd64", "os": "linux", "created": "1970-01-01T00:00:00Z", "config": config,
		"rootfs":  map[string]any{"type": "layers", "diff_ids": []string{"sha256:" + layerDigest}},
		"history": []any{map[string]any{"created": "1970-01-01T00:00:00Z", "created_by": "imagetar"}},
	})
	if err != nil {
		return "", err
	}
	id = fmt.Sprintf("%x", sha256.Sum256(configuration))
	manifest, err := json.Marshal([]any{map[string]any{
		"Config": id + ".json", "RepoTags": []string{name}, "Layers": []string{layerDigest + "/layer.tar"}}})
	if err != nil {
		return "", err
	}
	return id, writeArchive(temporary, out, layer, map[string][]byte{
		id + ".json": configuration, "manifest.json": manifest}, layerDigest+"/layer.tar")
}

func writeArchive(temporary, out string, layer *os.File, small map[string][]byte, layerName string) error {
	file, err := os.Create(temporary)
	if err != nil {
		return err
	}
	defer file.Close()
	archive := tar.NewWriter(file)
	for _, name := range sortedNames(small) {
		if err := addFile(archive, name, int64(len(small[name])), 0o644, bytes.NewReader(small[name])); err != nil {
			return err
		}
	}
	size, err := layer.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	if _, err := layer.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if err := addFile(archive, layerName, size, 0o644, layer); err != nil {
		return err
	}
	if err := errors.Join(archive.Close(), file.Sync()); err != nil {
		return err
	}
	return os.Rename(temporary, out)
}

// writeLayer walks in lexical order.
func writeLayer(out io.Writer, root string) error {
	layer := tar.NewWriter(out)
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || path == root {
			return err
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		switch {
		case entry.Type()&fs.ModeSymlink != 0:
			target, err := os.Readlink(path)
			if err != nil {
				return err
			}
			return layer.WriteHeader(header(name, target, tar.TypeSymlink, 0o777))
		case entry.IsDir():
			return layer.WriteHeader(header(name+"/", "", tar.TypeDir, mode(info)))
		case entry.Type().IsRegular():
			file, err := os.Open(path)
			if err != nil {
				return err
			}
			defer file.Close()
			return addFile(layer, name, info.Size(), mode(info), file)
		default:
			return fmt.Errorf("%s is neither file, folder nor symbolic link", path)
		}
	})
	return errors.Join(err, layer.Close())
}

func mode(info fs.FileInfo) int64 {
	bits := int64(info.Mode().Perm())
	if info.Mode()&fs.ModeSticky != 0 {
		bits |= 0o1000
	}
	return bits
}

func header(name, link string, kind byte, mode int64) *tar.Header {
	return &tar.Header{Name: name, Linkname: link, Typeflag: kind, Mode: mode, ModTime: time.Unix(0, 0),
		Format: tar.FormatGNU}
}

func addFile(archive *tar.Writer, name string, size, mode int64, content io.Reader) error {
	entry := header(name, "", tar.TypeReg, mode)
	entry.Size = size
	if err := archive.WriteHeader(entry); err != nil {
		return err
	}
	_, err := io.Copy(archive, content)
	return err
}
