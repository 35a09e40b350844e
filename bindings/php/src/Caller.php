<?php

declare(strict_types=1);

namespace Lanner;

use Lanner\Internal\Externs;
use Lanner\Internal\Native;

/** The instance that calls a host function, for the time of the call. */
final class Caller
{
    /** @internal */
    public function __construct(private readonly Store $store, private int $handle)
    {
    }

    /** @internal */
    public function end(): void
    {
        $this->handle = 0;
    }

    /** The store of the instance. */
    public function store(): Store
    {
        return $this->store;
    }

    /**
     * What the instance exports under a name.
     *
     * @throws LannerError when there is nothing of the name, no instance has called, or the call has ended
     */
    public function export(string $name): WasmFunction|WasmGlobal|Table|Memory
    {
        if ($this->handle === 0) {
            throw new LannerError('there is no calling instance: the host has called the function, or the call has ended');
        }
        $extern = Native::ffi()->lanner_caller_export($this->handle, Native::text($name, 'the name'));
        return $extern !== 0 ? Externs::take($this->store, $extern, $name) : throw new LannerError("no export is named '$name'");
    }

    /** The memory that the instance exports as "memory". */
    public function memory(): Memory
    {
        $memory = $this->export('memory');
        return $memory instanceof Memory ? $memory : throw new LannerError("the export 'memory' is not a memory");
    }
}
