// Package embedded has liblanner in the program itself. Import it for its effect, in the package that bindings/go/build.sh has made:
//
//	import _ "github.com/lanner/lanner-go/embedded"
//
// The library is unpacked into a folder of the user's cache when it is first used, unless LANNER_LIBRARY names another one. In a checkout
// there is nothing to unpack, and the library is looked for as usual.
package embedded

import (
	"crypto/sha256"
	"embed"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/lanner/lanner-go"
)

//go:embed native
var files embed.FS

func init() {
	lanner.SetLibraryProvider(unpack)
}

// unpack returns the path of the library, which it unpacks unless it is there; nothing if there is none.
func unpack() (string, error) {
	entries, err := files.ReadDir("native")
	if err != nil {
		return "", err
	}
	library := ""
	sum := sha256.New()
	for _, entry := range entries {
		content, err := files.ReadFile(path.Join("native", entry.Name()))
		if err != nil {
			return "", err
		}
		fmt.Fprintf(sum, "%s %d\n", entry.Name(), len(content))
		sum.Write(content)
		if strings.HasPrefix(entry.Name(), "liblanner.") {
			library = entry.Name()
		}
	}
	if library == "" {
		return "", nil
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("lanner: there is no place for the library: %w", err)
	}
	// Who can write there can do what the program can: nobody else may.
	base := filepath.Join(cache, "lanner-go")
	if err := os.MkdirAll(base, 0o700); err != nil {
		return "", err
	}
	folder := filepath.Join(base, fmt.Sprintf("%x", sum.Sum(nil)[:16]))
	if _, err := os.Stat(folder); err != nil {
		if err := write(entries, base, folder); err != nil {
			return "", err
		}
	}
	return filepath.Join(folder, library), nil
}

// write writes the files into a new folder and gives it its name at the end, so that it is complete when it is there.
func write(entries []fs.DirEntry, base, folder string) error {
	made, err := os.MkdirTemp(base, "new-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(made)
	for _, entry := range entries {
		content, err := files.ReadFile(path.Join("native", entry.Name()))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(made, entry.Name()), content, 0o700); err != nil {
			return err
		}
	}
	if err := os.Rename(made, folder); err != nil {
		// Another process was faster.
		if _, missing := os.Stat(folder); missing != nil {
			return err
		}
	}
	return nil
}
