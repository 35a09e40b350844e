// Translates a file in the text format into one in the binary format.
package main

import (
	"fmt"
	"os"

	"github.com/lanner/lanner-go"
)

func main() {
	if err := translate(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func translate(from, to string) error {
	text, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	binary, err := lanner.TextToBinary(string(text))
	if err != nil {
		return err
	}
	return os.WriteFile(to, binary, 0o666)
}
