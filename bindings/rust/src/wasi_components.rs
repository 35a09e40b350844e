//! What WASI grants to components only: keys and values, settings, hosts of the network, and how much of that at once.

use std::fmt;
use std::ptr::NonNull;

use crate::library::{borrowed, c_string, done, library, made, take_bytes};
use crate::raw::{Bytes, Functions, Item};
use crate::thread::{release, require};
use crate::wasi::WasiConfig;
use crate::Error;

/// Keys and values in memory (`wasi:keyvalue`). Several components may have one.
pub struct KeyValueStore {
    library: &'static Functions,
    pointer: NonNull<Item>,
}

// SAFETY: the library's stores of keys and values are for any thread, and for several at once.
unsafe impl Send for KeyValueStore {}
// SAFETY: as above.
unsafe impl Sync for KeyValueStore {}

impl KeyValueStore {
    /// Makes one of at most so many bytes, with 64 for each pair.
    ///
    /// # Errors
    ///
    /// The library cannot be loaded.
    pub fn new(maximum: u64) -> Result<KeyValueStore, Error> {
        let library = library()?;
        // SAFETY: what comes back is owned.
        let pointer = made(library, unsafe { (library.lanner_key_value_store_new)(maximum) }, "making the store")?;
        Ok(KeyValueStore { library, pointer })
    }

    /// Sets the value of a key.
    ///
    /// # Errors
    ///
    /// There is no room, or the key has a zero in it.
    pub fn set(&self, key: &str, value: impl AsRef<[u8]>) -> Result<(), Error> {
        require()?;
        let key = c_string(key, "the key")?;
        // SAFETY: the store lives, the key ends with a zero, and the value is only read.
        let set = unsafe { (self.library.lanner_key_value_store_set)(self.pointer.as_ptr(), key.as_ptr(), &borrowed(value.as_ref())) };
        done(self.library, set, "setting the value")
    }

    /// The value of a key.
    ///
    /// # Errors
    ///
    /// There is no such key.
    pub fn get(&self, key: &str) -> Result<Vec<u8>, Error> {
        require()?;
        let key = c_string(key, "the key")?;
        let mut out = Bytes::EMPTY;
        // SAFETY: the store lives, the key ends with a zero, and the library writes a vector that take_bytes releases.
        unsafe {
            let read = (self.library.lanner_key_value_store_get)(self.pointer.as_ptr(), key.as_ptr(), &mut out);
            done(self.library, read, "reading the value")?;
            Ok(take_bytes(self.library, out))
        }
    }
}

impl Drop for KeyValueStore {
    fn drop(&mut self) {
        // SAFETY: the name is owned; who was granted the store keeps it.
        unsafe { release(self.library.lanner_key_value_store_delete, self.pointer.as_ptr()) }
    }
}

impl fmt::Debug for KeyValueStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("KeyValueStore").finish_non_exhaustive()
    }
}

/// What a component may have at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WasiLimit {
    /// Streams, descriptors, pollables and so on; 65,536 otherwise.
    Resources,
    /// Bytes that the host keeps for them; 128 MiB otherwise.
    ResourceBytes,
    /// With those of connections that were accepted; 256 otherwise.
    Sockets,
    /// Until their responses are read or dropped; 100 otherwise.
    HttpRequests,
}

const CONNECT: u32 = 0;
const LISTEN: u32 = 1;
const LOOK_UP: u32 = 2;
const HTTP: u32 = 3;

impl WasiConfig {
    /// Lets a component connect to hosts, or send datagrams to them, and look up their names: `[tcp://|udp://]HOST[:PORTS]`, where the
    /// host is a name, `*.example.com`, `*`, an address, or a range such as `10.0.0.0/8`.
    ///
    /// # Errors
    ///
    /// The text says nothing of that kind, or the configuration is complete.
    pub fn allow_connect(&mut self, hosts: &str) -> Result<&mut WasiConfig, Error> {
        self.allow(CONNECT, hosts)
    }

