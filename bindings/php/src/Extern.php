<?php

declare(strict_types=1);

namespace Lanner;

/** What instances import and export: WasmFunction, WasmGlobal, Table, Memory. It belongs to a store. */
interface Extern
{
    /** The store that it belongs to. */
    public function store(): Store;
}
