<?php

declare(strict_types=1);

namespace Lanner\Internal;

use Lanner\Extern;
use Lanner\ExternKind;
use Lanner\LannerError;
use Lanner\Memory;
use Lanner\Store;
use Lanner\Table;
use Lanner\WasmFunction;
use Lanner\WasmGlobal;

/**
 * What instances import and export, by the library's name for any of it.
 *
 * @internal
 */
final class Externs extends Owned
{
    /** The object for what is the caller's. */
    public static function take(Store $store, int $extern, string $name): WasmFunction|WasmGlobal|Table|Memory
    {
        $ffi = Native::ffi();
        switch (ExternKind::from($ffi->wasm_extern_kind($extern))) {
            case ExternKind::Function:
                return WasmFunction::take($store, $ffi->wasm_extern_as_func($extern));
            case ExternKind::Global:
                return WasmGlobal::take($store, $ffi->wasm_extern_as_global($extern));
            case ExternKind::Table:
                return Table::take($store, $ffi->wasm_extern_as_table($extern));
            case ExternKind::Memory:
                return Memory::take($store, $ffi->wasm_extern_as_memory($extern));
            case ExternKind::Tag:
                $ffi->wasm_extern_delete($extern);
                throw new LannerError("the export '$name' is a tag; a function, global, table or memory was expected");
        }
    }

    /** The library's name, which is borrowed. */
    public static function of(WasmFunction|WasmGlobal|Table|Memory $extern): int
    {
        $ffi = Native::ffi();
        $extern->state->open();
        $handle = $extern->live();
        return match (true) {
            $extern instanceof WasmFunction => $ffi->wasm_func_as_extern($handle),
            $extern instanceof WasmGlobal => $ffi->wasm_global_as_extern($handle),
            $extern instanceof Table => $ffi->wasm_table_as_extern($handle),
            default => $ffi->wasm_memory_as_extern($handle),
        };
    }
}
