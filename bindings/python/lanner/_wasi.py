"""WASI: what its programs are granted, and files in memory for them."""

from __future__ import annotations

import enum
import os
from ctypes import byref
from typing import Union

from ._library import Vector, lib, take_bytes, with_vector
from ._pointers import _c_string, _done, _made, _Owned, _path


class Stream(enum.IntFlag):
    """The standard streams."""

    STDIN = 1
    STDOUT = 2
    STDERR = 4


class Rights(enum.IntFlag):
    """Rights in a directory. Reading is always allowed."""

    READ_ONLY = 0
    WRITE = 1
    CREATE = 2
    LINK = 4
    ALL = 7


class WasiLimit(enum.IntEnum):
    """What components may have at once: resources, bytes that the host keeps for them, sockets, requests of HTTP."""

    RESOURCES = 0
    RESOURCE_BYTES = 1
    SOCKETS = 2
    HTTP_REQUESTS = 3


class _NetworkUse(enum.IntEnum):
    CONNECT = 0
    LISTEN = 1
    LOOK_UP = 2
    HTTP = 3


class Files(_Owned):
    """A file system in memory, of at most so many bytes. Paths begin at its root: ``/data/input.txt``."""

    _delete = lib.lanner_files_delete

    def __init__(self, maximum: int = 1 << 26) -> None:
        self._pointer = _made(lib.lanner_files_new(maximum), "making the files")

    def create_directory(self, path: str) -> None:
        """Makes a directory."""
        _done(lib.lanner_files_create_directory(self._pointer, _c_string(path, "the path")), "making the directory")

    def write(self, path: str, content: bytes) -> None:
        """Writes a file."""
        vector, _keep = with_vector(content)
        _done(lib.lanner_files_write(self._pointer, _c_string(path, "the path"), byref(vector)), "writing the file")

    def read(self, path: str) -> bytes:
        """The content of a file."""
        vector = Vector()
        _done(lib.lanner_files_read(self._pointer, _c_string(path, "the path"), byref(vector)), "reading the file")
        return take_bytes(vector)


class KeyValueStore(_Owned):
    """Keys and values in memory (``wasi:keyvalue``), of at most so many bytes, with 64 for each pair. Several components may have one."""

    _delete = lib.lanner_key_value_store_delete

    def __init__(self, maximum: int = 1 << 26) -> None:
        _check_number(maximum, 64)
        self._pointer = _made(lib.lanner_key_value_store_new(maximum), "making the store")

    def set(self, key: str, value: bytes) -> None:
        """Sets the value of a key."""
        vector, _keep = with_vector(value)
        _done(lib.lanner_key_value_store_set(self._pointer, _c_string(key, "the key"), byref(vector)), "setting the value")

    def get(self, key: str) -> bytes:
        """The value of a key that is there."""
        vector = Vector()
        _done(lib.lanner_key_value_store_get(self._pointer, _c_string(key, "the key"), byref(vector)), "reading the value")
        return take_bytes(vector)


def _check_number(number: int, bits: int) -> None:
    if not 0 <= number < 1 << bits:
        raise ValueError(f"the largest number is {number}; 0 to {(1 << bits) - 1} was expected")


