<?php

declare(strict_types=1);

namespace Lanner;

use FFI\CData;
use Lanner\Internal\Native;
use Lanner\Internal\Owned;
use Lanner\Internal\Types;

/** A module. It is for any number of stores of its engine. */
final class Module extends Owned
{
    /** @var list<ImportType> what it imports, in its order */
    public readonly array $imports;

    /** @var list<ExportType> what it exports, in its order */
    public readonly array $exports;

    public readonly Engine $engine;

    /**
     * Makes a module of the binary format, which begins with "\0asm", or of the text format.
     *
     * @throws LannerError when it is not valid
     */
    public function __construct(Engine $engine, string $source)
    {
        $this->begin();
        $this->engine = $engine;
        if (str_starts_with($source, "\0asm")) {
            $this->take(static fn (int $store): int => Native::withVector(
                $source,
                static fn (CData $vector): int => Native::ffi()->wasm_module_new($store, $vector)
            ));
        } else {
            $this->take(static fn (int $store): int => Native::ffi()->lanner_module_from_text($store, $source, strlen($source)));
        }
    }

    /**
     * Reads a module from a file in either format.
     *
     * @throws LannerError when there is no such file, or it is not valid
     */
    public static function fromFile(Engine $engine, string $path): self
    {
        $path = Native::text($path, 'the path');
        return self::make($engine, static fn (int $store): int => Native::ffi()->lanner_module_from_file($store, $path));
    }

    /**
     * Makes a module of what serialize() has returned, which may come from anywhere.
     *
     * @throws LannerError when it is not valid
     */
    public static function deserialize(Engine $engine, string $content): self
    {
        return self::make($engine, static fn (int $store): int => Native::withVector(
            $content,
            static fn (CData $vector): int => Native::ffi()->wasm_module_deserialize($store, $vector)
        ));
    }

    /**
     * Loads what saveCompiled() has written. The file becomes part of the process, outside of any sandbox: load what this program or its
     * user has written, and nothing else.
     *
     * @throws LannerError when it was written for other options or by another version
     */
    public static function loadCompiled(Engine $engine, string $path): self
    {
        $path = Native::text($path, 'the path');
        return self::make($engine, static fn (int $store): int => Native::ffi()->lanner_module_load_compiled($store, $path));
    }

    public function __destruct()
    {
        $this->release('wasm_shared_module_delete');
    }

    /** Bytes from which deserialize() makes the module again, in any process and on any machine. */
    public function serialize(): string
    {
        return $this->forAMoment(static function (int $module): string {
            $vector = Native::bytes();
            Native::ffi()->wasm_module_serialize($module, $vector);
            return Native::take($vector);
        });
    }

    /**
     * Compiles the module and writes what came out into a file, for engines with the same options.
     *
     * @throws LannerError when it cannot be written
     */
    public function saveCompiled(string $path): void
    {
        $path = Native::text($path, 'the path');
        $this->forAMoment(static fn (int $module) => Native::done(
            Native::ffi()->lanner_module_save_compiled($module, $path),
            'writing the compiled module'
        ));
    }

    /** @param \Closure(int): int $maker */
    private static function make(Engine $engine, \Closure $maker): self
    {
        $module = (new \ReflectionClass(self::class))->newInstanceWithoutConstructor();
        $module->engine = $engine;
        $module->take($maker);
        return $module;
    }

    /** @param \Closure(int): int $maker */
    private function take(\Closure $maker): void
    {
        $ffi = Native::ffi();
        // The library makes modules in a store. This one lives for a moment, since the shared name is for any store.
        $store = self::store($this->engine);
        try {
            $module = Native::made($maker($store), 'making the module');
            try {
                $this->own(Native::made($ffi->wasm_module_share($module), 'sharing the module'));
                $this->readTypes($module);
            } finally {
                $ffi->wasm_module_delete($module);
            }
        } finally {
            $ffi->wasm_store_delete($store);
        }
    }

    private function readTypes(int $module): void
    {
        $ffi = Native::ffi();
        $vector = Native::pointers();
        $ffi->wasm_module_imports($module, $vector);
        $imports = [];
        foreach (Native::elements($vector) as $import) {
            $imports[] = new ImportType(
                Native::borrowed($ffi->wasm_importtype_module($import)),
                Native::borrowed($ffi->wasm_importtype_name($import)),
                ...Types::extern($ffi->wasm_importtype_type($import)),
            );
        }
        $ffi->wasm_importtype_vec_delete($vector);
        $this->imports = $imports;
        $vector = Native::pointers();
        $ffi->wasm_module_exports($module, $vector);
        $exports = [];
        foreach (Native::elements($vector) as $export) {
            $name = Native::borrowed($ffi->wasm_exporttype_name($export));
            $exports[] = new ExportType($name, ...Types::extern($ffi->wasm_exporttype_type($export)));
        }
        $ffi->wasm_exporttype_vec_delete($vector);
        $this->exports = $exports;
    }

    private static function store(Engine $engine): int
    {
        $limits = Native::ffi()->new('lanner_limits_t[1]');
        \FFI::memset($limits, 0xff, \FFI::sizeof($limits));
        return Native::made(Native::ffi()->lanner_store_new($engine->live(), $limits), 'making a store');
    }

    /** @param \Closure(int): mixed $function */
    private function forAMoment(\Closure $function): mixed
    {
        $ffi = Native::ffi();
        $shared = $this->live();
        $store = self::store($this->engine);
        try {
            $module = Native::made($ffi->wasm_module_obtain($store, $shared), 'obtaining the module');
            try {
                return $function($module);
            } finally {
                $ffi->wasm_module_delete($module);
            }
        } finally {
            $ffi->wasm_store_delete($store);
        }
    }
}
