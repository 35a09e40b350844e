<?php

declare(strict_types=1);

namespace Lanner;

use Lanner\Internal\Native;
use Lanner\Internal\Owned;

/** The compiler with its options. A process usually has one. The first that is made starts .NET in the process. */
final class Engine extends Owned
{
    /**
     * @param ?MemoryMode $memoryMode guarded where that is possible, if it is null
     * @param bool $interruptible guests can be interrupted, and have deadlines. Costs a few per cent
     * @param bool $fuel guests use up fuel
     * @param bool $deterministic the same input gives the same results on every machine, down to the bits of a NaN
     * @param ?int $features constants of Features, joined by "|"; the library's own choice if it is null
     * @param ?string $cache a folder that keeps compiled code from one process to the next. Who can write there can do what the process can
     *
     * @throws LannerError when the library is not there, .NET does not start, or an option is not possible here
     */
    public function __construct(
        ?MemoryMode $memoryMode = null,
        public readonly bool $interruptible = false,
        public readonly bool $fuel = false,
        bool $deterministic = false,
        ?int $features = null,
        ?Compilation $compilation = null,
        ?string $cache = null,
    ) {
        $this->begin();
        $ffi = Native::ffi();
        $config = Native::made($ffi->wasm_config_new(), 'making the options');
        try {
            if ($memoryMode !== null) {
                Native::done($ffi->lanner_config_set_memory_mode($config, $memoryMode->value), 'memoryMode');
            }
            Native::done($ffi->lanner_config_set_interruptible($config, $interruptible), 'interruptible');
            Native::done($ffi->lanner_config_set_fuel($config, $fuel), 'fuel');
            Native::done($ffi->lanner_config_set_deterministic($config, $deterministic), 'deterministic');
            if ($features !== null) {
                Native::done($ffi->lanner_config_set_features($config, $features), 'features');
            }
            if ($compilation !== null) {
                Native::done($ffi->lanner_config_set_compilation($config, $compilation->value), 'compilation');
            }
            if ($cache !== null) {
                Native::done($ffi->lanner_config_set_cache($config, Native::text($cache, 'cache')), 'cache');
            }
        } catch (\Throwable $error) {
            $ffi->wasm_config_delete($config);
            throw $error;
        }
        $this->own(Native::made($ffi->wasm_engine_new_with_config($config), 'making the engine'));
    }

    public function __destruct()
    {
        $this->release('wasm_engine_delete');
    }

    /** How guests are kept within their memories. */
    public function memoryMode(): MemoryMode
    {
        return MemoryMode::from(Native::ffi()->lanner_engine_memory_mode($this->live()));
    }
}
