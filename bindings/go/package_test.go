package lanner_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

type example struct{ program, output string }

// readmeExamples returns the programs of the README, and what they print.
func readmeExamples(t *testing.T) []example {
	content, err := os.ReadFile("README.md")
	check(t, err)
	var examples []example
	for _, block := range regexp.MustCompile("(?ms)^```(\\w*)\n(.*?)^```$").FindAllStringSubmatch(string(content), -1) {
		if block[1] == "go" && strings.HasPrefix(block[2], "package main") {
			examples = append(examples, example{program: block[2]})
		}
		if block[1] == "" && len(examples) > 0 && examples[len(examples)-1].output == "" {
			examples[len(examples)-1].output = block[2]
		}
	}
	if len(examples) != 2 || examples[0].output == "" || examples[1].output == "" {
		t.Fatal("README.md has not the examples with their outputs")
	}
	return examples
}

// command runs a command in a folder and returns what it prints.
func command(t *testing.T, folder string, environment []string, name string, arguments ...string) string {
	t.Helper()
	command := exec.Command(name, arguments...)
	command.Dir = folder
	command.Env = append(os.Environ(), environment...)
	mistakes := &strings.Builder{}
	command.Stderr = mistakes
	output, err := command.Output()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", name, arguments, err, mistakes)
	}
	return string(output)
}

// TestReadme runs the examples of the README with the sources here.
func TestReadme(t *testing.T) {
	here, err := os.Getwd()
	check(t, err)
	description := "module example\n\ngo 1.19\n\nrequire github.com/lanner/lanner-go v0.1.0\n\n" +
		"replace github.com/lanner/lanner-go => " + here + "\n"
	for _, one := range readmeExamples(t) {
		folder := t.TempDir()
		check(t, os.WriteFile(filepath.Join(folder, "main.go"), []byte(one.program), 0o666))
		check(t, os.WriteFile(filepath.Join(folder, "go.mod"), []byte(description), 0o666))
		equal(t, command(t, folder, []string{"GOFLAGS=-mod=mod -trimpath", "GOPROXY=off"}, "go", "run", "."), one.output)
	}
}

// TestPackage builds the module, takes it into an empty project, and runs the example with the library that the module carries.
func TestPackage(t *testing.T) {
	first := readmeExamples(t)[0]
	program, expected := first.program, first.output
	here, err := os.Getwd()
	check(t, err)
	folder := t.TempDir()
	native := os.Getenv("LANNER_LIBRARY")
	if native == "" {
		native = filepath.Join(here, "..", "..", "artifacts", "native")
	}
	command(t, here, nil, "./build.sh", native, folder)
	project := filepath.Join(folder, "project")
	check(t, os.Mkdir(project, 0o777))
	program = strings.Replace(program, "import (", "import (\n\t_ \"github.com/lanner/lanner-go/embedded\"", 1)
	check(t, os.WriteFile(filepath.Join(project, "main.go"), []byte(program), 0o666))
	environment := []string{
		"GOPROXY=file://" + filepath.Join(folder, "proxy"), "GONOSUMDB=*", "GONOSUMCHECK=1", "GOFLAGS=-mod=mod -modcacherw",
		"GOMODCACHE=" + filepath.Join(folder, "modules"), "XDG_CACHE_HOME=" + filepath.Join(folder, "cache"),
		"GOCACHE=" + strings.TrimSpace(command(t, here, nil, "go", "env", "GOCACHE")), "LANNER_LIBRARY=",
	}
	command(t, project, environment, "go", "mod", "init", "example")
	command(t, project, environment, "go", "get", "github.com/lanner/lanner-go@v0.1.0")
	command(t, project, environment, "go", "build", "-trimpath", "-o", "example", ".")
	check(t, os.RemoveAll(filepath.Join(folder, "modules")))
	for try := 0; try < 2; try++ {
		equal(t, command(t, project, environment, "./example"), expected)
	}
}