class WasiConfig(_Owned):
    """What a program of WASI is granted. A new one grants nothing: no arguments, environment, streams, files."""

    _delete = lib.lanner_wasi_delete

    def __init__(self) -> None:
        self._pointer = _made(lib.lanner_wasi_new(), "making the configuration")
        self._kept: list[_Owned] = []

    def add_arguments(self, *arguments: str) -> "WasiConfig":
        """Adds arguments. The first is the name of the program."""
        for argument in arguments:
            _done(lib.lanner_wasi_add_argument(self._pointer, _c_string(argument, "the argument")), "adding an argument")
        return self

    def add_environment(self, name: str, value: str) -> "WasiConfig":
        """Adds a variable."""
        strings = _c_string(name, "the name"), _c_string(value, "the value")
        _done(lib.lanner_wasi_add_environment(self._pointer, *strings), "adding a variable")
        return self

    def inherit_environment(self) -> "WasiConfig":
        """Adds the variables that the process has now."""
        _done(lib.lanner_wasi_inherit_environment(self._pointer), "adding the variables")
        return self

    def inherit_streams(self, streams: Stream = Stream.STDIN | Stream.STDOUT | Stream.STDERR) -> "WasiConfig":
        """Gives the guest streams of the process."""
        _done(lib.lanner_wasi_inherit_streams(self._pointer, int(streams)), "giving the streams")
        return self

    def set_input(self, content: Union[bytes, str]) -> "WasiConfig":
        """Sets what the guest reads from standard input."""
        vector, _keep = with_vector(content.encode() if isinstance(content, str) else content)
        _done(lib.lanner_wasi_set_input(self._pointer, byref(vector)), "setting the input")
        return self

    def capture(self, streams: Stream = Stream.STDOUT | Stream.STDERR, maximum: int = 1 << 24) -> "WasiConfig":
        """Keeps what the guest writes, up to so many bytes a stream."""
        _done(lib.lanner_wasi_capture_streams(self._pointer, int(streams), maximum), "capturing")
        return self

    def _captured(self, stream: Stream) -> bytes:
        vector = Vector()
        _done(lib.lanner_wasi_captured(self._pointer, int(stream), byref(vector)), "reading what was captured")
        return take_bytes(vector)

    @property
    def stdout(self) -> bytes:
        """What was captured of standard output so far."""
        return self._captured(Stream.STDOUT)

    @property
    def stderr(self) -> bytes:
        """What was captured of standard error so far."""
        return self._captured(Stream.STDERR)

    def add_directory(
        self, host_path: Union[str, "os.PathLike[str]"], guest_path: str, rights: Rights = Rights.READ_ONLY
    ) -> "WasiConfig":
        """Grants a directory of the host, under a path of the guest."""
        paths = _path(host_path, "the host's path"), _c_string(guest_path, "the guest's path")
        _done(lib.lanner_wasi_add_directory(self._pointer, *paths, int(rights)), "adding the directory")
        return self

    def add_files(self, files: Files, guest_path: str, rights: Rights = Rights.READ_ONLY) -> "WasiConfig":
        """Grants files in memory, under a path of the guest."""
        path = _c_string(guest_path, "the guest's path")
        _done(lib.lanner_wasi_add_files(self._pointer, files._pointer, path, int(rights)), "adding the files")
        self._kept.append(files)
        return self

    def add_archive(self, host_path: Union[str, "os.PathLike[str]"], guest_path: str) -> "WasiConfig":
        """Grants the content of a zip or tar file, read-only, under a path of the guest."""
        paths = _path(host_path, "the host's path"), _c_string(guest_path, "the guest's path")
        _done(lib.lanner_wasi_add_archive(self._pointer, *paths), "adding the archive")
        return self

    def add_overlay(
        self, host_path: Union[str, "os.PathLike[str]"], guest_path: str, maximum: int = 1 << 26
    ) -> "WasiConfig":
        """Grants a directory, or a zip or tar file, under changes that stay in memory, of at most so many bytes."""
        _check_number(maximum, 64)
        paths = _path(host_path, "the host's path"), _c_string(guest_path, "the guest's path")
        _done(lib.lanner_wasi_add_overlay(self._pointer, *paths, maximum), "adding the overlay")
        return self

    def add_listener(self, address: str) -> "WasiConfig":
        """Grants a socket that listens at an address such as ``127.0.0.1:8080``, as a descriptor behind those of the directories."""
        _done(lib.lanner_wasi_add_listener(self._pointer, _c_string(address, "the address")), "adding the listener")
        return self

    def allow_peers(self, addresses: str, port: int = 0) -> "WasiConfig":
        """Names peers that may connect, such as ``10.0.0.0/8``, from any port if it is 0. Once there are such, no others may."""
        if not 0 <= port <= 65535:
            raise ValueError(f"the port is {port}; 0 to 65535 was expected")
        _done(lib.lanner_wasi_allow_peers(self._pointer, _c_string(addresses, "the addresses"), port), "allowing peers")
        return self

    def _allow(self, use: _NetworkUse, hosts: str) -> "WasiConfig":
        _done(lib.lanner_wasi_allow(self._pointer, int(use), _c_string(hosts, "the hosts")), "the grant")
        return self

    def allow_connect(self, hosts: str) -> "WasiConfig":
        """Lets a component connect to hosts, or send datagrams to them, and look up their names: ``[tcp://|udp://]HOST[:PORTS]``, where
        the host is a name, ``*.example.com``, ``*``, an address, or a range such as ``10.0.0.0/8``."""
        return self._allow(_NetworkUse.CONNECT, hosts)

    def allow_listen(self, addresses: str) -> "WasiConfig":
        """Lets a component listen, or receive datagrams, at addresses of the host: ``[tcp://|udp://]ADDRESS[:PORTS]``. With port 0 it
        takes a free one. Whom it accepts, ``allow_peers`` says."""
        return self._allow(_NetworkUse.LISTEN, addresses)

    def allow_name_lookup(self, name: str) -> "WasiConfig":
        """Lets a component look up names beside those that it may connect to: a name, ``*.example.com`` or ``*``."""
        return self._allow(_NetworkUse.LOOK_UP, name)

    def allow_http(self, hosts: str) -> "WasiConfig":
        """Lets a component send requests of HTTP: ``[http://|https://]HOST[:PORTS]``, with hosts as ``allow_connect`` has them. Without
        ports it is that of the scheme; ``*`` stands for all."""
        return self._allow(_NetworkUse.HTTP, hosts)

    def allow_private_answers(self) -> "WasiConfig":
        """Lets names that are granted have any address. Otherwise those of this machine and of private networks are withheld."""
        _done(lib.lanner_wasi_allow_private_answers(self._pointer), "the grant")
        return self

    def add_setting(self, name: str, value: str) -> "WasiConfig":
        """Adds a setting to a component's configuration (``wasi:config``)."""
        strings = _c_string(name, "the name"), _c_string(value, "the value")
        _done(lib.lanner_wasi_add_setting(self._pointer, *strings), "adding a setting")
        return self

    def add_key_value_store(self, name: str, store: KeyValueStore) -> "WasiConfig":
        """Grants a component keys and values, by the name by which it opens them."""
        if not isinstance(store, KeyValueStore):
            raise TypeError(f"the store is {type(store).__name__}; KeyValueStore was expected")
        text = _c_string(name, "the name")
        _done(lib.lanner_wasi_add_key_value_store(self._pointer, text, store._pointer), "adding the store")
        self._kept.append(store)
        return self

    def set_limit(self, limit: WasiLimit, most: int) -> "WasiConfig":
        """Sets how much of something a component may have at once."""
        _check_number(most, 64)
        _done(lib.lanner_wasi_set_limit(self._pointer, int(limit), most), "setting the limit")
        return self

    def set_clock(self, start: float, step: float = 0.0) -> "WasiConfig":
        """Gives the guest clocks that begin at a time, in seconds since 1970, and go on by a step each time they are read."""
        begun, steps = round(start * 1e6), round(step * 1e6)
        if not 0 <= steps < 1 << 63 or not -(1 << 63) <= begun < 1 << 63:
            raise ValueError(f"the clock begins at {start} and goes in steps of {step}; times of .NET were expected")
        _done(lib.lanner_wasi_set_clock(self._pointer, begun, steps), "setting the clock")
        return self

    def set_most_descriptors(self, most: int) -> "WasiConfig":
        """Sets the number of files that the guest may have open, with streams and directories; 1024 otherwise."""
        if not 0 <= most < 1 << 32:
            raise ValueError(f"{most} descriptors cannot be open; 0 to {(1 << 32) - 1} was expected")
        _done(lib.lanner_wasi_set_most_descriptors(self._pointer, most), "setting the number of descriptors")
        return self

    def set_random_seed(self, seed: int) -> "WasiConfig":
        """Gives the guest the random numbers that follow from a seed, instead of those of the system."""
        _done(lib.lanner_wasi_set_random_seed(self._pointer, seed), "setting the seed")
        return self
