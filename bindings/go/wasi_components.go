package lanner

// #include "library.h"
import "C"

import "unsafe"

// A KeyValueStore has keys and values in memory (wasi:keyvalue). Several components may have one, and any goroutine may use it meanwhile.
type KeyValueStore struct{ handle *handle }

// NewKeyValueStore makes a store of at most so many bytes, with 64 for each pair.
func NewKeyValueStore(maximum uint64) (*KeyValueStore, error) {
	if err := Start(); err != nil {
		return nil, err
	}
	defer onThread()()
	pointer := C.lanner_key_value_store_new(C.uint64_t(maximum))
	if pointer == nil {
		return nil, lastError("making the store")
	}
	return &KeyValueStore{newHandle(unsafe.Pointer(pointer), nil, func(p unsafe.Pointer) {
		C.lanner_key_value_store_delete((*C.lanner_key_value_store_t)(p))
	})}, nil
}

// Close releases the store. Configurations that grant it keep it.
func (s *KeyValueStore) Close() error {
	s.handle.close()
	return nil
}

func (s *KeyValueStore) use(text, what string, function func(store *C.lanner_key_value_store_t, text *C.char) error) error {
	if !s.handle.acquire() {
		return closed("the store of keys and values")
	}
	defer s.handle.drop()
	defer onThread()()
	return withString(text, what, func(text *C.char) error {
		return function((*C.lanner_key_value_store_t)(s.handle.pointer), text)
	})
}

// Set sets the value of a key.
func (s *KeyValueStore) Set(key string, value []byte) error {
	return s.use(key, "the key", func(store *C.lanner_key_value_store_t, text *C.char) error {
		return done(C.lanner_go_key_value_store_set(store, text, pointerTo(value), C.size_t(len(value))), "setting the value")
	})
}

// Get returns the value of a key that is there.
func (s *KeyValueStore) Get(key string) ([]byte, error) {
	var value []byte
	err := s.use(key, "the key", func(store *C.lanner_key_value_store_t, text *C.char) error {
		var vector C.wasm_byte_vec_t
		if !C.lanner_key_value_store_get(store, text, &vector) {
			return lastError("reading the value")
		}
		value = takeBytes(&vector)
		return nil
	})
	return value, err
}

// AddKeyValueStore grants a component keys and values, by the name by which it opens them.
func (w *WasiConfig) AddKeyValueStore(name string, store *KeyValueStore) error {
	return w.use(func(wasi *C.lanner_wasi_t) error {
		return store.use(name, "the name", func(pointer *C.lanner_key_value_store_t, text *C.char) error {
			return done(C.lanner_wasi_add_key_value_store(wasi, text, pointer), "adding the store")
		})
	})
}

// AddSetting adds a setting to a component's configuration (wasi:config).
func (w *WasiConfig) AddSetting(name, value string) error {
	return w.use(func(wasi *C.lanner_wasi_t) error {
		return withString(name, "the name", func(nameText *C.char) error {
			return withString(value, "the value", func(valueText *C.char) error {
				return done(C.lanner_wasi_add_setting(wasi, nameText, valueText), "adding a setting")
			})
		})
	})
}

func (w *WasiConfig) allow(use C.lanner_network_use_t, hosts string) error {
	return w.use(func(wasi *C.lanner_wasi_t) error {
		return withString(hosts, "the hosts", func(text *C.char) error {
			return done(C.lanner_wasi_allow(wasi, use, text), "the grant")
		})
	})
}

// AllowConnect lets a component connect to hosts, or send datagrams to them, and look up their names: "[tcp://|udp://]HOST[:PORTS]", where
// the host is a name, "*.example.com", "*", an address, or a range such as "10.0.0.0/8".
func (w *WasiConfig) AllowConnect(hosts string) error { return w.allow(C.LANNER_CONNECT, hosts) }

// AllowListen lets a component listen, or receive datagrams, at addresses of the host: "[tcp://|udp://]ADDRESS[:PORTS]". With port 0 it
// takes a free one. Whom it accepts, AllowPeers says.
func (w *WasiConfig) AllowListen(addresses string) error { return w.allow(C.LANNER_LISTEN, addresses) }

// AllowNameLookup lets a component look up names beside those that it may connect to: a name, "*.example.com" or "*".
func (w *WasiConfig) AllowNameLookup(name string) error { return w.allow(C.LANNER_LOOK_UP, name) }

// AllowHTTP lets a component send requests of HTTP: "[http://|https://]HOST[:PORTS]", with hosts as AllowConnect has them. Without ports it
// is that of the scheme; "*" stands for all.
func (w *WasiConfig) AllowHTTP(hosts string) error { return w.allow(C.LANNER_HTTP, hosts) }

// AllowPrivateAnswers lets names that are granted have any address. Otherwise those of this machine and of private networks are withheld.
func (w *WasiConfig) AllowPrivateAnswers() error {
	return w.use(func(wasi *C.lanner_wasi_t) error { return done(C.lanner_wasi_allow_private_answers(wasi), "the grant") })
}

// WasiLimit is something of which a component may have so many at once.
type WasiLimit uint32

// The limits: of streams, descriptors, pollables and so on (65,536 if it is not set), of the bytes that the host keeps for them (128 MiB),
// of sockets, those of connections that were accepted included (256), and of requests of HTTP whose responses are not read (100).
const (
	MostResources     WasiLimit = C.LANNER_MOST_RESOURCES
	MostResourceBytes WasiLimit = C.LANNER_MOST_RESOURCE_BYTES
	MostSockets       WasiLimit = C.LANNER_MOST_SOCKETS
	MostHTTPRequests  WasiLimit = C.LANNER_MOST_HTTP_REQUESTS
)

// SetLimit sets how much of something a component may have at once.
func (w *WasiConfig) SetLimit(limit WasiLimit, most uint64) error {
	return w.use(func(wasi *C.lanner_wasi_t) error {
		return done(C.lanner_wasi_set_limit(wasi, C.lanner_wasi_limit_t(limit), C.uint64_t(most)), "setting the limit")
	})
}
