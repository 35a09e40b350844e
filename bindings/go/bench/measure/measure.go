// Package measure takes the times that bindings/bench/README.md describes, for any engine.
package measure

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// Results are what is printed.
type Results struct {
	Language   string   `json:"language"`
	Engine     string   `json:"engine"`
	FirstMs    *float64 `json:"first_answer_ms,omitempty"`
	CallNs     float64  `json:"call_ns"`
	CallbackNs float64  `json:"callback_ns"`
	MegabyteUs float64  `json:"megabyte_us"`
	TrapUs     float64  `json:"trap_us"`
}

// Guest are the functions of the module, as an engine calls them.
type Guest struct {
	Add      func(left, right int32) int32
	CallHost func(count int32) int32
	Megabyte func(in, out []byte)
	Trap     func()
}

// Start takes the time of the first answer.
func Start(engine string, first func() int32) *Results {
	if first() != 42 {
		panic("the sum is wrong")
	}
	version := strings.Split(strings.TrimPrefix(runtime.Version(), "go"), ".")
	results := &Results{Language: "Go " + strings.Join(version[:2], "."), Engine: engine}
	if start, err := strconv.ParseInt(os.Getenv("LANNER_BENCH_START"), 10, 64); err == nil {
		milliseconds := round(float64(time.Now().UnixNano()-start) / 1e6)
		results.FirstMs = &milliseconds
	}
	return results
}

// Finish takes the other times and prints the results.
func (r *Results) Finish(guest Guest) {
	count := int32(1_000_000)
	if os.Getenv("LANNER_BENCH_QUICK") != "" {
		count /= 100
	}
	calls := func(count int32) {
		for number := int32(0); number < count; number++ {
			if guest.Add(number, 1) != number+1 {
				panic("the sum is wrong")
			}
		}
	}
	calls(count / 10)
	r.CallNs = round(float64(elapsed(func() { calls(count) })) / float64(count))

	guest.CallHost(count / 10)
	r.CallbackNs = round(float64(elapsed(func() {
		if guest.CallHost(count) != count {
			panic("the count is wrong")
		}
	})) / float64(count))

	in, out := make([]byte, 1<<20), make([]byte, 1<<20)
	for index := range in {
		in[index] = byte(index * 7)
	}
	best := math.Inf(1)
	for round := 0; round < 10; round++ {
		best = math.Min(best, float64(elapsed(func() {
			for again := 0; again < 10; again++ {
				guest.Megabyte(in, out)
			}
		}))/10)
	}
	if out[5] != ^in[5] {
		panic("the megabyte is wrong")
	}
	r.MegabyteUs = round(best / 1e3)

	traps := int(count / 1000)
	for again := 0; again < traps/10; again++ {
		guest.Trap()
	}
	r.TrapUs = round(float64(elapsed(func() {
		for again := 0; again < traps; again++ {
			guest.Trap()
		}
	})) / float64(traps) / 1e3)
	line, err := json.Marshal(r)
	if err != nil {
		panic(err)
	}
	fmt.Println(string(line))
}

func elapsed(work func()) time.Duration {
	start := time.Now()
	work()
	return time.Since(start)
}

func round(number float64) float64 { return math.Round(number*100) / 100 }
