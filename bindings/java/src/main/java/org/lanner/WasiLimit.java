package org.lanner;

/** What a component may have at once. */
public enum WasiLimit {
    /** Streams, descriptors, pollables and so on; 65,536 otherwise. */
    RESOURCES,
    /** Bytes that the host keeps for them; 128 MiB otherwise. */
    RESOURCE_BYTES,
    /** With those of connections that were accepted; 256 otherwise. */
    SOCKETS,
    /** Until their responses are read or dropped; 100 otherwise. */
    HTTP_REQUESTS
}