    /// Lets a component listen, or receive datagrams, at addresses of the host: `[tcp://|udp://]ADDRESS[:PORTS]`. With port 0 it takes a
    /// free one. Whom it accepts, [`WasiConfig::allow_peers`] says.
    ///
    /// # Errors
    ///
    /// As for [`WasiConfig::allow_connect`].
    pub fn allow_listen(&mut self, addresses: &str) -> Result<&mut WasiConfig, Error> {
        self.allow(LISTEN, addresses)
    }

    /// Lets a component look up names beside those that it may connect to: a name, `*.example.com` or `*`.
    ///
    /// # Errors
    ///
    /// As for [`WasiConfig::allow_connect`].
    pub fn allow_name_lookup(&mut self, name: &str) -> Result<&mut WasiConfig, Error> {
        self.allow(LOOK_UP, name)
    }

    /// Lets a component send requests of HTTP: `[http://|https://]HOST[:PORTS]`, with hosts as [`WasiConfig::allow_connect`] has them.
    /// Without ports it is that of the scheme; `*` stands for all.
    ///
    /// # Errors
    ///
    /// As for [`WasiConfig::allow_connect`].
    pub fn allow_http(&mut self, hosts: &str) -> Result<&mut WasiConfig, Error> {
        self.allow(HTTP, hosts)
    }

    /// Lets names that are granted have any address. Otherwise those of this machine and of private networks are withheld.
    ///
    /// # Errors
    ///
    /// The configuration is complete.
    pub fn allow_private_answers(&mut self) -> Result<&mut WasiConfig, Error> {
        require()?;
        // SAFETY: the configuration lives.
        let allowed = unsafe { (self.library.lanner_wasi_allow_private_answers)(self.pointer.as_ptr()) };
        self.done(allowed, "the grant")
    }

    /// Adds a setting to a component's configuration (`wasi:config`).
    ///
    /// # Errors
    ///
    /// The name or the value has a zero in it, or the configuration is complete.
    pub fn setting(&mut self, name: &str, value: &str) -> Result<&mut WasiConfig, Error> {
        require()?;
        let (name, value) = (c_string(name, "the name")?, c_string(value, "the value")?);
        // SAFETY: the configuration lives, and the strings end with a zero.
        let added = unsafe { (self.library.lanner_wasi_add_setting)(self.pointer.as_ptr(), name.as_ptr(), value.as_ptr()) };
        self.done(added, "adding a setting")
    }

    /// Grants a component keys and values, by the name by which it opens them.
    ///
    /// # Errors
    ///
    /// The name is taken or has a zero in it, or the configuration is complete.
    pub fn key_value_store(&mut self, name: &str, store: &KeyValueStore) -> Result<&mut WasiConfig, Error> {
        require()?;
        let name = c_string(name, "the name")?;
        // SAFETY: the configuration and the store live, and the name ends with a zero.
        let added = unsafe { (self.library.lanner_wasi_add_key_value_store)(self.pointer.as_ptr(), name.as_ptr(), store.pointer.as_ptr()) };
        self.done(added, "adding the store")
    }

    /// Sets how much of something a component may have at once.
    ///
    /// # Errors
    ///
    /// The configuration is complete.
    pub fn limit(&mut self, limit: WasiLimit, most: u64) -> Result<&mut WasiConfig, Error> {
        require()?;
        // SAFETY: the configuration lives.
        let set = unsafe { (self.library.lanner_wasi_set_limit)(self.pointer.as_ptr(), limit as u32, most) };
        self.done(set, "setting the limit")
    }

    fn allow(&mut self, purpose: u32, hosts: &str) -> Result<&mut WasiConfig, Error> {
        require()?;
        let hosts = c_string(hosts, "the hosts")?;
        // SAFETY: the configuration lives, and the text ends with a zero.
        let allowed = unsafe { (self.library.lanner_wasi_allow)(self.pointer.as_ptr(), purpose, hosts.as_ptr()) };
        self.done(allowed, "the grant")
    }
}
