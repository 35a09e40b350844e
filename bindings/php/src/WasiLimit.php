<?php

declare(strict_types=1);

namespace Lanner;

/** What a component may have at once. */
enum WasiLimit: int
{
    /** Streams, descriptors, pollables and so on; 65,536 otherwise. */
    case Resources = 0;
    /** Bytes that the host keeps for them; 128 MiB otherwise. */
    case ResourceBytes = 1;
    /** With those of connections that were accepted; 256 otherwise. */
    case Sockets = 2;
    /** Until their responses are read or dropped; 100 otherwise. */
    case HttpRequests = 3;
}
