//go:build ignore

// Writes table.h and table.c: a table of the functions of liblanner that the package uses, and functions of the same names that jump
// through it, so that the library is opened at run time. The names are those that library.h, library.c and the files of Go mention; their
// prototypes come from the headers, by the compiler of C. After a change: go generate
package main

import (
	"bytes"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
)

// What runs code of guests or much code of .NET, where a fault is possible that leaves the alternate stack unarmed: see signals.c.
var arming = regexp.MustCompile(
	`^(wasm_(store|engine|module|instance|memory_new|memory_grow|table)` +
		`|lanner_(component|linker|module|text|binary|store|wasi|files|key_value|func_call_async|call_cancel|completion))`)

const notice = "/* Written by generate.go. */\n"

func main() {
	names := used()
	preprocessed, err := exec.Command("cc", "-E", "-P", "-I../../native/include", "../../native/include/lanner.h").Output()
	if err != nil {
		log.Fatal(err)
	}
	prototypes := map[string][2]string{}
	pattern := regexp.MustCompile(`([A-Za-z_][\w \t\n*]*?[ *])((?:wasm|lanner)_\w+)\(([^()]*(?:\([^()]*\)\([^()]*\)[^()]*)*)\);`)
	for _, match := range pattern.FindAllStringSubmatch(string(preprocessed), -1) {
		// The headers also have functions with bodies, which call others.
		if strings.Contains(match[1], "return") {
			continue
		}
		prototypes[match[2]] = [2]string{strings.TrimSpace(match[1]), strings.Join(strings.Fields(match[3]), " ")}
	}

	var header, code bytes.Buffer
	header.WriteString(notice + "#ifndef LANNER_GO_TABLE_H\n#define LANNER_GO_TABLE_H\n\n")
	header.WriteString("#include \"lanner.h\"\n\nstruct lanner_go_table {\n")
	code.WriteString(notice + "#include <dlfcn.h>\n\n#include \"library.h\"\n\nstruct lanner_go_table lanner_go_table;\n\n")
	code.WriteString("/* The names, in the order of the table. */\nstatic const char* const names[] = {\n")
	var bodies bytes.Buffer
	for _, name := range names {
		prototype, found := prototypes[name]
		if !found {
			continue
		}
		fmt.Fprintf(&header, "    __typeof__(%s)* %s;\n", name, name)
		fmt.Fprintf(&code, "    \"%s\",\n", name)
		bodies.WriteString(body(name, prototype[0], prototype[1]))
	}
	header.WriteString("};\n\nextern struct lanner_go_table lanner_go_table;\n\n")
	header.WriteString("/* Fills the table from a library. Returns null, or the name of a function that it lacks. */\n")
	header.WriteString("const char* lanner_go_fill_table(void* library);\n\n#endif\n")
	code.WriteString(`};

const char* lanner_go_fill_table(void* library)
{
    void** table = (void**)&lanner_go_table;
    size_t index;
    for (index = 0; index < sizeof names / sizeof *names; index++) {
        table[index] = dlsym(library, names[index]);
        if (table[index] == NULL) {
            return names[index];
        }
    }
    return NULL;
}
`)
	code.Write(bodies.Bytes())
	write("table.h", header.Bytes())
	write("table.c", code.Bytes())
}

// used returns the names of functions that the sources mention.
func used() []string {
	pattern := regexp.MustCompile(`\b(?:wasm|lanner)_[a-z0-9_]+\b`)
	found := map[string]bool{"lanner_start": true, "lanner_last_error": true}
	files, _ := filepath.Glob("*.go")
	for _, file := range append(files, "library.h", "library.c") {
		content, err := os.ReadFile(file)
		if err != nil {
			log.Fatal(err)
		}
		for _, name := range pattern.FindAllString(string(content), -1) {
			found[name] = true
		}
	}
	var names []string
	for name := range found {
		if !strings.HasPrefix(name, "lanner_go_") {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	return names
}

// body returns the function that jumps through the table.
func body(name, result, parameters string) string {
	if parameters == "void" {
		return fmt.Sprintf("\n%s %s(void)\n{\n    %s;\n}\n", result, name, jump(result, name, nil))
	}
	var declared, passed []string
	for index, parameter := range split(parameters) {
		argument := fmt.Sprintf("a%d", index)
		passed = append(passed, argument)
		declared = append(declared, named(parameter, argument))
	}
	return fmt.Sprintf("\n%s %s(%s)\n{\n    %s;\n}\n", result, name, strings.Join(declared, ", "), jump(result, name, passed))
}

func jump(result, name string, arguments []string) string {
	call := fmt.Sprintf("lanner_go_table.%s(%s)", name, strings.Join(arguments, ", "))
	switch {
	case arming.MatchString(name) && result == "void":
		return "lanner_go_enter();\n    " + call + ";\n    lanner_go_arm()"
	case arming.MatchString(name):
		return "lanner_go_enter();\n    " + result + " result = " + call + ";\n    lanner_go_arm();\n    return result"
	case result == "void":
		return call
	}
	return "return " + call
}

// split divides parameters at the commas that are in no parentheses.
func split(parameters string) []string {
	var parts []string
	depth, start := 0, 0
	for index, char := range parameters {
		switch {
		case char == '(':
			depth++
		case char == ')':
			depth--
		case char == ',' && depth == 0:
			parts = append(parts, strings.TrimSpace(parameters[start:index]))
			start = index + 1
		}
	}
	return append(parts, strings.TrimSpace(parameters[start:]))
}

// named gives a parameter a name, instead of the one that it may have.
func named(parameter, name string) string {
	if function := regexp.MustCompile(`\(\*\w*\)`); function.MatchString(parameter) {
		return function.ReplaceAllString(parameter, "(*"+name+")")
	}
	array := ""
	if strings.HasSuffix(parameter, "[]") {
		array, parameter = "[]", strings.TrimSuffix(parameter, "[]")
	}
	words := regexp.MustCompile(`\w+|\*`).FindAllString(parameter, -1)
	types := 0
	for _, word := range words {
		if word != "const" && word != "struct" && word != "*" {
			types++
		}
	}
	if last := words[len(words)-1]; types > 1 && last != "*" {
		parameter = strings.TrimSpace(strings.TrimSuffix(parameter, last))
	}
	return parameter + " " + name + array
}

func write(name string, content []byte) {
	if err := os.WriteFile(name, content, 0o666); err != nil {
		log.Fatal(err)
	}
}
