<?php

declare(strict_types=1);

namespace Lanner\Tests;

use Lanner\Engine;
use Lanner\Instance;
use Lanner\Module;
use Lanner\Store;
use Lanner\WasmFunction;

/** The guests of the tests. */
final class Guests
{
    public const VALUES = <<<'WAT'
        (module
          (import "host" "see" (func $see (param externref v128 funcref i64 f32 f64) (result funcref externref v128 i64 f32 f64)))
          (func (export "i32") (param i32) (result i32) (local.get 0))
          (func (export "i64") (param i64) (result i64) (local.get 0))
          (func (export "f32") (param f32) (result f32) (local.get 0))
          (func (export "f64") (param f64) (result f64) (local.get 0))
          (func (export "v128") (param v128) (result v128) (i8x16.add (local.get 0) (local.get 0)))
          (func (export "externref") (param externref) (result externref) (local.get 0))
          (func (export "funcref") (param funcref) (result funcref) (local.get 0))
          (func (export "see") (param externref v128 funcref i64 f32 f64) (result funcref externref v128 i64 f32 f64)
            (call $see (local.get 0) (local.get 1) (local.get 2) (local.get 3) (local.get 4) (local.get 5)))
          (type $point (struct (field i32)))
          (func (export "point") (param i32) (result anyref) (struct.new $point (local.get 0)))
          (func (export "x") (param anyref) (result i32) (struct.get $point 0 (ref.cast (ref $point) (local.get 0))))
          (global (export "count") (mut i32) (i32.const 5))
          (global (export "constant") i64 (i64.const -7))
          (global (export "held") (mut externref) (ref.null extern))
          (table (export "objects") 2 4 externref)
          (table (export "functions") 1 funcref)
          (memory (export "memory") 1 3)
          (func (export "grow") (result i32) (memory.grow (i32.const 1)))
          (func (export "store") (param i32 i32) (i32.store (local.get 0) (local.get 1))))
        WAT;

    public const CALLS = <<<'WAT'
        (module $calls
          (import "host" "f" (func $f))
          (memory (export "memory") 1)
          (func (export "call") (call $f))
          (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
          (func (export "divide") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
          (func $deep (export "recurse") (param i32) (result i32) (i32.add (call $deep (local.get 0)) (i32.const 1)))
          (func (export "one") (result i32) (i32.const 1))
          (func (export "spin") (loop $again (br $again)))
          (func (export "spin_and_call") (loop $again (call $f) (br $again))))
        WAT;

    private static ?Engine $engine = null;

    /** @var array<string, Module> */
    private static array $modules = [];

    public static function engine(): Engine
    {
        return self::$engine ??= new Engine(interruptible: true);
    }

    public static function module(string $text): Module
    {
        return self::$modules[$text] ??= new Module(self::engine(), $text);
    }

    /** An instance of CALLS, in a store of its own. */
    public static function calling(callable $function, bool $withCaller = false): Instance
    {
        $store = new Store(self::engine());
        $host = new WasmFunction($store, [], [], $function, $withCaller);
        return new Instance($store, self::module(self::CALLS), ['host' => ['f' => $host]]);
    }

    /** The program of native/examples/program.c. */
    public static function program(): string
    {
        $source = (string) file_get_contents(__DIR__ . '/../../../native/examples/program.c');
        $start = strpos($source, '"(module"');
        $lines = explode("\n", substr($source, $start, strpos($source, ";\n\n/* Writes") - $start));
        return implode('', array_map(static fn (string $line): string => str_replace('\"', '"', substr(trim($line), 1, -1)), $lines));
    }

    public static function thrown(callable $function): ?\Throwable
    {
        try {
            $function();
        } catch (\Throwable $error) {
            return $error;
        }
        return null;
    }
}
