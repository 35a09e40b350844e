package lanner

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"strings"
)

// ComponentError is the error of a function whose type is a result. A host function returns one to give its guest the error of a result,
// behind which errors.As finds it.
type ComponentError struct {
	// The value of the error, as ComponentInstance.Call returns values; nil if it has none.
	Value any
}

// Error says which error it is.
func (e *ComponentError) Error() string {
	if text, ok := e.Value.(string); ok {
		return text
	}
	text, err := json.Marshal(e.Value)
	if err != nil {
		return fmt.Sprintf("the result is an error: %v", e.Value)
	}
	return "the result is an error: " + string(text)
}

// Decode stores the value of the error, as CallInto does with results.
func (e *ComponentError) Decode(place any) error {
	text, err := encode(e.Value, "the error")
	if err != nil {
		return err
	}
	return decode(text, place, "the error")
}

// Float is a float64 that encoding/json can write and read also if it is infinite or no number, for the fields of structs. Where a value is
// an argument or a result of itself, float64 and float32 will do.
type Float float64

// MarshalJSON writes the number.
func (f Float) MarshalJSON() ([]byte, error) {
	switch number := float64(f); {
	case math.IsNaN(number):
		return []byte(`"NaN"`), nil
	case math.IsInf(number, 1):
		return []byte(`"Infinity"`), nil
	case math.IsInf(number, -1):
		return []byte(`"-Infinity"`), nil
	default:
		return json.Marshal(number)
	}
}

// UnmarshalJSON reads the number.
func (f *Float) UnmarshalJSON(text []byte) error {
	switch string(text) {
	case `"NaN"`:
		*f = Float(math.NaN())
	case `"Infinity"`:
		*f = Float(math.Inf(1))
	case `"-Infinity"`:
		*f = Float(math.Inf(-1))
	default:
		return json.Unmarshal(text, (*float64)(f))
	}
	return nil
}

// decode reads JSON. Numbers are json.Number where nothing says what they are, since a float64 does not hold all integers of 64 bits.
func decode(text []byte, place any, what string) error {
	if number, ok := place.(*float64); ok {
		place = (*Float)(number)
	} else if number, ok := place.(*float32); ok {
		var wide Float
		err := decode(text, &wide, what)
		*number = float32(wide)
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(place); err != nil {
		return &Error{Message: what + " is another value: " + err.Error(), cause: err}
	}
	return nil
}

func encode(value any, what string) ([]byte, error) {
	switch number := value.(type) {
	case float64:
		value = Float(number)
	case float32:
		// Not as a float64, which has more digits than its own.
		if math.IsNaN(float64(number)) || math.IsInf(float64(number), 0) {
			value = Float(number)
		}
	}
	text, err := json.Marshal(value)
	if err != nil {
		return nil, &Error{Message: what + " cannot be written as JSON: " + err.Error(), cause: err}
	}
	if bytes.Contains(text, []byte(`\ufffd`)) && replacement.Match(text) {
		return nil, failure("%s has text that is no UTF-8", what)
	}
	return text, nil
}

// What encoding/json writes for bytes that are no UTF-8: the escape of U+FFFD, which it writes as it is where a text has it.
var replacement = regexp.MustCompile(`(?:^|[^\\])(?:\\\\)*\\ufffd`)

// A resultText is a value of a type that is a result.
type resultText struct {
	OK    json.RawMessage `json:"ok,omitempty"`
	Error json.RawMessage `json:"error,omitempty"`
}

// unwrapResult returns the value of a result that is none of an error.
func unwrapResult(text []byte) ([]byte, error) {
	var read resultText
	if err := decode(text, &read, "the result"); err != nil {
		return nil, err
	}
	if read.Error != nil {
		made := &ComponentError{}
		if err := decode(read.Error, &made.Value, "the error"); err != nil {
			return nil, err
		}
		return nil, made
	}
	return read.OK, nil
}

// resultFunctions returns the names of the functions among exports whose type is a result, with their shorter names.
func resultFunctions(exports []ComponentItem) map[string]bool {
	found := map[string]bool{}
	shorter := map[string]bool{}
	var visit func(items []ComponentItem, prefix string)
	visit = func(items []ComponentItem, prefix string) {
		for index := range items {
			item := &items[index]
			switch item.Kind {
			case "instance":
				visit(item.Exports, prefix+item.Name+"#")
			case "function":
				found[prefix+item.Name] = item.ReturnsResult
				if prefix != "" && item.ReturnsResult {
					instance := strings.TrimSuffix(prefix, "#")
					if version := strings.LastIndexByte(instance, '@'); version >= 0 {
						instance = instance[:version]
					}
					shorter[item.Name] = true
					shorter[instance+"#"+item.Name] = true
					shorter[instance[strings.LastIndexByte(instance, '/')+1:]+"#"+item.Name] = true
				}
			}
		}
	}
	visit(exports, "")
	for name := range shorter {
		if _, isFull := found[name]; !isFull {
			found[name] = true
		}
	}
	return found
}

// importsResult returns true if a component imports a function of an interface, or of a compatible version of it, with a type that is a
// result; and if it imports the function at all.
func (d *ComponentInterface) importsResult(interfaceName, name string) (isResult, isImported bool) {
	items := d.Imports
	if interfaceName != "" {
		items = nil
		for _, item := range d.Imports {
			isExact := item.Name == interfaceName
			if item.Kind == "instance" && (isExact || items == nil && compatibleName(item.Name) == compatibleName(interfaceName)) {
				items = item.Exports
			}
			if isExact {
				break
			}
		}
	}
	for index := range items {
		if items[index].Kind == "function" && items[index].Name == name {
			return items[index].ReturnsResult, true
		}
	}
	return false, false
}

var compatiblePart = regexp.MustCompile(`@((?:0\.){0,2}[0-9]+)[0-9.]*$`)

// compatibleName returns the name with that part of its version that compatible versions share: up to the first number that is not zero.
func compatibleName(name string) string {
	return compatiblePart.ReplaceAllString(name, "@$1")
}
